"""The PDF has no box for a letter: a name that its face lacks gives way to another of the file, or to the id."""

import re
from pathlib import Path

import fpdf
import pytest

from fleetex.library import load_library
from fleetex.plan.face import LEFT_OUT, has, settable
from fleetex.plan.printed import Printed
from fleetex.plan.products import printed
from fleetex.plan.soe_pdf import pdf_bytes
from fleetex.plan.timetable import Timetable
from fleetex.scenario import load_text

TEXT = (Path(__file__).resolve().parents[2] / "scenarios" / "lesson-programme.yaml").read_text("utf-8")
LATIN = frozenset(map(ord, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ()"))


def named_in_chinese() -> Printed:
    text = TEXT.replace("names: [Lesson, a programme]", 'names: ["编队演习", Lesson in two tongues]')
    text = text.replace("bravo: {class", 'bravo: {name: "日照 (Rizhao)", class')
    text = text.replace("name: Area SOUTH", 'name: "南区"')
    text = re.sub(r"(MANEX-1:\n +kind: MANEX\n)", '\\1    title: "编队"\n', text, count=1)
    exercise = load_text(text)
    return printed(exercise, Timetable.of(exercise), load_library())


def test_letters_that_a_face_lacks_are_left_out_and_seen_to_be() -> None:
    assert settable("Rizhao (日照)", LATIN) == f"Rizhao ({LEFT_OUT})"
    assert settable("plain\nwords", LATIN) == "plain words"
    assert not has(LATIN, "日照")
    assert has(LATIN, None)


def test_every_letter_on_the_sheets_is_one_of_the_face(monkeypatch: pytest.MonkeyPatch) -> None:
    set_words: list[str] = []
    own = fpdf.FPDF.text

    def text(pdf: fpdf.FPDF, x: float, y: float, words: str) -> None:
        font = pdf.current_font
        assert all(ord(char) in font.cmap for char in words), words
        set_words.append(words)
        own(pdf, x, y, words)

    monkeypatch.setattr(fpdf.FPDF, "text", text)
    pdf_bytes(named_in_chinese())
    said = " ".join(set_words)
    assert "Lesson in two tongues" in said
    assert "bravo" in said
    assert "manoeuvring exercise" in said
    assert "SOUTH" in said
    assert LEFT_OUT not in said


def test_pages_and_the_spreadsheet_keep_the_names_as_they_are() -> None:
    assert named_in_chinese().unit_name("bravo") == "日照 (Rizhao)"
