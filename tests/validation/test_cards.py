"""The cards of the models: a page each, standing alone, and the figures that a report shows of them."""

import re
from pathlib import Path

import pytest

from fleetex.models import MODELS
from fleetex.models.published import published
from fleetex.report.pages import coded
from fleetex.validation import Judged, judge, read_truth
from fleetex.validation.cards import cases_by_model, page_name, write_cards
from fleetex.validation.shown import published_of
from tests.cli.command import typed
from tests.report.reading_html import Page


@pytest.fixture(scope="module")
def judged() -> Judged:
    return judge(read_truth(None))


@pytest.fixture(scope="module")
def folder(judged: Judged, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("cards")
    write_cards(judged, made)
    return made


def words_of(path: Path) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", path.read_text("utf-8"), flags=re.S).split())


def test_there_is_a_page_a_model_and_an_index_and_every_link_leads_somewhere(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {"index.html", *(page_name(one) for one in MODELS)}
    for path in folder.iterdir():
        page = Page(path.read_text("utf-8"))
        assert page.unbalanced == []
        assert not page.all("script", "link", "img", "iframe")
        ids = {e.attributes["id"] for e in page.elements if "id" in e.attributes}
        for link in (e.attributes["href"] for e in page.all("a")):
            assert link[1:] in ids if link.startswith("#") else (folder / link).is_file(), (path.name, link)


def test_a_card_says_formula_inputs_range_source_truth_omissions_and_use(folder: Path) -> None:
    said = words_of(folder / "sound-speed.html")
    assert "c = 1448.96 + 4.591 T" in said
    assert "temperature (°C) , salinity (psu) , depth (m)" in said
    assert "temperature 2 to 30 degC; salinity 25 to 40 psu; depth 0 to 8,000 m" in said
    assert "Mackenzie, J. Acoust. Soc. Am. 70(3), 1981" in said
    assert "Published values met: 6 of 6" in said
    assert "compiler/water.py _speed_mps , water_column" in said or "compiler/water.py" in said
    assert "lesson-submarine" in said
    assert "In fresh and in very cold water it extrapolates" in said or "it extrapolates" in said


def test_every_case_stands_on_its_models_card_with_its_error(folder: Path, judged: Judged) -> None:
    for name, cases in cases_by_model(judged).items():
        (model,) = [one for one in MODELS if one.name == name]
        text = (folder / page_name(model)).read_text("utf-8")
        assert text.count("<circle") - 1 >= len(cases)  # the mark of the house is a circle too
        assert all(f">{case.row.case}</th>" in text for case in cases)
        assert text.count('class="short"') == sum(not case.met for case in cases)


def test_what_a_report_shows_of_the_truth_is_what_is(judged: Judged) -> None:
    """Where this fails a model or a table has changed: `python -m fleetex.validation.shown` writes it anew."""
    now = published_of(judged)
    shipped = published()
    assert now.keys() == shipped.keys()
    for name, quantities in now.items():
        assert list(quantities) == [one.quantity for one in shipped[name]]
        for one in shipped[name]:
            errors = [error for error, _ in quantities[one.quantity]]
            assert list(one.errors) == pytest.approx(errors, rel=0.02, abs=0.002), (name, one.quantity)
            assert list(one.kinds) == [kind for _, kind in quantities[one.quantity]]


def test_the_command_writes_cards_of_anybodys_tables(tmp_path: Path) -> None:
    tables = tmp_path / "mine"
    tables.mkdir()
    (tables / "radar.csv").write_text(
        "case,quantity,expected,unit,tolerance,tol_kind,in_h1_m,in_h2_m,source,source_kind\n"
        "H-1,horizon_range,50,km,0.1,abs,20,20,<ours>,document\n",
        encoding="utf-8",
    )
    ran = typed("validate", "--data", tables, "--cards", tmp_path / "cards", cwd=tmp_path)
    assert ran.returncode == 1
    assert f"{len(MODELS) + 1} pages in" in ran.stderr
    text = (tmp_path / "cards" / "radar-horizon.html").read_text("utf-8")
    assert "&lt;ours&gt;" in text
    assert "1 short" in text
    assert "tables in mine" in text


def test_cards_of_one_model_alone_are_refused_and_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    ran = typed("validate", "--model", "sun", "--cards", tmp_path / "cards", cwd=tmp_path)
    assert (ran.returncode, "leave out --model" in ran.stderr) == (2, True)


def test_what_docstrings_mark_as_code_is_shown_as_code() -> None:
    assert coded("where `sound: tables` < 3") == "where <code>sound: tables</code> &lt; 3"
    assert coded("<b> `x") == "&lt;b&gt; `x"


def test_no_card_shows_a_backtick_and_the_first_page_tells_apart_what_proves_code_alone(folder: Path) -> None:
    for path in folder.iterdir():
        assert "`" not in words_of(path).partition("Value by value The")[0], path.name
    said = words_of(folder / "index.html")
    assert "Among them are 232 of closed form, which prove code and not physics, and 22 quoted from memory." in said
