"""Telling strangers apart: contacts taken for what they are not, errors found; of each nation, against truth."""

import re
from pathlib import Path

import pytest

from fleetex.library import Library, load_library
from fleetex.measures.classifying import accounts, told_contacts
from fleetex.record.reader import Recording
from fleetex.report import build_report
from fleetex.scenario.loading import load, load_text
from fleetex.simulate.replications import Replications

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILE = SCENARIOS / "strangers.yaml"
TEXT = FILE.read_text(encoding="utf-8")
WATCHERS = {"heron": "AA", "gull": "BB"}
OURS = """\
confusions:
  radar_plot:
    rows:
      merchant: {warship: 0.12, auxiliary: 0.18, merchant: 0.59, target: 0.10, submarine: 0.01}
"""
DEAF = """\
confusions:
  echo_of_ping:
    prior: {submarine: 0.03, merchant: 0.97}
    rows:
      submarine: {submarine: 0.25, merchant: 0.75}
  heard_noise:
    prior: {merchant: 0.97, warship: 0.0, auxiliary: 0.0, submarine: 0.03}
    rows:
      submarine: {warship: 0.12, auxiliary: 0.23, merchant: 0.62, submarine: 0.03}
"""
"""Sonars that tell a submarine from a merchant no more, in the hands of who expects merchants."""


def ran(text: str, library: Library, name: str = "strangers") -> Recording:
    return Replications.of(load_text(text, name, library), library).run(1)


def with_own(folder: Path, text: str) -> Library:
    (folder / "ours.yaml").write_text(text, encoding="utf-8")
    return load_library([folder / "ours.yaml"])


@pytest.fixture(scope="module")
def strangers(library: Library) -> Recording:
    return ran(TEXT, library)


def test_all_of_it_is_notional_and_the_file_says_what_to_try(library: Library) -> None:
    exercise = load(FILE, library)
    assert all(unit.notional and unit.start.notional for unit in exercise.units.values())
    assert "Things to try" in exercise.source_text


def test_a_contact_is_first_taken_for_what_it_is_not_and_later_for_what_it_is(strangers: Recording) -> None:
    rows = [(row["unit_id"], row["target_id"], row["kind"]) for row in strangers.rows("classifications") if row["kind"]]
    assert [kind for *pair, kind in rows if pair == ["heron", "minelayer"]] == ["merchant", "warship"]
    truth = {row["unit_id"]: row["kind"] for row in strangers.rows("units")}
    assert truth["minelayer"] == "warship"


def test_the_report_tells_of_each_nation_how_many_it_had_right_and_how_soon(strangers: Recording) -> None:
    found = accounts(strangers)
    assert set(found) == {"", "AA", "BB"}
    for nation, one in found.items():
        told = [contact for contact in told_contacts(strangers) if nation in ("", WATCHERS[contact.unit_id])]
        assert one.contacts == len(told) == one.right + one.wrong + one.unsettled
        assert one.right == sum(contact.calls[-1][1] == contact.true for contact in told)
    assert found[""].right > 10
    assert found["AA"].corrected >= 1
    assert 60.0 < found[""].seconds_to_right < 3_600.0
    page = re.sub(r"<[^>]*>", " ", build_report(strangers))
    section = re.sub(r"\s+", " ", page[page.index("Whose contacts") :])
    assert "School frigate took Minelayer for a merchant at" in section
    assert re.search(rf"the guests {found['BB'].contacts} {found['BB'].right} ", section)
    measures = {(row["name"], row["subject"]): row["value"] for row in strangers.rows("measures")}
    assert measures["classified_right", "BB"] == found["BB"].right
    assert measures["corrected", "AA"] == found["AA"].corrected


def test_another_number_in_the_confusion_table_changes_the_recording(
    strangers: Recording, library: Library, tmp_path: Path
) -> None:
    same, other = ran(TEXT, library), ran(TEXT, with_own(tmp_path, OURS))
    assert same.content_hash() == strangers.content_hash() != other.content_hash()
    calls = [
        [(row["time_s"], row["unit_id"], row["target_id"], row["kind"], row["prob"]) for row in rows]
        for rows in (strangers.rows("classifications"), other.rows("classifications"))
    ]
    assert calls[0] != calls[1]


def test_who_answers_by_ais_is_called_nothing(library: Library) -> None:
    named = ran(TEXT.replace("    side: passing\n", "    side: passing\n    ais: on\n"), library)
    assert not named.rows("classifications")
    assert "What contacts were taken for" not in build_report(named)


def test_hunters_act_on_what_they_take_a_contact_for_not_on_what_it_is(library: Library, tmp_path: Path) -> None:
    """A submarine that is taken for a merchant is no contact to them, and nobody attacks her."""
    text = (SCENARIOS / "duel-asw.yaml").read_text(encoding="utf-8")
    told, mistaken = (ran(text, lib, "duel-asw") for lib in (library, with_own(tmp_path, DEAF)))
    said = [[row["kind"] for row in one.rows("events") if row["unit_id"] == "frigate"] for one in (told, mistaken)]
    assert {"sonar contact", "attack"} <= set(said[0])
    assert not {"sonar contact", "attack"} & set(said[1])
    assert any((row["unit_id"], row["target_id"]) == ("frigate", "submarine") for row in mistaken.rows("tracks"))
