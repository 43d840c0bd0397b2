"""Checks of the machine, the folders and the settings."""

import asyncio
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from wms.doctor.findings import Installation, Verdict, fail, ok, warn
from wms.local import LocalError, Postgres, Redis
from wms.local.folder import SOCKET_PATH_LIMIT_BYTES
from wms.local.postgres import programs
from wms.settings import PREFIX, SECRET_MIN_LENGTH, SettingsError, load, setting_fields

LEAST_PYTHON = (3, 11)
GIB = 1024**3
#: below the first PostgreSQL may stop at any moment, below the second it is time to make room
LEAST_FREE_BYTES, COMFORTABLE_FREE_BYTES = 1 * GIB, 5 * GIB
#: a random secret of the least length has more different characters than this
LEAST_DIFFERENT_CHARACTERS = 10
OPEN_TO_OTHERS = stat.S_IWGRP | stat.S_IWOTH
HEALTH_LIMIT_S = 3.0
PAPER_LIMIT_S = 60.0
# In a process of its own, by name: wms does not import printing.
TRY_PAPER = """
import importlib, pkgutil, sys
from importlib.resources import files
import printing
modules = [m.name for m in pkgutil.walk_packages(printing.__path__, "printing.")]
for name in modules:
    importlib.import_module(name)
from reportlab.pdfbase.ttfonts import TTFont
fonts = [f for f in files("printing").joinpath("fonts").iterdir() if f.name.endswith(".ttf")]
for font in fonts:
    TTFont(font.name, str(font))
print(f"{len(modules)} modules and {len(fonts)} fonts load")
sys.exit(0 if fonts else "no fonts in printing/fonts")
"""


async def python_version(at: Installation) -> Verdict:
    """This Python is new enough."""
    del at
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < LEAST_PYTHON:
        return fail(found, "Install Python 3.11 or newer and set the warehouse up with it.")
    return ok(found)


async def known_settings(at: Installation) -> Verdict:
    """Each WMS_* variable is a setting."""
    known = {PREFIX + each.name.upper() for each in setting_fields()}
    unknown = sorted(n for n in at.environ if n.startswith(PREFIX) and n not in known)
    if unknown:
        return fail(
            f"unknown: {', '.join(unknown)}",
            "Correct or remove them: a misspelt setting does nothing, so the programs refuse to"
            " start. `wms settings` lists the ones there are.",
        )
    return ok(f"{len(known & set(at.environ))} set")


async def readable_settings(at: Installation) -> Verdict:
    """The settings as a whole are accepted."""
    known = {PREFIX + each.name.upper() for each in setting_fields()}
    try:
        load({name: value for name, value in at.environ.items() if name in known})
    except SettingsError as error:
        return fail(str(error), "Change the variable as the sentence says.")
    return ok(f"accepted, {at.settings.environment}")


async def secret_key(at: Installation) -> Verdict:
    """Cookies are signed with a secret nobody can guess."""
    if not at.settings.is_production:
        return ok("development: generated")
    key = at.settings.secret_key
    if len(key) < SECRET_MIN_LENGTH or len(set(key)) < LEAST_DIFFERENT_CHARACTERS:
        return fail(
            f"{len(key)} characters, {len(set(key))} different",
            "Set WMS_SECRET_KEY to the output of `openssl rand -hex 32`.",
        )
    return ok(f"{len(key)} characters")


async def public_address(at: Installation) -> Verdict:
    """In production people come by https, and webhooks leave by https to public addresses."""
    settings = at.settings
    if not settings.is_production:
        return ok(settings.url)
    if settings.webhook_allow_http or settings.webhook_allow_private:
        return fail(
            "webhooks may go to http or private addresses",
            "Remove WMS_WEBHOOK_ALLOW_HTTP and WMS_WEBHOOK_ALLOW_PRIVATE, which are for"
            " development.",
        )
    if not settings.url.startswith("https://"):
        return warn(
            settings.url,
            "Put a proxy with a certificate in front and set WMS_PUBLIC_URL to its https address.",
        )
    return ok(settings.url)


async def disk_space(at: Installation) -> Verdict:
    """There is room for the data."""
    place = nearest_folder(at.settings.data_dir)
    free = shutil.disk_usage(place).free
    found = f"{free / GIB:.1f} GiB free at {place}"
    remedy = "Make room, or move the data folder to a larger disk (WMS_DATA_DIR)."
    if free < LEAST_FREE_BYTES:
        return fail(found, remedy)
    if free < COMFORTABLE_FREE_BYTES:
        return warn(found, remedy)
    return ok(found)


async def data_folder(at: Installation) -> Verdict:
    """The data folder is writable for us and for nobody else."""
    folder = at.settings.data_dir.absolute()
    if not folder.exists():
        above = nearest_folder(folder)
        if not os.access(above, os.W_OK | os.X_OK):
            return fail(
                f"{folder} is not there and {above} is not ours to write in",
                f"Make {folder} for this user, or set WMS_DATA_DIR to a folder of his.",
            )
        return ok(f"{folder} will be made at the first start")
    if not os.access(folder, os.W_OK | os.X_OK):
        return fail(f"{folder} is not writable for this user", f"chown it: {folder} must be his.")
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & OPEN_TO_OTHERS:
        return fail(f"{folder} can be changed by other users ({mode:04o})", f"chmod go-w {folder}")
    return ok(f"{folder} ({mode:04o})")


async def socket_folder(at: Installation) -> Verdict:
    """The embedded servers' sockets have short paths in folders that are ours alone."""
    if not (at.has_own_postgres or at.has_own_redis):
        return ok("servers of your own are used")
    data = at.settings.data_dir
    homes = [Postgres(data / "postgres").sockets, Redis(data / "redis").sockets]
    for home in homes:
        if not home.exists() and not home.is_symlink():
            continue
        status = home.lstat()
        if not stat.S_ISDIR(status.st_mode) or stat.S_IMODE(status.st_mode) & 0o077:
            return fail(f"{home} is open to others", f"Stop the servers and remove {home}.")
    longest = max(len(os.fsencode(home)) for home in homes)
    moved = "" if homes[0].is_relative_to(data.resolve()) else ", the data folder's being too long"
    return ok(f"{longest} of {SOCKET_PATH_LIMIT_BYTES} bytes in {homes[0].parent}{moved}")


async def embedded_programs(at: Installation) -> Verdict:
    """The programs of the embedded servers are there."""
    if not (at.has_own_postgres or at.has_own_redis):
        return ok("servers of your own are used")
    try:
        postgres, redis = programs(), Redis(at.settings.data_dir).binary()
    except LocalError as error:
        return fail(str(error), "Install what the sentence names, or `make setup` once more.")
    return ok(f"{postgres} and {redis}")


async def port(at: Installation) -> Verdict:
    """The web server's port is free, or our own web server has it."""
    host, number = at.settings.bind_host, at.settings.bind_port
    try:
        with socket.create_server((host, number)):
            return ok(f"{host}:{number} is free")
    except OSError as error:
        reason = error.strerror or str(error)
    reached = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host  # noqa: S104 -- compared, not bound
    try:
        async with httpx.AsyncClient(timeout=HEALTH_LIMIT_S, trust_env=False) as web:
            answer = await web.get(f"http://{reached}:{number}/healthz")
        # Ours tells of its database there, well (200) or not (503).
        if answer.headers.get("content-type", "").startswith("application/json") and (
            b'"database"' in answer.content
        ):
            return ok(f"{host}:{number} is held by our web server")
        reason = f"whoever is there answers {answer.status_code} to /healthz"
    except httpx.HTTPError:
        reason = f"{reason}, and whoever is there does not answer to /healthz"
    return fail(
        f"{host}:{number} cannot be used: {reason}",
        "Stop the program that has the port, or set WMS_BIND_PORT (WMS_BIND_HOST) to another.",
    )


async def spool_folder(at: Installation) -> Verdict:
    """Print files can be written."""
    folder = nearest_folder(at.settings.spool_dir)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"label")
            file.flush()
    except OSError as error:
        return fail(
            f"{folder}: {error.strerror}", f"Make {at.settings.spool_dir} writable for this user."
        )
    return ok(str(at.settings.spool_dir))


async def paper(at: Installation) -> Verdict:
    """Slips and labels can be drawn: the printing modules and their fonts load."""
    del at
    command = [sys.executable, "-c", TRY_PAPER]

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 -- a constant program
            command, capture_output=True, text=True, timeout=PAPER_LIMIT_S, check=False
        )

    done = await asyncio.to_thread(run)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return fail(last, "Install the libraries again: `make setup`.")
    return ok(done.stdout.strip())


def nearest_folder(path: Path) -> Path:
    """``path``, or the nearest folder above it that exists."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path
