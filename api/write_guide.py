"""``python -m api.write_guide FOLDER``: every page as files that any web server can hand out."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Final

from api.app import build
from api.guide.contents import FRONT
from api.guide.show import DOCS, page_html
from api.guide.site import Site
from api.pages import Pages, sent
from api.rest.openapi import describe

#: where the pages' style and script lie
_ASSETS: Final = "_"


def write(site: Site, folder: Path) -> int:
    """Write the whole site into ``folder``, which is emptied first; how many pages there are."""
    pages = Pages()
    shutil.rmtree(folder, ignore_errors=True)

    def asset(path: str) -> str:
        file = folder / _ASSETS / Path(path).name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sent(path))
        return f"{site.base}/{_ASSETS}/{file.name}"

    for name in site.pages:
        file = folder / ("" if name == FRONT else name) / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page_html(site, name, pages, asset))
    for name in site.texts():
        (folder / name).write_text(site.text(name) or "")
    return len(site.pages)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m api.write_guide", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--base", default=DOCS, help="where it is served: a path or an address")
    asked = parser.parse_args()
    count = write(Site(describe(build()), asked.base.rstrip("/")), asked.folder)
    print(f"{count} pages in {asked.folder}")  # noqa: T201 - the command line talks by printing


if __name__ == "__main__":
    main()
