"""Backups: the data in one place, the keys of people in another.

A backup has everything but the keys with which people's data are closed. Of the keys only the
newest few copies are kept: an old backup with today's keys gives everybody back but those who were
forgotten since (docs/decisions/0052).
"""
