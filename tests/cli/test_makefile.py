"""The verbs of the Makefile: listed, and each setting up no more than it needs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import ROOT

VERBS = (
    "setup", "up", "demo", "test", "check", "fmt", "migration", "bench", "bench-plan", "month",
    "ledger", "waiting", "waves", "desk", "bench-paper", "papers", "browser", "storm", "webhooks",
    "offline", "faults", "platforms", "certificate", "fuzz", "docs", "clients", "clean",
)  # fmt: skip


def make(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_make_lists_every_verb_with_a_sentence() -> None:
    done = make()
    assert done.returncode == 0, done.stderr
    listed = dict(re.findall(r"^  ([a-z-]+) +(.+)$", done.stdout, re.MULTILINE))
    assert tuple(listed) == VERBS
    assert all(len(sentence) > 20 for sentence in listed.values())


def test_what_the_suite_leaves_out_some_verb_runs() -> None:
    verbs = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    whole = [line for line in verbs.splitlines() if re.search(r'-m ("?large"?|"")', line)]
    run = {ROOT / path for line in whole for path in re.findall(r"tests/[\w/.]+", line)}
    assert len(run) > 10
    large = {
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"mark\.large|in_languages\(|LIKE_OTHERS", path.read_text())
        and path != Path(__file__)
    }
    assert [path for path in large if not {path, *path.parents} & run] == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What make looks at, with nothing installed."""
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("tests", "clients"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.mark.parametrize("verb", ["up", "demo"])
def test_what_runs_the_warehouse_installs_no_developers_tools(checkout: Path, verb: str) -> None:
    would = make("-n", verb, cwd=checkout).stdout
    assert "--require-hashes --requirement requirements.lock" in would
    assert "requirements-dev.lock" not in would
    assert would.splitlines()[-1] == f".venv/bin/python -m wms {verb}"


@pytest.mark.parametrize("verb", ["test", "browser"])
def test_tests_get_their_tools_and_a_browser(checkout: Path, verb: str) -> None:
    would = make("-n", verb, cwd=checkout).stdout
    steps = ("requirements-dev.lock", "--editable .", "browser/install.py", "-m pytest")
    found = [would.index(step) for step in steps]
    assert found == sorted(found)


def test_continuous_integration_runs_the_readmes_commands() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    readme = (ROOT / "README.md").read_text()
    verbs = re.findall(r"^make (\w+)$", script.read_text(), re.MULTILINE)
    assert verbs == ["setup", "test"]
    assert "make test" in readme
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
