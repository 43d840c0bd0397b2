"""The code of a return: what a slip in the carton carries, and a scanner reads."""

from __future__ import annotations

from wms.barcodes import Kind, label_code


def return_code(number: int) -> str:
    """Ten digits for the return R-``number`` (domain.md §2), as Code 128 C."""
    return label_code(Kind.RETURN, number)
