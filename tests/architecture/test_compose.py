"""compose.yaml and the Dockerfile, checked without a container engine: what they refer to exists,
what they set is a setting, and the one script in them runs on a real PostgreSQL."""

import asyncio
import importlib
import inspect
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml

from wms.cli import main
from wms.db import Database
from wms.local import Postgres, ServerFailed
from wms.migrate import APP_ROLE, migrate
from wms.settings import Settings, load, setting_fields

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "compose.yaml"
SERVICE_KEYS = {
    *("build", "cap_drop", "command", "configs", "depends_on", "environment", "healthcheck"),
    *("image", "init", "logging", "networks", "ports", "read_only", "restart", "security_opt"),
    *("shm_size", "stop_grace_period", "tmpfs", "volumes"),
}
OURS = ("migrate", "api", "workers")
#: read by uvicorn, not by us
SERVERS_OWN = {"FORWARDED_ALLOW_IPS"}
SET = {
    "POSTGRES_PASSWORD": "p" * 48,
    "OWNER_PASSWORD": "o" * 48,
    "APP_PASSWORD": "a" * 48,
    "WMS_SECRET_KEY": "k" * 64,
    "WMS_PUBLIC_URL": "https://warehouse.example",
}
# Compose's interpolation: $$ · ${NAME} · ${NAME:-default} · ${NAME:?sentence}
VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?:(:-|:\?)([^}]*))?\}|(\w+))")


class Missing(Exception):
    pass


def interpolate(text: str, given: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        dollar, name, operator, argument, bare = match.groups()
        if dollar:
            return "$"
        found = given.get(name or bare, "")
        if not found and operator == ":?":
            raise Missing(f"{name}: {argument}")
        return found or (argument if operator == ":-" else "")

    return VARIABLE.sub(value, text)


def everywhere(node: Any, given: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: everywhere(value, given) for key, value in node.items()}
    if isinstance(node, list):
        return [everywhere(value, given) for value in node]
    return interpolate(node, given) if isinstance(node, str) else node


class Strict(yaml.SafeLoader):
    """A key written twice is an error, not the last one wins."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key twice {node.start_mark}: {keys}"
        return super().construct_mapping(node, deep)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return everywhere(yaml.load(FILE.read_text(), Strict), SET)


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    return compose["services"]


def test_the_services_are_the_five_we_know_and_every_key_is_composes(
    services: dict[str, Any],
) -> None:
    assert set(services) == {"postgres", "redis", *OURS}
    for name, service in services.items():
        assert set(service) <= SERVICE_KEYS, name
        assert "image" in service
    assert services["postgres"]["image"] == "postgres:18"


def test_every_name_that_is_referred_to_exists_and_every_name_is_used(
    compose: dict[str, Any],
) -> None:
    used: dict[str, set[str]] = {"networks": set(), "volumes": set(), "configs": set()}
    for service in compose["services"].values():
        used["networks"] |= set(service["networks"])
        used["volumes"] |= {mount.split(":")[0] for mount in service.get("volumes", ())}
        used["configs"] |= {config["source"] for config in service.get("configs", ())}
    for kind, names in used.items():
        assert set(compose[kind]) == names, kind


def test_what_waits_for_another_waits_for_something_that_can_happen(
    services: dict[str, Any],
) -> None:
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert services[other]["healthcheck"]["test"], f"{name} waits for {other}"
            else:
                assert how["condition"] == "service_completed_successfully"
                assert services[other]["restart"] == "no", f"{other} never completes"
    for name in ("api", "workers"):
        assert set(services[name]["depends_on"]) == {"migrate", "postgres", "redis"}


def test_all_that_runs_on_is_watched_and_started_again(services: dict[str, Any]) -> None:
    for name in set(services) - {"migrate"}:
        assert services[name]["restart"] == "unless-stopped"
        assert services[name]["healthcheck"]["retries"] > 0
    assert "migrate" in services["api"]["depends_on"]


def test_data_is_kept_in_named_volumes_where_the_images_keep_it(services: dict[str, Any]) -> None:
    assert services["postgres"]["volumes"] == ["database:/var/lib/postgresql"]
    assert services["redis"]["volumes"] == ["queue:/data"]
    words = services["redis"]["command"]
    assert words[words.index("--appendonly") + 1] == "yes"
    assert words[words.index("--maxmemory-policy") + 1] == "noeviction"
    for name in OURS:
        assert services[name]["volumes"] == ["files:/data"]
        assert services[name]["environment"]["WMS_DATA_DIR"] == "/data"


def test_every_setting_is_one_and_production_accepts_them(services: dict[str, Any]) -> None:
    known = {f"WMS_{each.name.upper()}" for each in setting_fields()}
    for name in OURS:
        environment = services[name]["environment"]
        assert set(environment) <= known | SERVERS_OWN, name
        settings = load(environment)
        assert settings.is_production
        assert settings.database_url.startswith("postgresql://wms_app:")
    assert "WMS_OWNER_DATABASE_URL" in services["migrate"]["environment"]
    for name in ("api", "workers"):
        assert "WMS_OWNER_DATABASE_URL" not in services[name]["environment"], "never the owner"


def test_the_image_runs_as_an_ordinary_user_with_nothing_to_spare(services: dict[str, Any]) -> None:
    for name in OURS:
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["read_only"] is True
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
    steps = dockerfile()
    users = [rest for word, rest in steps if word == "USER"]
    assert users, "root is the default"
    assert users[-1] not in ("root", "0")
    assert steps[-1][0] in ("CMD", "ENTRYPOINT")


def test_the_database_and_the_queue_cannot_be_reached_from_outside(compose: dict[str, Any]) -> None:
    assert compose["networks"]["data"]["internal"] is True
    for name in ("postgres", "redis"):
        assert compose["services"][name]["networks"] == ["data"]
        assert "ports" not in compose["services"][name]
    assert compose["services"]["api"]["ports"] == ["127.0.0.1:8080:8080"]


def test_only_the_proxy_on_this_machine_is_believed_when_it_says_who_asks(
    compose: dict[str, Any], services: dict[str, Any]
) -> None:
    """Docker's proxy and its NAT both let the host's connections come from the gateway."""
    (of_outside,) = compose["networks"]["outside"]["ipam"]["config"]
    gateway = ip_address(of_outside["gateway"])
    assert gateway in ip_network(of_outside["subnet"])
    assert services["api"]["environment"]["FORWARDED_ALLOW_IPS"] == str(gateway)
    assert "FORWARDED_ALLOW_IPS" in inspect.getsource(uvicorn.Config)


@pytest.mark.parametrize("name", sorted(SET))
def test_what_is_missing_is_named_and_no_secret_has_a_default(name: str) -> None:
    with pytest.raises(Missing, match=f"{name}: set "):
        everywhere(yaml.load(FILE.read_text(), Strict), {**SET, name: ""})


def test_only_known_variables_are_asked_for() -> None:
    asked = {m.group(2) for m in VARIABLE.finditer(FILE.read_text()) if m.group(2)}
    assert asked == {*SET, "PUBLISH"}


@pytest.mark.parametrize("name", OURS)
def test_our_commands_exist(
    services: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = [services[name]["command"]]
    check = services[name].get("healthcheck", {}).get("test", [])
    if check[:2] == ["CMD", "wms"]:
        commands.append(check[1:])
    for program, *words in commands:
        assert program == "wms"
        assert wms(monkeypatch, *words, "--help") == 0, words
    assert wms(monkeypatch, "no-such-command", "--help") != 0


def wms(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    """What the command ends with."""
    monkeypatch.setattr(sys, "argv", ["wms", *words])
    with pytest.raises(SystemExit) as ended:
        sys.exit(main())
    return ended.value.code


def test_the_health_address_is_one_of_the_doors(services: dict[str, Any]) -> None:
    _, python, _, code = services["api"]["healthcheck"]["test"]
    assert python == "python"
    path = re.search(r"127\.0\.0\.1:8080(/\w+)", code)
    assert path
    compile(code, "healthcheck", "exec")
    settings = Settings()
    database = Database("postgresql://nobody@/nowhere", settings, name="routes")
    app = importlib.import_module("api.app").create_app(settings, database)
    assert path.group(1) in {route.path for route in app.routes}


def dockerfile() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in lines]


def test_the_dockerfile_copies_what_exists_and_pins_what_it_installs() -> None:
    steps = dockerfile()
    known = {"FROM", "RUN", "COPY", "ENV", "WORKDIR", "VOLUME", "EXPOSE", "USER", "CMD"}
    assert {word for word, _ in steps} <= known
    assert [rest.split()[0] for word, rest in steps if word == "FROM"] == ["python:3.11-slim"] * 2
    sources = {
        source
        for word, rest in steps
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    admitted = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    packages = {"wms", "api", "printing", "workers", "migrations"}
    docs = {"docs/shops", "clients/python/README.md", "clients/typescript/README.md"}
    client = {"clients/python/src"}  # of `wms listen`
    assert sources == admitted == {"requirements.lock"} | packages | docs | client
    assert all((ROOT / source).exists() for source in sources)
    (install,) = [rest for word, rest in steps if "pip install" in rest]
    assert "--require-hashes" in install
    assert "--hash=sha256:" in (ROOT / "requirements.lock").read_text()


@pytest.fixture(scope="module")
def bare() -> Iterator[Postgres]:
    home = Path(tempfile.mkdtemp(prefix="wms-t-", dir="/tmp"))
    with Postgres(home / "postgres") as server:
        yield server
    shutil.rmtree(home)


def test_the_roles_script_and_migrate_make_an_application_role_that_is_not_the_owner(
    compose: dict[str, Any], services: dict[str, Any], bare: Postgres
) -> None:
    run = subprocess.run(
        ["sh", "-ec", compose["configs"]["roles"]["content"]],
        env={
            **services["postgres"]["environment"],
            "POSTGRES_USER": "postgres",
            "PATH": f"{bare.psql.parent}:{os.environ['PATH']}",
            "PGHOST": str(bare.sockets),
        },
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    app_url = bare.url("wms", APP_ROLE).replace("@", ":app-password@", 1)
    asyncio.run(migrate(bare.url("wms", "wms_owner"), app_url))
    flags = "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles"
    rows = ask(bare, "postgres", "postgres", f"{flags} WHERE rolname LIKE 'wms%' ORDER BY 1")
    assert rows == "wms_app|f|f|t\nwms_owner|f|f|t"
    passwords = "SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256%'"
    assert ask(bare, "postgres", "postgres", passwords) == "2"
    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    assert ask(bare, "wms", "postgres", owners) == "wms_owner"
    # The application connects and reads; it makes nothing.
    assert ask(bare, "wms", APP_ROLE, "SELECT lower('ŻÓŁĆ')") == "żółć"
    with pytest.raises(ServerFailed, match="permission denied"):
        ask(bare, "wms", APP_ROLE, "CREATE TABLE t ()")


def ask(server: Postgres, database: str, user: str, statement: str) -> str:
    run = subprocess.run(
        [
            server.psql,
            "-XqAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
            server.url(database, user),
        ],
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise ServerFailed(run.stderr)
    return run.stdout.strip()
