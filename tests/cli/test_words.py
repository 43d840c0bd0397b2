"""What the command line says without any server."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from tests.cli.running import said, wms
from wms.cli import main, parser
from wms.commands.installation import complete, environment_of
from wms.settings import Settings, load, setting_fields


async def test_every_setting_is_listed_with_its_meaning_and_value(tmp_path: Path) -> None:
    done = await said("settings", env={"WMS_DATA_DIR": str(tmp_path), "WMS_BIND_PORT": "8181"})
    assert done.returncode == 0, done.stderr
    for each in setting_fields():
        assert f"WMS_{each.name.upper()} = " in done.stdout
        assert each.metadata["meaning"] in done.stdout
    assert "WMS_BIND_PORT = 8181   <- default: 8080" in done.stdout
    assert "WMS_BIND_HOST = 127.0.0.1\n" in done.stdout


async def test_a_secret_is_never_listed() -> None:
    secrets = {
        "WMS_SECRET_KEY": "open-sesame-" * 3,
        "WMS_DATABASE_URL": "postgresql://wms_app:pa55@db/wms",
    }
    done = await said("settings", env=secrets)
    assert done.returncode == 0, done.stderr
    assert "WMS_SECRET_KEY = (set)" in done.stdout
    assert "sesame" not in done.stdout
    assert "pa55" not in done.stdout


@pytest.mark.parametrize("command", ["settings", "up", "api", "workers", "health", "verify"])
async def test_a_misspelt_setting_is_an_error_in_a_sentence(command: str) -> None:
    done = await said(command, env={"WMS_DATADIR": "/nowhere"})
    assert done.returncode == 1
    assert done.stderr == (
        "Unknown setting WMS_DATADIR. `wms settings` lists the ones there are.\n"
    )
    assert not done.stdout


def test_production_does_not_start_without_a_secret() -> None:
    done = wms("up", env={"WMS_ENVIRONMENT": "production"})
    assert done.returncode == 1
    assert "WMS_SECRET_KEY must be set in production" in done.stderr


@pytest.mark.parametrize("words", [(), ("no-such-command",), ("shop",), ("key", "issue")])
def test_a_wrong_command_line_ends_with_2_and_the_usage(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: wms" in capsys.readouterr().err


def test_each_command_says_what_it_does() -> None:
    def leaves(one: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
        below = [a for a in one._actions if isinstance(a, argparse._SubParsersAction)]
        if not below:
            return [one]
        return [leaf for action in below for p in action.choices.values() for leaf in leaves(p)]

    found = leaves(parser())
    assert len(found) >= 20
    for leaf in found:
        assert leaf.description, leaf.prog
        assert callable(leaf.get_default("run")), leaf.prog


def test_other_programs_get_the_same_settings_but_not_the_owner_of_the_tables(
    tmp_path: Path,
) -> None:
    here = complete(Settings(data_dir=tmp_path, bind_port=8181, webhook_allow_http=True))
    told = environment_of(here)
    again = load(told)
    assert here.owner_database_url
    assert told["WMS_OWNER_DATABASE_URL"] == again.owner_database_url == ""
    assert again.database_url == here.database_url
    assert "wms_app" in again.database_url
    assert again.webhook_allow_http is True
    assert (again.bind_port, again.data_dir) == (8181, tmp_path)
    assert again.secret_key == here.secret_key


def test_the_secret_of_a_development_installation_is_kept_for_its_owner_alone(
    tmp_path: Path,
) -> None:
    first = complete(Settings(data_dir=tmp_path)).secret_key
    assert len(first) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert complete(Settings(data_dir=tmp_path)).secret_key == first
    assert complete(Settings(data_dir=tmp_path, secret_key="mine")).secret_key == "mine"
