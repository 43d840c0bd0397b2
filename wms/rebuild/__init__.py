"""The building is changed while people work in it: places are moved, given another use, retired.

Whether something is in the way is asked of everybody, so this stands behind all of them; the
building itself is written by `wms.layout`.
"""
