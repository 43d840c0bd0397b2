"""Sent again: what went wrong, by another courier, at whose cost."""
