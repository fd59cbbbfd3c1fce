"""Who is counted, named and spoken of in a report: no word taken for a name, no name doubled, no code unexplained."""

import re

import numpy as np
import pytest

from fleetex.measures.nations import in_a_sentence, on_its_own
from fleetex.measures.reading import start_utc
from fleetex.record.reader import Recording
from fleetex.report import build_report
from fleetex.report.abbreviations import ABBREVIATIONS, initials_of_areas
from fleetex.report.announcing import ClassWords, announcement
from fleetex.report.moments import clock_of
from fleetex.report.plain_words import named_units
from fleetex.report.timeline import draw_timeline
from fleetex.scenario.kinds import kinds
from tests import shipped
from tests.report.reading_html import Page

NAMES = {"submarine": "Exercise submarine", "north": "North", "du-1": "Dupuy"}
START = "2023-07-20T00:00:00Z"


def words(tmp_path_factory: pytest.TempPathFactory, scenario: str) -> str:
    recording = Recording.open(shipped.recorded(tmp_path_factory, scenario))
    return next(element.text for element in Page(build_report(recording)).elements if element.tag == "body")


def test_an_id_behind_an_article_is_a_word_and_no_name() -> None:
    told = named_units("no submarine came near du-1; the submarine lost submarine", NAMES, frozenset(NAMES))
    assert told == "no submarine came near Dupuy; the submarine lost Exercise submarine"
    assert named_units("another north of north", NAMES, frozenset({"north"})) == "another North of North"


def announced(units: dict[str, dict[str, object]], classes: dict[str, ClassWords]) -> dict[str, str]:
    scenario = {"exercise": {"window": {"start_utc": START, "end_utc": START}}, "units": units}
    return {line.topic: line.text for line in announcement(scenario, classes)}


def test_a_name_that_says_what_it_is_of_is_not_told_twice() -> None:
    classes = {"a": ClassWords("guided-missile frigate", "warship"), "c": ClassWords("fast attack craft", "warship")}
    alone = announced({"f": {"class_id": "a", "nation": "X", "name": "Frigate (spots)"}}, classes)
    assert alone["forces"] == "X: one ship. Frigate (spots)."
    two = {
        "f": {"class_id": "a", "nation": "X", "name": "Frigate"},
        "g": {"class_id": "a", "nation": "X", "name": "Go"},
    }
    assert announced(two, classes)["forces"] == "X: two ships. Guided-missile frigates Frigate and Go."
    fast = {name: {"class_id": "c", "nation": "X", "name": name.upper()} for name in ("p", "q")}
    assert announced(fast, classes)["forces"] == "X: two ships. Fast attack craft P and Q."


def test_targets_of_a_kind_are_counted() -> None:
    classes = {"s": ClassWords("shore spotter party", "shore"), "t": ClassWords("shore target", "target")}
    units = {name: {"class_id": name[0], "nation": "X"} for name in ("s1", "t1", "s2")}
    assert (
        announced(units, classes)["targets"] == "Targets and shore parties: two shore spotter parties and shore target."
    )


def test_a_made_up_nation_is_marked_where_no_sentence_says_so() -> None:
    assert in_a_sentence("notional: shipping") == "shipping"
    assert (on_its_own("notional: shipping"), on_its_own("China")) == ("shipping (notional)", "China")


def test_every_kind_of_serial_is_spelt_out() -> None:
    assert set(kinds()) <= ABBREVIATIONS.keys()
    names = {"KADIZ": "Korea Air Defense Identification Zone", "BOX": "Exercise area", "NORTH": ""}
    assert initials_of_areas(names) == {"KADIZ": names["KADIZ"]}


def test_the_exercise_side_is_no_nation_of_a_joint_serial(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its tug tows for the hunters, its submarine is hunted: neither makes a serial of several nations."""
    text = words(tmp_path_factory, "search-asw")
    assert "of more than one nation" not in text
    assert "Two ships of the school carried out three serials." in text
    assert "ships and other units, 1 more beside or against them" in text
    assert "Bravo came first within 2.0 nmi of the submarine on paper" in text
    assert len(re.findall(r"So the hunters swept", text)) == 1, "one serial of three leaves a sweep width to be found"
    duel = words(tmp_path_factory, "duel-asw")
    assert "One ship of the school and one submarine of the exercise side (no state) carried out one serial." in duel


def test_decks_are_those_of_nations_by_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = words(tmp_path_factory, "lesson-flight-deck")
    assert "first notional nation on second notional nation" in text
    assert "the deck is foul: Heron takes off" in text
    assert not re.search(r"\bAA\b|\bBB\b", text.partition("How to reproduce")[0])


def test_fire_is_drawn_at_the_time_of_fire(tmp_path_factory: pytest.TempPathFactory) -> None:
    recording = Recording.open(shipped.recorded(tmp_path_factory, "lesson-gunnery"))
    shots, end_s = recording.table("shots")["time_s"], 4.0 * 3600.0
    drawing = draw_timeline(recording, clock_of(start_utc(recording), ""), end_s)
    strip = r'<circle cx="([\d.]+)" cy="77" '
    dots = [float(x) for x in re.findall(strip, drawing)]
    left, width = 158.0, 1060.0 - 158.0 - 22.0
    times = (np.array(dots) - left) / width * end_s
    assert times.size >= 1
    assert np.all((times >= shots.min() - 10.0) & (times <= shots.max() + 10.0))
