"""Everything that is said with a consumer or a shop, in one thread per person and order.

Whatever the channel: `say.thread_for` finds the thread, `say.say` puts a message into it. What came
by e-mail is fetched by a worker (`mailboxes`, `arrived`), read (`reading`) and filed (`filing`);
`answer` is how the desk answers; `threads` and `thread` are what the desk sees.
"""
