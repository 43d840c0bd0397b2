"""The paper: slips, labels, badges, manifests. Plain data in, bytes out.

Every paper is made in two steps. A *layout* function measures its text and places it as marks
on a `Page` (millimetres from the top left corner; bars in printer dots); `printing.pdf` and
`printing.zpl` turn the marks into bytes. So tests can ask a page whether everything fits, before
any ink is spent.
Nothing in here imports the warehouse: doors and workers fill the structs.
"""
