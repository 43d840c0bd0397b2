"""The docs tell the truth: links lead somewhere, commands exist, lists are complete."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from tests.docs import event_pages, refusals, written
from wms.cli import parser
from wms.settings import PREFIX, setting_fields

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: str(path))
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [
        link
        for link in LINK.findall(page.read_text())
        if not link.startswith(("http://", "https://", "mailto:"))
        and not (page.parent / link).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_setting_that_is_named_exists(page: Path) -> None:
    known = {PREFIX + field.name.upper() for field in setting_fields()}
    named = set(re.findall(r"\bWMS_[A-Z_]*[A-Z]\b", page.read_text()))
    families = {name for name in named if any(k.startswith(name + "_") for k in known)}
    assert named - known - families == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_verb_that_is_named_exists(page: Path) -> None:
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", page.read_text()))
    named |= set(re.findall(r"^make ([a-z-]+)", page.read_text(), re.MULTILINE))
    assert named - verbs == set()


def _commands(of: argparse.ArgumentParser, before: str = "") -> set[str]:
    found = set()
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                found |= {f"{before}{name}"} | _commands(child, f"{before}{name} ")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_exists(page: Path) -> None:
    known = _commands(parser())
    named = set(re.findall(r"(?:^|`)wms ([a-z]+)", page.read_text(), re.MULTILINE))
    assert named - {name.split()[0] for name in known} == set()


def test_every_refusal_is_listed() -> None:
    assert refusals.PATH.read_text() == refusals.table(), "run: python -m tests.docs.refusals"


@pytest.mark.parametrize("name", written.LISTS)
def test_lists_on_pages_for_shops_are_those_of_the_code(name: str) -> None:
    assert (written.PAGES / name).read_text() == written.page(name), (
        "run: python -m tests.docs.refusals"
    )


def test_the_catalogue_of_events_is_complete() -> None:
    told = event_pages.PATH.read_text() == event_pages.page()
    assert told, "run: python -m tests.docs.event_pages"


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    assert [p.name for p in folder.glob("0*.md") if f"({p.name})" not in index] == []
