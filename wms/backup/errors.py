"""How a backup or a restore says that it cannot be."""


class BackupFailed(Exception):  # noqa: N818 -- reads as the fact it is
    """A backup cannot be made or restored; the text says why and what to do."""
