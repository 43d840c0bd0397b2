"""The docs of the API: every page is there, leads somewhere, and can be read as Markdown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import build
from api.guide.contents import FRONT, GROUPS, folder, prose
from api.guide.markdown import slug
from api.guide.site import VERIFIER, Site
from api.rest.openapi import describe
from api.write_guide import write
from tests.api.conftest import app, client, doors, new_client

__all__ = ["app", "client", "doors", "new_client"]


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return describe(build())


@pytest.fixture(scope="module")
def site(described: dict[str, Any]) -> Site:
    return Site(described, "/docs")


def test_every_page_of_the_folder_is_in_the_contents() -> None:
    listed = {FRONT, *(name for group in GROUPS.values() for name in group)}
    assert {path.stem for path in folder().glob("*.md")} - listed == set()
    assert listed - set(prose()) == set(), "listed, and not there"


def test_every_link_leads_to_a_page_and_a_heading_of_it(site: Site) -> None:
    anchors = {
        site.address(name): set(re.findall(r'id="([^"]+)"', site.rendered(name).html))
        for name in site.pages
    }
    broken = []
    for name in site.pages:
        for address in re.findall(r'href="([^"]+)"', site.rendered(name).html):
            target, _, anchor = address.partition("#")
            if "://" in target or target in ("/openapi.json", f"/docs/{VERIFIER}"):
                continue
            known = anchors.get(target or site.address(name))
            if known is None or (anchor and anchor not in known):
                broken.append(f"{name}: {address}")
    assert broken == []


def test_every_operation_is_in_the_reference_with_its_example(
    site: Site, described: dict[str, Any]
) -> None:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            page = site.pages[f"reference/{slug(operation['tags'][0])}"].markdown
            assert f"`{method.upper()} {path}`" in page
            assert f"## {operation['summary']}\n" in page


def test_every_page_can_be_read_as_markdown_and_is_listed_for_programs(site: Site) -> None:
    listed = site.llms()
    for group in site.groups.values():
        for page in group:
            assert (site.text(f"{page.name}.md") or "").startswith("# "), page.name
            assert f"(/docs/{page.name}.md)" in listed
    assert site.text("nothing.md") is None
    assert "def seal(" in (site.text(VERIFIER) or "")


def test_what_a_docstring_says_is_shown_as_it_is_written() -> None:
    from api.guide.markdown import render

    html = render("# A\n\nless `<b>` <script>alert(1)</script>\n\n## A", lambda to: to).html
    assert "<script" not in html
    assert 'id="a-2"' in html


async def test_the_docs_are_served_and_load_nothing_from_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    front = await client.get("/docs")
    assert front.headers["content-type"].startswith("text/html")
    for path in ("/docs/orders", "/docs/reference/orders", "/docs/errors/stock.insufficient"):
        page = (await client.get(path)).text
        for address in re.findall(r'(?:src|href)="([^"]+)"', page):
            assert address.startswith(("/", "#", "data:,")), address
    assert (await client.get("/docs/orders.md")).text.startswith("# Orders")
    assert (await client.get("/llms.txt")).text.startswith("# ")
    assert (await client.get("/docs/search.json")).json()
    assert (await client.get("/docs/none")).status_code == 404
    raw = await client.get("/openapi.json")
    assert raw.json()["paths"]
    assert "cdn" not in raw.text.lower()


def test_the_site_is_written_as_files_that_stand_by_themselves(tmp_path: Path, site: Site) -> None:
    count = write(site, tmp_path / "docs")
    assert count == len(list((tmp_path / "docs").rglob("index.html")))
    page = (tmp_path / "docs" / "orders" / "index.html").read_text()
    for address in re.findall(r'(?:src|href)="(/[^"#]*)', page):
        if address != "/openapi.json":
            there = tmp_path / address.strip("/")
            assert (there if there.is_file() else there / "index.html").is_file(), address
