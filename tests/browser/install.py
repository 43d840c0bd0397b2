"""Makes sure that the tests have a browser: ``python tests/browser/install.py``.

In this order: a Chromium that is there already, Debian's packages (as root, where apt is), npm's
``@sparticuz/chromium`` (a Chromium inside a package), Playwright's own download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE_PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
#: the shell first: it has the engine and no window around it, so a page costs a third
ON_PATH = (
    "chromium-headless-shell", "chromium", "chromium-browser",
    "google-chrome", "google-chrome-stable",
)  # fmt: skip
APT_PACKAGES = ("chromium-headless-shell", "chromium")
INSTALL_TIMEOUT_S = 600
ASK_PACKAGE = (
    "import('@sparticuz/chromium').then(m => m.default.executablePath())"
    ".then(path => console.log(path))"
)


def find() -> str | None:
    """The path of a Chromium; None means: nothing found, Playwright's own may still be there."""
    for name in ON_PATH:
        if found := shutil.which(name):
            return found
    if NODE_PACKAGE.is_dir() and shutil.which("node"):
        asked = subprocess.run(
            ["node", "--input-type=module", "-e", ASK_PACKAGE],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=INSTALL_TIMEOUT_S,
        )  # fmt: skip
        if asked.returncode == 0 and Path(asked.stdout.strip()).is_file():
            return asked.stdout.strip()
    return None


def playwright_has_one() -> bool:
    """Whether ``playwright install chromium`` was done before."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).is_file()


def _try(*command: str) -> bool:
    print("$", " ".join(command), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=False, timeout=INSTALL_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error)
        return False
    return done.returncode == 0


def ensure() -> str:
    """Install a browser when none is there; says where it is.

    Raises:
        SystemExit: every way failed; the sentence says what to do by hand.
    """
    if found := find():
        return found
    if playwright_has_one():
        return "playwright's own"
    if shutil.which("apt-get") and os.geteuid() == 0:
        _try("apt-get", "update", "-qq")
        for package in APT_PACKAGES:
            _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", package)
            if found := find():
                return found
    if shutil.which("npm"):
        _try("npm", "install", "--no-save", "--no-audit", "--no-fund", "@sparticuz/chromium")
        if found := find():
            return found
    _try(sys.executable, "-m", "playwright", "install", "chromium")
    if playwright_has_one():
        return "playwright's own"
    raise SystemExit("No browser could be installed. Install Chromium and run this again.")


if __name__ == "__main__":
    print("browser:", ensure())
