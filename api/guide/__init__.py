"""The docs of the API, for shops' developers: every page is Markdown first, then HTML.

Prose comes from ``docs/shops``, the reference and the pages of refusals from the code. The server
renders a page when it is first asked for (``/docs/…``, its Markdown at ``/docs/….md``);
``make docs`` writes all of them as files. ``/llms.txt`` lists them for programs that read.
"""
