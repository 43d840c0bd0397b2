"""The demo is the main flow test: dock to courier and back, through the real doors, exit 0."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pypdfium2
import pytest
import zxingcpp

from tests.cli.running import ROOT, environment
from wms.barcodes import Kind, OwnLabel, parse
from wms.demo.plot import BROKEN, ORDERS, RETURN_NAME, WITHDRAWN
from wms.verify import INVARIANTS

#: a slow machine with other tests beside; alone it takes a quarter of that
LIMIT_S = 240
STEPS = 25
PRINTER_DPI = 203
PT_PER_INCH = 72
#: what stands in the bars of each courier's labels
SHAPES = {"house": r"HC\d{18}", "inpost": r"6\d{23}", "dpd": r"%\d{7}\d{13}U101616"}


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="wms-demo-", dir="/tmp") as made:
        yield Path(made) / "demo"


@pytest.fixture(scope="module")
def words(home: Path) -> str:
    """What the demo said, when it went well."""
    done = subprocess.run(
        [sys.executable, "-m", "wms", "demo", "--folder", str(home)],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_step_is_told_with_how_long_it_took(words: str) -> None:
    numbers = [int(n) for n in re.findall(r"^ ?(\d+)  ", words, re.MULTILINE)]
    assert numbers == list(range(1, STEPS + 1))
    assert len(re.findall(r"^    done in \d+\.\d s$", words, re.MULTILINE)) == STEPS
    assert f"All {len(INVARIANTS)} invariants hold." in words
    assert "BROKEN" not in words


def test_the_shops_receiver_verified_every_message(words: str, home: Path) -> None:
    lines = (home / "receiver.log").read_text().splitlines()
    assert lines
    assert all(line.startswith("verified ") for line in lines)
    for order in ORDERS:
        for event in ("order.packed", "order.shipped"):
            [line] = [
                x for x in lines if x.startswith(f"verified {order.shop} {event} {order.name} ")
            ]
            assert f"receiver | {line}" in words
    for stage in ("announced", "arrived", "inspected", "refund_clearable", "completed"):
        assert f"return.{stage} {RETURN_NAME} " in words


def test_a_withdrawal_goes_from_the_page_to_the_refund(words: str, home: Path) -> None:
    withdrawn, grade = WITHDRAWN
    steps = (
        "e-mail to Małgorzata: “",
        "Małgorzata taps “",
        "the receipt by e-mail: “",
        f"return.refund_clearable {withdrawn}-W1 ",
        f"fetches the evidence: grade {grade}, a photo",
        "pays back and says so",
        "e-mail to Małgorzata Żółkiewska: “",
    )
    told = [words.index(step) for step in steps]
    assert told == sorted(told)
    kept = [file.read_bytes() for file in (home / "mail" / "new").iterdir()]
    assert sum(b"malgorzata@example.com" in one for one in kept) == len(
        ("shipped", "receipt", "refund cleared")
    )


def test_a_broken_lantern_is_sent_again_and_its_buyer_is_answered(words: str) -> None:
    steps = (
        "case C-1: complaint, answer due",
        f"{BROKEN}-R1 is sent again, we pay for it, allocated",
        "case.resolved C-1 ",
        f"{BROKEN}-R1 is shipped; {BROKEN} and it name each other",
        f"order.shipped {BROKEN}-R1 ",
        "e-mail to Fiona O’Neill: “We are sorry about the glass.",
    )
    told = [words.index(step) for step in steps]
    assert told == sorted(told)
    assert "it stands on the open page at once: “Please at 30, by hand" in words


def test_no_two_messages_of_a_shop_have_one_sequence(words: str, home: Path) -> None:
    told = [line.split() for line in (home / "receiver.log").read_text().splitlines()]
    for shop in {line[1] for line in told}:
        numbers = sorted(
            int(line[-1].removeprefix("sequence=")) for line in told if line[1] == shop
        )
        assert len(set(numbers)) == len(numbers)
        assert max(numbers) <= 200


def test_a_picker_who_scanned_wrong_was_told_so_in_her_language(words: str) -> None:
    assert re.search(r"scans a wrong product; the screen says: Це LIP-\S+ .*Покладіть назад", words)


def test_every_parcel_has_a_slip_and_a_label_that_a_scanner_reads(words: str, home: Path) -> None:
    labels, slips = (home / "print" / f"station-1-{what}" for what in ("labels", "slips"))
    seen: set[str] = set()
    kinds: list[str] = []
    for number in range(1, len(ORDERS) + 1):
        [tracking] = set(_read(labels / f"parcel-{number}-label.pdf"))
        seen.add(tracking)
        kinds += [name for name, shape in SHAPES.items() if re.fullmatch(shape, tracking)]
        slip = [parse(code) for code in _read(slips / f"parcel-{number}-slip.pdf")]
        assert any(isinstance(c, OwnLabel) and c.kind is Kind.ORDER_SLIP for c in slip)
    assert len(seen) == len(ORDERS)
    assert Counter(kinds) == {"house": 4, "inpost": 2, "dpd": 1}
    assert str(labels) in words and str(slips) in words


def _read(pdf: Path) -> list[str]:
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=PRINTER_DPI / PT_PER_INCH).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_nothing_is_left_running_and_nobody_else_reads_the_log_ins(words: str, home: Path) -> None:
    assert words
    left = [
        p
        for p in psutil.process_iter(["cmdline"])
        if str(home) in " ".join(p.info["cmdline"] or ())
    ]
    assert not left
    for name in ("log-ins.txt", "webhook-secrets.json", "wms-up.log", "secret_key"):
        assert (home / name).stat().st_mode & 0o077 == 0, name


def test_a_folder_of_somebody_else_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    done = _demo(tmp_path)
    assert done.returncode == 1
    assert "holds something that the demo did not make" in done.stderr
    assert (tmp_path / "diary.txt").read_text() == "mine"


def _demo(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wms", "demo", "--folder", str(folder)],
        env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip


def test_a_warehouse_that_dies_ends_the_demo_with_the_step_that_failed(
    words: str, home: Path
) -> None:
    """The fault is real: `wms up` is killed as soon as the demo has it."""
    assert words  # the folder is free again
    demo = subprocess.Popen(
        [sys.executable, "-m", "wms", "demo", "--folder", str(home)],
        env=environment(), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        killed = _kill_the_warehouse_of(demo.pid)
        out, err = demo.communicate(timeout=LIMIT_S)
    finally:
        demo.kill()
    assert killed.pid
    assert demo.returncode == 1, out
    assert re.search(r"Step 1 failed \(The warehouse opens", err), err
    assert "wms-up.log" in err


def _kill_the_warehouse_of(demo: int) -> psutil.Process:
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        for child in psutil.Process(demo).children():
            if child.cmdline()[-2:] == ["wms", "up"]:
                child.send_signal(signal.SIGKILL)
                return child
        time.sleep(0.05)
    raise AssertionError("the demo started no warehouse")
