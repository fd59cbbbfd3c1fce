"""What stands close together stays legible: short serials on the timeline, tags on the chart, long names on cards."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np

from fleetex.measures.panel import Panel
from fleetex.measures.reading import CARD_LETTERS, UnitCard, recorded_s
from fleetex.measures.sketch import Sketch, text_width_px
from fleetex.measures.track_chart import TrackChart
from fleetex.measures.values import Measure
from fleetex.record.reader import Recording
from fleetex.report import build_report
from fleetex.report.chart import _free_tag, draw_chart
from fleetex.report.head import exercise_head
from fleetex.report.sections import pivot
from fleetex.report.timeline import _span_px, draw_timeline
from tests.measures import synthetic

HERO = "Hero of the Russian Federation Aldar Tsydenzhapov"


def test_the_bar_of_a_short_serial_has_room_for_its_number_about_the_middle_of_its_time() -> None:
    panel = Panel(Sketch(1000.0, 100.0, "", ""), 100.0, 0.0, 800.0, 50.0, 0.0, 80.0 * 3600.0, 0.0, 1.0)
    x, wide = _span_px(panel, 36_000.0, 36_300.0, "14")
    assert wide >= text_width_px("14", 9.5)
    assert abs(x + wide / 2 - float(panel.x(36_150.0))) < 0.01
    assert _span_px(panel, 0.0, 60.0, "1")[0] == panel.left
    last, narrow = _span_px(panel, 80.0 * 3600.0 - 60.0, 80.0 * 3600.0, "17")
    assert last + narrow == panel.left + panel.width
    assert _span_px(panel, 0.0, 36_000.0, "3") == (100.0, 100.0)


def test_every_serial_s_number_stands_on_the_timeline(recording: Recording) -> None:
    drawn = draw_timeline(recording, exercise_head(recording).clock, recorded_s(recording))
    words = set(re.findall(r">(\d+)(?: [A-Z0-9-]+)?</text>", drawn))
    assert {str(row["number"]) for row in recording.rows("serials")} <= words


def test_tags_of_twelve_serials_that_began_at_one_place_keep_clear_of_each_other() -> None:
    chart = TrackChart(Sketch(1000.0, 700.0, "", ""), 0.0, 0.0, 1000.0, 700.0)
    chart.fit_places(np.array([40.0, 41.0]), np.array([133.0, 134.0]), 30.0)
    tags = [_free_tag(chart, 500.0, 350.0, 20.0) for _ in range(12)]
    for (left, top), (other_left, other_top) in combinations(tags, 2):
        assert abs(left - other_left) >= 23.0 or abs(top - other_top) >= 18.0


def test_no_leader_of_a_tag_is_drawn_over_a_tag(recording: Recording) -> None:
    drawn = draw_chart(recording, exercise_head(recording).clock)
    boxes = [found.start() for found in re.finditer(r'<rect [^>]*height="15"[^>]*rx="2"', drawn)]
    assert len(boxes) >= 5
    assert 'stroke-width="0.8" class="s-accent"' not in drawn[boxes[0] :]


def test_a_long_name_is_shortened_to_its_last_two_words_on_cards_and_whole_in_the_order_of_battle(
    tmp_path: Path,
) -> None:
    card = UnitCard("ship", HERO, "339", "RU", "blue", False, "warship", 104.0, 13.0)
    assert card.card_label == "339 Aldar Tsydenzhapov"
    assert len(card.card_label) <= CARD_LETTERS
    assert card.short_name(12) == "Tsydenzhapov"
    helo = UnitCard("h", "Helicopter of Admiral Panteleyev (assumed)", "", "RU", "blue", False, "aircraft", 11.3, 15.9)
    assert helo.card_label == "Helicopter of Panteleyev", "a helicopter of a ship does not get the ship's name"
    assert helo.short_name(12) == "Helicopter"
    plain = UnitCard("oiler", "Oiler (assumed)", "", "RU", "blue", False, "auxiliary", 178.0, 20.0)
    assert plain.card_label == "Oiler (assumed)"
    page = build_report(Recording.open(synthetic.write(tmp_path / "long", unit_name=HERO)))
    assert f"<dd>119 {HERO}" not in page
    assert "119 Aldar Tsydenzhapov" in page
    assert f'<th scope="row">{HERO}</th>' in page


def test_a_table_too_wide_for_a_page_is_turned() -> None:
    few = [Measure("S", f"m{number}", side, float(number), "", "") for side in ("blue", "red") for number in range(3)]
    assert pivot(few, {})["names"] == ["M0", "M1", "M2"]
    many = [Measure("S", f"m{number}", side, float(number), "", "") for side in ("blue", "red") for number in range(12)]
    turned = pivot(many, {})
    assert turned["names"] == ["blue", "red"]
    assert turned["rows"][11] == ("M11", ["11", "11"])


def test_what_is_told_of_a_units_run_goes_by_her_name() -> None:
    card = UnitCard("zaozhuang", "Zaozhuang", "542", "CN", "blue", False, "warship", 134.0, 16.0)
    told = [Measure("S", "run_miss", subject, 1.0, "m", "") for subject in ("zaozhuang run 1", "impact_target")]
    assert [name for name, _ in pivot(told, {"zaozhuang": card})["rows"]] == ["542 Zaozhuang run 1", "impact target"]
