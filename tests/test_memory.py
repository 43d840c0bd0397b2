"""What killed test processes left in memory goes; what living ones use stays."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests import memory


def test_only_what_nobody_uses_is_swept(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    left, used = (tmp_path / f"{memory.PREFIX}{pid}-x" for pid in (ended.pid, os.getpid()))
    for folder in (left, used, tmp_path / "anybodys"):
        (folder / "pg").mkdir(parents=True)
    memory.sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([used, tmp_path / "anybodys"])


def test_a_machine_without_room_in_memory_uses_its_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "LEAST_BYTES", 2**62)
    with memory.folder_in_memory(otherwise=tmp_path) as folder:
        assert folder == tmp_path


def test_a_folder_in_memory_goes_with_its_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MEMORY", tmp_path)
    monkeypatch.setattr(memory, "LEAST_BYTES", 1)
    with memory.folder_in_memory(otherwise=tmp_path / "disk") as folder:
        assert folder.parent == tmp_path
        (folder / "file").touch()
    assert list(tmp_path.iterdir()) == []
