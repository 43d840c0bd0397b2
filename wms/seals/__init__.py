"""What is known of a person is closed with a key of its own, so that it can be forgotten.

An erasure destroys the key (`wms.privacy.erase`): whatever was closed with it, here or in an old
backup, is noise from then on.
"""
