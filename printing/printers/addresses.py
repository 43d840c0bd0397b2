"""Where a printer is, in one line: ``ipp://…``, ``ipps://…``, ``raw://host:9100``, ``file:name``,
``lp:NAME``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from printing.printers.folder import Folder
from printing.printers.ipp import Ipp
from printing.printers.lp import Lp
from printing.printers.raw import PORT, Raw
from printing.printers.way import Way

#: a folder below the print folder, and the name of a printer of CUPS
_NAME: Final = re.compile(r"[\w][\w. -]{0,60}")


class AddressUnreadable(ValueError):  # noqa: N818 - reads as the fact it is
    """An address that leads nowhere."""


def way_to(address: str, *, folder: Path, journal: Path, is_zpl: bool) -> Way:
    """The way to the printer at ``address``; files lie below ``folder`` (see `folder.Folder`).

    Raises:
        AddressUnreadable: it is none of ours.
    """
    kind, _, rest = address.partition(":")
    if kind in ("file", "lp"):
        if not _NAME.fullmatch(rest):
            raise AddressUnreadable(address)
        return Folder(folder / rest, journal) if kind == "file" else Lp(rest)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressUnreadable(address) from error
    if not host or parts.username or kind not in ("ipp", "ipps", "raw"):
        raise AddressUnreadable(address)
    if kind == "raw":
        if parts.path.strip("/"):
            raise AddressUnreadable(address)
        return Raw(host, port or PORT, is_zpl=is_zpl)
    return Ipp(address)
