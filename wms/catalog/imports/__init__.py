"""A shop's whole list of products comes as a file, and nothing is written before somebody agreed.

The file is read and its rows are kept (`upload`); a worker says for each row what it would do
(`check`): new, changed from what to what, the same, or an error with its remedy. Who sent it looks
at that and confirms or cancels (`decide`); then a worker writes the rows in batches (`apply`).
"""
