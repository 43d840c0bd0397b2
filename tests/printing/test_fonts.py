"""Every letter of the languages we print, and something printable for all others."""

import unicodedata

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from printing.embedding import ALPHABETS, Letters
from printing.fonts import (
    ASCENT,
    DESCENT,
    FONT_FOLDER,
    Face,
    clean,
    clean_lines,
    face_of,
    file_of,
    has,
    width_mm,
)
from printing.words import LANGUAGES, WORDS

LETTERS = {
    "Polish": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "German": "äöüß",
    "Czech and Slovak": "áčďéěíňóřšťúůýžľĺŕôä",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîșț",
    "Baltic": "āčēģīķļņšūžąęėįų",
    "French": "àâæçéèêëîïôœùûüÿ",
    "Spanish and Portuguese": "áéíñóúüçãõàâê",
    "Nordic": "åäöæøðþ",
    "Turkish": "çğıöşü",
    "Bulgarian, Serbian, Belarusian": "ъыэёўђјљњћџ",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώς",
    "Vietnamese": "ạảấầẩẫậắằẳẵặđẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỷỹỵ",
}
SIGNS = "€£$₴¥₽zł№™®©°±×–—…•·„”“’‘«»‹›§¶½¼¾←↑→↓▲▼►◀■□●○★✓✔✗☐☑☎✉"


@pytest.mark.parametrize("face", Face)
@pytest.mark.parametrize("language", LETTERS)
def test_the_letters_of_a_language_are_there(language: str, face: Face) -> None:
    letters = LETTERS[language] + LETTERS[language].upper()
    assert [letter for letter in letters if not has(letter, face)] == []


@pytest.mark.parametrize("face", Face)
def test_signs_are_there(face: Face) -> None:
    assert [sign for sign in SIGNS if not has(sign, face)] == []


@pytest.mark.parametrize("face", Face)
def test_what_we_say_we_can_draw_is_in_the_font_file(face: Face) -> None:
    letters = set(TTFont(file_of(face)).getBestCmap())
    said = {code for code in range(0x20, 0x2800) if has(chr(code), face)}
    assert said == {code for code in letters if code < 0x2800}


@pytest.mark.parametrize("face", Face)
def test_accents_stay_within_the_height_of_a_line(face: Face) -> None:
    font = TTFont(file_of(face))
    em, glyphs, names = font["head"].unitsPerEm, font["glyf"], font.getBestCmap()
    for language in set(LETTERS) - {"Vietnamese"}:
        for letter in LETTERS[language] + LETTERS[language].upper():
            glyph = glyphs[names[ord(letter)]]
            assert glyph.yMax <= ASCENT * em, letter
            assert glyph.yMin >= -(DESCENT + 0.011) * em, letter


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "Bitstream" in (FONT_FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert (FONT_FOLDER / "README.md").exists()


def test_text_is_composed() -> None:
    assert clean("Z\u0307o\u0301łc\u0301") == "Żółć"
    assert clean(unicodedata.normalize("NFD", "Їжак йде")) == "Їжак йде"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\x00b\x1bc", "abc"),
        ("a\tb\r\nc", "a b c"),
        ("  a   b  ", "a b"),
        ("\u202eabc\u200b\ufeff", "abc"),
        ("oﬀice ＡＢＣ", "office ABC"),
        ("東京 🐢", "□□ □"),
        ("\ud800", "□"),
        ("A\u200b\u0323", "\u1ea0"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_what_is_not_in_the_fonts_is_replaced(text: str, printed: str) -> None:
    assert clean(text) == printed


@given(st.text())
def test_cleaned_text_can_always_be_drawn_and_measured(text: str) -> None:
    printed = clean(text)
    assert all(has(letter, face) for letter in printed for face in Face)
    assert printed == clean(printed)
    assert all(width_mm(printed, face, 10) >= 0 for face in Face)


def test_lines_are_kept_where_they_matter() -> None:
    assert clean_lines("one\r\n\ntwo") == ["one", "", "two"]


def test_widths_grow_with_size_and_text() -> None:
    assert width_mm("ЖЖ", Face.BOLD, 10) == pytest.approx(2 * width_mm("Ж", Face.BOLD, 10))
    assert width_mm("Ж", Face.BOLD, 20) == pytest.approx(2 * width_mm("Ж", Face.BOLD, 10))
    assert width_mm("Ж", Face.BOLD, 10) > width_mm("Ж", Face.REGULAR, 10)


def test_a_paper_embeds_whole_alphabets_so_that_subsets_repeat() -> None:
    letters = Letters(face_of(Face.REGULAR))
    assert letters.encoded("abc") == [(0, b"abc")]
    assert letters.encoded("ż + ż")[0][0] == 0
    assert "".join(map(chr, letters.subsets[0][128:])) == ALPHABETS[0]
    letters.encoded("їα")
    assert "".join(map(chr, letters.subsets[0][128:])) == "".join(ALPHABETS) + "α"


def test_more_letters_than_a_font_of_a_pdf_takes_begin_another() -> None:
    letters = Letters(face_of(Face.REGULAR))
    runs = letters.encoded("".join(map(chr, range(0x180, 0x240))))
    assert [number for number, _codes in runs] == [0, 1]
    assert all(code >= 33 for code in runs[1][1])
    assert all(len(subset) <= 256 for subset in letters.subsets)


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_words_need_no_replacement(language: str) -> None:
    for phrase in WORDS.values():
        assert clean(getattr(phrase, language)) == getattr(phrase, language)
