"""The first examples of the clients' READMEs, run as they stand against a warehouse."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clients.__main__ import ROOT
from tests.api.conftest import ShopKey, app, doors, new_shop
from tests.cli.running import environment
from tests.faults.conftest import home, nursery
from tests.faults.servers import Nursery, free_port

__all__ = ["app", "doors", "home", "new_shop", "nursery"]

TYPESCRIPT = ROOT / "typescript"
COMPILER = TYPESCRIPT / "node_modules" / ".bin" / "tsc"
LONGEST_S = 120
HAS_NODE = bool(shutil.which("node")) and COMPILER.exists()
needs_node = pytest.mark.skipif(
    not HAS_NODE,
    reason="no Node.js here; with it, `make test` builds and tries the TypeScript client",
)


def run(*command: str | Path, cwd: Path = ROOT, **settings: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**environment(), **settings},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _examples(readme: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", readme.read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
async def where(nursery: Nursery, new_shop: Any) -> dict[str, str]:
    """A running warehouse and a shop's key, as the examples find them."""
    shop: ShopKey = await new_shop()
    port = free_port()
    nursery.server(port=port)
    return {"WAREHOUSE_URL": f"http://127.0.0.1:{port}", "WAREHOUSE_KEY": shop.key}


@pytest.fixture(scope="module")
def built() -> Iterator[Path]:
    """The TypeScript client, compiled; and a folder inside of it for what is tried."""
    tried = TYPESCRIPT / "dist" / "tried"
    if HAS_NODE:
        run(COMPILER, cwd=TYPESCRIPT)
    tried.mkdir(parents=True, exist_ok=True)
    yield tried
    shutil.rmtree(tried)


async def test_the_first_examples_place_an_order(where: dict[str, str], built: Path) -> None:
    first, receive = _examples(ROOT / "python" / "README.md", "python")
    where["PYTHONPATH"] = str(ROOT / "python" / "src")
    said = run(sys.executable, "-c", first, **where)
    assert re.search(r"^\d+ backordered$", said, re.MULTILINE)
    assert "not for the first time" not in said
    run(sys.executable, "-c", f"{receive}\nassert receive(b'', {{}}, 'whsec_AAAA') == 400", **where)
    if not HAS_NODE:
        return
    for n, code in enumerate(_examples(TYPESCRIPT / "README.md", "ts")):
        (built / f"{n}.ts").write_text(code)
    (built / "tsconfig.json").write_text(
        '{"extends": "../../tsconfig.json", "include": ["*.ts"], "exclude": [],'
        ' "compilerOptions": {"rootDir": ".", "outDir": ".", "noUnusedLocals": false}}'
    )
    run(COMPILER, "-p", built, cwd=TYPESCRIPT)
    said = run("node", built / "0.js", cwd=TYPESCRIPT, **where)
    assert re.search(r"^\d+ backordered$", said, re.MULTILINE)


@needs_node
@pytest.mark.usefixtures("built")
def test_the_typescript_client_repeats_refuses_and_pages_as_the_python_one() -> None:
    said = run("node", "--test", "test/", cwd=TYPESCRIPT)
    assert re.search(r"^# pass \d\d", said, re.MULTILINE)
    assert "# fail 0" in said
