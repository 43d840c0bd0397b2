"""`wms doctor` looks at everything, and tells it."""

from __future__ import annotations

import asyncio

from tests.doctor.examined import Environ, assert_level
from wms import doctor
from wms.doctor import Finding


def test_a_sound_installation_is_well_in_all_but_what_the_tests_turned_off(
    running: Environ,
) -> None:
    findings = asyncio.run(doctor.examine(running))
    assert len(findings) == len({finding.name for finding in findings}) >= 15
    # The tests' PostgreSQL runs with fsync off, and nobody backs it up.
    assert {f.name: f.found for f in findings if f.level != "ok"} == {
        "Durability": "fsync = off, full_page_writes = off",
        "Backup": "never made",
    }
    assert doctor.exit_code(findings) == 1
    assert doctor.exit_code([f for f in findings if f.name != "Durability"]) == 0


def test_the_report_names_each_finding_and_the_remedy_beneath() -> None:
    findings = [
        Finding("Disk", "ok", "5 GiB", ""),
        Finding("Redis", "fail", "gone", "Start it."),
        Finding("Clocks", "warn", "2 s apart", "Set them."),
    ]
    assert doctor.report(findings).splitlines() == [
        "ok    Disk    5 GiB",
        "fail  Redis   gone",
        "              → Start it.",
        "warn  Clocks  2 s apart",
        "              → Set them.",
        "1 well, 1 to look at, 1 wrong",
    ]
    assert doctor.exit_code(findings[::2]) == 0, "a warning alone is no failure"


def test_with_nothing_running_it_says_what_to_start_and_looks_at_the_rest(bare: Environ) -> None:
    findings = {each.name: each for each in asyncio.run(doctor.examine(bare))}
    assert_level(findings["PostgreSQL"], "fail", "No such file")
    assert_level(findings["Redis"], "fail", "No such file")
    assert (
        findings["PostgreSQL"].remedy
        == findings["Redis"].remedy
        == "Start the warehouse: `wms up`."
    )
    assert_level(
        findings["Row-level security"], "warn", "not looked at: PostgreSQL does not answer"
    )
    assert_level(findings["Migrations"], "warn", "not looked at")
    assert_level(findings["Redis eviction"], "warn", "not looked at: Redis does not answer")
    assert_level(findings["Disk space"], "ok")


def test_a_check_that_breaks_is_a_finding_not_a_crash(bare: Environ) -> None:
    async def broken(_: object) -> doctor.Verdict:
        raise ZeroDivisionError("by zero")

    (finding,) = asyncio.run(doctor.examine(bare, [("Broken", broken)]))
    assert_level(finding, "fail", "ZeroDivisionError: by zero")
