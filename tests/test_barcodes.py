"""Any product, any scanner, any keyboard in between: the same answer, and never an exception."""

from datetime import date

import pytest
from biip.checksums import gs1_standard_check_digit
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.sizes import many
from wms.barcodes import (
    BADGE_PREFIX,
    LABEL_NUMBER_MAX,
    SCAN_MAX_CHARS,
    Badge,
    Command,
    Gtin,
    Kind,
    OwnLabel,
    Raw,
    Scanned,
    Sscc,
    Unreadable,
    Verb,
    Why,
    candidates,
    command_code,
    counted,
    label_code,
    new_badge,
    normal,
    parse,
    trade_item,
)

ITEM = "09506000134352"
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
GS = "\x1d"


def with_check(payload: str) -> str:
    return f"{payload}{gs1_standard_check_digit(payload)}"


kinds = st.sampled_from([kind for kind in Kind if kind is not Kind.COMMAND])
numbers = st.integers(1, LABEL_NUMBER_MAX)
gtin14s = st.integers(1, 10**13 - 1).map(lambda n: with_check(f"{n:013}"))
sscc18s = st.integers(1, 10**17 - 1).map(lambda n: with_check(f"{n:017}"))
lots = st.text(CSET82, min_size=1, max_size=20)
simple_lots = st.text("ABCDEFGHKLMNPRSTUVWXYZ", min_size=1, max_size=20)
days = st.dates(date(2020, 1, 1), date(2049, 12, 31))
edges = st.text(" \t\r\n\ufeff", max_size=4)
separators = st.sampled_from(
    [
        *(GS, "<GS>", "<gs>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "<F8>", "[F8]", "^]"),
        *("\\x1d", "_x001D_", *"~^| ]\u241dè¿\x1c\x1e\u00a0"),
    ]
)
gs1_prefixes = st.sampled_from(["", "]C1", "]d2", "]Q3", "]e0", "]e1", "]e2", "]J1"])


@given(kinds, numbers, edges, edges, st.sampled_from(["", "]C0", "]Q0", "]d1"]))
def test_our_labels_are_read_back(
    kind: Kind, number: int, before: str, after: str, aim: str
) -> None:
    code = label_code(kind, number)
    assert len(code) == 10
    assert code.isdigit()
    assert parse(before + aim + code + after) == OwnLabel(kind, number, code)


@given(kinds, numbers, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_never_another_label(
    kind: Kind, number: int, place: int, shift: int
) -> None:
    code = label_code(kind, number)
    wrong = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]
    assert parse(wrong) == Raw(wrong)


@given(kinds, numbers, st.integers(0, 8))
def test_two_swapped_neighbours_are_never_another_label(
    kind: Kind, number: int, place: int
) -> None:
    code = label_code(kind, number)
    assume(code[place] != code[place + 1])
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert parse(wrong) == Raw(wrong)


@pytest.mark.parametrize("number", [0, -1, LABEL_NUMBER_MAX + 1])
def test_a_label_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 9999999"):
        label_code(Kind.TOTE, number)


def test_printed_codes_never_change() -> None:
    """Labels and cards hang in the warehouse for years: pinned, digit for digit."""
    assert label_code(Kind.TOTE, 7) == "2000000075"
    assert label_code(Kind.LPN, 7).startswith("210000007")
    assert [command_code(verb) for verb in Verb] == [
        label_code(Kind.COMMAND, number) for number in (1, 2, 3, 4, 5)
    ]
    assert command_code(Verb.UNDO) == "9000000023"
    assert {kind.value for kind in Kind} == {10, 20, 21, 30, 40, 50, 60, 70, 90}


@pytest.mark.parametrize("verb", list(Verb))
def test_command_cards(verb: Verb) -> None:
    assert parse(command_code(verb) + "\r\n") == Command(verb)


def test_a_command_nobody_knows() -> None:
    assert parse(label_code(Kind.COMMAND, 77)) == Unreadable(Why.UNKNOWN_COMMAND)


def test_ten_digits_of_a_foreign_kind_are_raw() -> None:
    strangers = [f"80000{n:05}" for n in range(100)] + ["1000000004"]
    assert all(parse(code) == Raw(code) for code in strangers)


def test_badges_are_random_digits_only_and_nothing_else() -> None:
    badges = [new_badge() for _ in range(1000)]
    assert len(set(badges)) == 1000
    for badge in badges:
        assert badge.isdigit()
        assert len(badge) == 40
        assert parse(badge) == Badge(badge)
    top = max(int(badge[1:]) for badge in badges)
    assert 2**120 < top < 2**128, "128 bits, not fewer: 1000 badges all below 2**120 never happen"


def test_forty_digits_past_128_bits_are_no_badge() -> None:
    assert parse(BADGE_PREFIX + str(2**128 - 1)) == Badge(BADGE_PREFIX + str(2**128 - 1))
    assert parse(BADGE_PREFIX + str(2**128)) == Raw(BADGE_PREFIX + str(2**128))


@given(st.sampled_from([8, 12, 13, 14]), st.data())
def test_a_gtin_and_its_twins_are_one_product(length: int, data: st.DataObject) -> None:
    payload = data.draw(st.integers(1, 10 ** (length - 1) - 1).map(lambda n: f"{n:0{length - 1}}"))
    code = with_check(payload)
    twins = [code.zfill(longer) for longer in (12, 13, 14) if longer >= length] + [code]
    assert {normal(twin) for twin in twins} == {code.zfill(14)}
    assert {parse(twin) for twin in twins} == {Gtin(code.zfill(14))}
    assert candidates(parse(f"]E0{code}\r"))[0] == normal(code)


@pytest.mark.parametrize("length", [12, 13, 14])
@given(number=st.integers(1, 10**11 - 1), shift=st.integers(1, 9))
def test_a_wrong_check_digit_is_no_gtin(length: int, number: int, shift: int) -> None:
    good = with_check(f"{number:0{length - 1}}")
    wrong = good[:-1] + str((int(good[-1]) + shift) % 10)
    assert parse(wrong) == Raw(wrong)
    assert parse("]E0" + wrong) == Unreadable(Why.CHECK_DIGIT)


def test_known_codes() -> None:
    assert parse("5901234123457") == Gtin("05901234123457")
    assert parse("]E05901234123457\r\n") == Gtin("05901234123457")
    assert parse("]E4" + "96385074") == Gtin("00000096385074")
    assert parse("]I1" + "15901234123454") == Gtin("15901234123454")
    assert parse("]E3977147396801212") == Gtin("09771473968012"), "a magazine with its issue"
    assert parse("0000000000000") == Raw("0000000000000")
    assert parse("012345678905") == parse("0012345678905") == Gtin("00012345678905")


def test_upc_e_is_found_under_its_upc_a() -> None:
    """04252614 is the UPC-E of 042100005264 (GS1 General Specifications, 7.10)."""
    assert normal("042100005264") in candidates(parse("04252614"))
    both = candidates(parse("01234565"))
    assert both == ("00000001234565", "00012345000065"), "an EAN-8 and a UPC-E at once"


@given(
    gtin14s, days, lots, simple_lots, st.integers(1, 99_999_999), separators, gs1_prefixes, edges
)
@example(ITEM, date(2027, 1, 31), "17261231", "A", 5, "~", "", "\r")
def test_element_strings_survive_every_mangled_separator(
    gtin14: str,
    expires_on: date,
    lot: str,
    serial: str,
    count: int,
    separator: str,
    aim: str,
    edge: str,
) -> None:
    fields = [f"01{gtin14}", f"17{expires_on:%y%m%d}", f"10{lot}", separator, f"21{serial}"]
    text = "".join([aim, *fields, separator, f"30{count}", edge])
    assume("<GS>" not in (lot + serial).upper())
    assume(len(text.strip()) <= SCAN_MAX_CHARS)
    assert parse(text) == Gtin(gtin14, lot, expires_on, serial, count)


@given(
    st.sampled_from([8, 12, 13, 14]),
    st.integers(1, 10**7 - 1),
    st.integers(1, 9_999_999),
    separators,
    gs1_prefixes,
    st.integers(0, 9),
    st.sampled_from(["", "\r\n", "\t", GS]),
)
def test_any_product_in_any_writing_is_the_same_product_and_as_many(
    length: int, number: int, count: int, separator: str, aim: str, way: int, end: str
) -> None:
    """Whatever symbol carries it and whatever a wedge makes of it: one answer for the database."""
    code = with_check(f"{number:0{length - 1}}")
    stored = code.zfill(14)
    counted_ways = (
        f"{aim}01{stored}30{count}", f"{aim}01{stored}10A{separator}30{count}",
        f"{aim}02{stored}37{count}", f"(01){stored}(10)A(30){count}",
        f"{aim}00{with_check('1' * 17)}02{stored}10A{separator}37{count}",
    )  # fmt: skip
    plain_ways = (
        code, stored, f"]I1{stored}", f"{aim}01{stored}", f"http://shop.example/x/gtin/{stored}",
    )  # fmt: skip
    text = (counted_ways + plain_ways)[way]
    scanned = parse(text + end)
    assert normal(code) in candidates(scanned), text
    if way >= len(counted_ways):
        assert counted(scanned) == 1
    elif separator in text.removeprefix(aim) or "(" in text:
        assert counted(scanned) == count
    else:  # no separator: right, or told to be unknown
        item = trade_item(scanned)
        assert item is not None and (item.count == count or item.unsplit is not None)


def test_a_separator_at_an_end_changes_nothing() -> None:
    link = "http://shop.example/x/gtin/05901234123457"
    for code in ("5901234123457", label_code(Kind.TOTE, 7), "PL-77", link):
        assert parse(GS + code) == parse(code + GS) == parse(code)


@settings(max_examples=many(120), deadline=None)
@given(
    gtin14s,
    st.permutations(["10", "21", "17", "30"]),
    lots,
    lots,
    days,
    st.integers(1, 99_999_999),
    st.integers(1, 4),
)
@example(ITEM, ["17", "10", "21", "30"], "AB", "07", date(2027, 1, 31), 1, 3)
@example(ITEM, ["10", "17", "21", "30"], "AB", "07", date(2027, 1, 31), 1, 2)
def test_without_separators_nothing_is_ever_guessed_wrong(
    gtin14: str,
    order: list[str],
    lot: str,
    serial: str,
    expires_on: date,
    count: int,
    fields: int,
) -> None:
    """The wedge dropped every separator: each field is right or left unknown, the item known."""
    values = {"10": lot, "21": serial, "17": f"{expires_on:%y%m%d}", "30": str(count)}
    present = order[:fields]
    text = f"01{gtin14}" + "".join(ai + values[ai] for ai in present)
    scanned = parse(text)
    assert isinstance(scanned, Gtin)
    assert scanned.gtin14 == gtin14
    assert scanned.lot in ({lot, None} if "10" in present else {None})
    assert scanned.serial in ({serial, None} if "21" in present else {None})
    assert scanned.expires_on in ({expires_on, None} if "17" in present else {None})
    assert scanned.count in ({count, None} if "30" in present else {None})
    unknown = [ai for ai in present if values[ai] not in _told(scanned)]
    assert bool(unknown) == (scanned.unsplit is not None)


def _told(scanned: Gtin) -> set[str]:
    day = f"{scanned.expires_on:%y%m%d}" if scanned.expires_on else ""
    return {scanned.lot or "", scanned.serial or "", day, str(scanned.count or "")}


@given(gtin14s, days, simple_lots)
def test_without_separators_the_common_label_is_read_whole(
    gtin14: str, expires_on: date, lot: str
) -> None:
    """Item, date, lot last: the order that GS1 recommends needs no separator."""
    text = f"01{gtin14}17{expires_on:%y%m%d}10{lot}"
    assert parse(text) == Gtin(gtin14, lot, expires_on)


def test_a_device_known_to_keep_separators_is_believed() -> None:
    text = f"01{ITEM}17261231" + "10AB2107"
    assert parse(text) == Gtin(ITEM, expires_on=date(2026, 12, 31), unsplit="10AB2107")
    assert parse(text, keeps_separators=True) == Gtin(ITEM, "AB2107", date(2026, 12, 31))
    assert parse(text + GS) == Gtin(ITEM, "AB2107", date(2026, 12, 31))


def test_dates() -> None:
    assert parse(f"01{ITEM}15270200") == Gtin(ITEM, expires_on=date(2027, 2, 28)), (
        "day 00: the last"
    )
    assert parse(f"01{ITEM}17000000") == Gtin(ITEM), (
        "no date at all is no reason to refuse the item"
    )
    assert parse(f"01{ITEM}15270101" + "17261231") == Gtin(ITEM, expires_on=date(2026, 12, 31))
    assert parse(f"01{ITEM}11270101") == Gtin(ITEM), "made on is not expires on"


def test_a_case_says_what_is_in_it() -> None:
    assert parse(f"02{ITEM}3724") == Gtin(ITEM, count=24)


@given(sscc18s)
def test_pallets_and_parcels(sscc: str) -> None:
    for text in (sscc, f"00{sscc}", f"]C100{sscc}", f"(00){sscc}"):
        assert parse(text) == Sscc(sscc)
    assert candidates(parse(sscc)) == (sscc, f"00{sscc}")
    assert normal(f"00{sscc}") == sscc


def test_a_pallet_with_its_content() -> None:
    sscc = "006141411234567890"
    assert parse(f"00{sscc}02{ITEM}3724") == Sscc(sscc, Gtin(ITEM, count=24))


@given(gtin14s, simple_lots, days)
def test_digital_links_and_human_readable_text(gtin14: str, lot: str, expires_on: date) -> None:
    told = Gtin(gtin14, lot, expires_on)
    day = f"{expires_on:%y%m%d}"
    assert parse(f"https://id.gs1.org/01/{gtin14}/10/{lot}?17={day}") == told
    assert parse(f"HTTPS://shop.example/p/01/{gtin14}/10/{lot}?17={day}&lang=pl") == told
    assert parse(f"(01){gtin14}(17){day}(10){lot}") == told


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/",
        "http://[",
        "https://id.gs1.org/01/123",
        "https://example.com/2026/01/17",
        f"https://id.gs1.org/01/{ITEM[:-1]}3",
        "JJD000390007812345678",
        "420123459261290100130123456789",
        "1Z999AA10123456784",
        f"01{ITEM[:-1]}317261231",
        "620999123456789012345678",
        "10ABC",
        "Zażółć-12",
        "A~B",
    ],
)
def test_everything_else_is_kept_as_it_is(text: str) -> None:
    assert parse(f" {text}\r\n") == Raw(text)
    assert normal(text) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        (" \r\n\t", Why.EMPTY),
        ("]C1", Why.EMPTY),
        (GS, Why.EMPTY),
        ("9" * 129, Why.TOO_LONG),
        ("A\x00B", Why.CONTROL_CHARACTERS),
        ("5901234123457\x00", Why.CONTROL_CHARACTERS),
        ("\x1bOP", Why.CONTROL_CHARACTERS),
        ("A\ud800B", Why.CONTROL_CHARACTERS),
        ("A\u202eB", Why.CONTROL_CHARACTERS),
        ("A\nB", Why.CONTROL_CHARACTERS),
        (f"A{GS}B", Why.CONTROL_CHARACTERS),
    ],
)
def test_what_cannot_be_read(text: str, why: Why) -> None:
    assert parse(text) == Unreadable(why)
    assert candidates(parse(text)) == ()
    with pytest.raises(ValueError, match="not a barcode"):
        normal(text)


@pytest.mark.parametrize(
    "code",
    [label_code(Kind.LOCATION, 12), command_code(Verb.FULL), new_badge()],
    ids=["location", "command", "badge"],
)
def test_a_shop_cannot_take_our_own_labels_for_a_product(code: str) -> None:
    with pytest.raises(ValueError, match="own labels"):
        normal(code)


def test_length_is_counted_without_edges() -> None:
    assert parse(" " * 500 + "A" * SCAN_MAX_CHARS + "\r\n") == Raw("A" * SCAN_MAX_CHARS)


@pytest.mark.parametrize("digits", ["٣", "３", "²"])
def test_digits_of_other_scripts_are_text(digits: str) -> None:
    assert parse(digits * 13) == Raw(digits * 13)


_nasty = st.one_of(
    st.text(max_size=140),
    st.text("0123456789", max_size=60),
    st.text("0123456789ABab]~^<>GS(){}/:?%\x1d\x00é", max_size=60).map("01".__add__),
    st.text(st.characters(codec=None), max_size=30).map("https://id.gs1.org/01/".__add__),
    st.lists(
        st.sampled_from(["01", "10", "21", "17", "30", "37", "00", ITEM, "261231", GS, "]C1", "("]),
        max_size=20,
    ).map("".join),
)


@settings(max_examples=many(300), deadline=None)
@given(_nasty)
def test_no_text_whatever_raises(text: str) -> None:
    scanned: Scanned = parse(text)
    for candidate in candidates(scanned):
        assert candidate
        assert candidate.isprintable()
        assert len(candidate) <= SCAN_MAX_CHARS + 2
    match scanned:
        case Gtin() | Sscc() | Raw():
            assert normal(text) == candidates(scanned)[0]
        case _:
            with pytest.raises(ValueError, match="not a"):
                normal(text)


def test_a_hostile_scan_costs_little() -> None:
    """Fields that could be cut in thousands of ways are not tried in thousands of ways."""
    text = (f"01{ITEM}" + "10" + "2110213037" * 20)[: SCAN_MAX_CHARS - 1] + "\u0105"
    assert parse(text) == Raw(text)
    text = (f"01{ITEM}" + "10" + "2110213037" * 20)[:SCAN_MAX_CHARS]
    assert isinstance(parse(text), Gtin)
