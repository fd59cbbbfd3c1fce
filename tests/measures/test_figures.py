"""Figures are well-formed SVG, the same bytes each time, and hold what a stranger's recording calls its ships."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetex.measures import commex, gunnery, manex, patrol, ras_l
from fleetex.measures.palette import TONES, nation_tones, theme_css
from fleetex.measures.panel import nice_high, tick_text, ticks
from fleetex.measures.sketch import Sketch, nice_step, plain
from fleetex.measures.track_chart import TrackChart, isometric_deg, thinned
from fleetex.record.reader import Recording
from tests.measures import synthetic

DRAWN = {
    "COMMEX-1": commex,
    "MANEX-1": manex,
    "RAS-1": ras_l,
    "GUNEX-1": gunnery,
    "NGFS-1": gunnery,
    "PATROL-1": patrol,
}


@pytest.mark.parametrize("serial_id", DRAWN)
def test_a_figure_is_well_formed_names_itself_and_fetches_nothing(
    serial_id: str, recording: Recording, programme: dict[str, dict[str, Any]]
) -> None:
    svg = DRAWN[serial_id].draw(recording, programme[serial_id])
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert not re.search(r"href|url\((?!#)|<image|<script|nan|inf\b", svg)


@pytest.mark.parametrize("serial_id", DRAWN)
def test_a_figure_drawn_twice_is_the_same_to_the_byte(
    serial_id: str, recording: Recording, programme: dict[str, dict[str, Any]]
) -> None:
    draw = DRAWN[serial_id].draw
    assert draw(recording, programme[serial_id]) == draw(recording, programme[serial_id])


def test_a_ship_named_with_markup_and_control_characters_is_drawn_as_text(tmp_path: Path) -> None:
    name = "</text><script>alert(1)</script>\x00\x1b" + "W" * 500
    found = Recording.open(synthetic.write(tmp_path / "odd", unit_name=name))
    for serial in found.rows("serials"):
        svg = DRAWN[serial["serial_id"]].draw(found, serial) if serial["serial_id"] in DRAWN else ""
        assert "<script" not in svg
        if svg:
            ElementTree.fromstring(svg)


def test_every_round_of_a_shoot_is_drawn_in_both_views(
    recording: Recording, programme: dict[str, dict[str, Any]]
) -> None:
    svg = gunnery.draw(recording, programme["GUNEX-1"])
    hits = len(re.findall(r'<circle[^>]* r="3.4"', svg))
    assert hits == 2 * 3


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, section 1.4.3."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "tone", ["ink", "ink2", "ink3", "accent", "danger", "amber", "cn", "ru", "third", "fourth", "neutral"]
)
@pytest.mark.parametrize("ground", ["panel", "paper", "sea", "tint"])
def test_words_stand_out_from_what_they_lie_on_by_day_and_by_night(tone: str, ground: str) -> None:
    least = 4.5 if ground != "tint" else 4.4
    assert _contrast(TONES[tone].day, TONES[ground].day) >= least
    assert _contrast(TONES[tone].night, TONES[ground].night) >= least


def test_the_theme_gives_every_role_its_colour_by_day_and_by_night() -> None:
    for night in (False, True):
        css = theme_css(night)
        for name, tone in TONES.items():
            assert f"--{name}:{tone.night if night else tone.day};" in css
            assert f".s-{name}{{" in css


def test_each_of_three_nations_has_a_tone_of_its_own_and_two_keep_theirs() -> None:
    tones = nation_tones(["RU", "XX", "CN"])
    assert tones["CN"] == "cn"
    assert tones["RU"] == "ru"
    assert len(set(tones.values())) == 3


def test_a_chart_is_conformal_at_every_latitude_it_shows() -> None:
    """d(isometric latitude) / d(latitude) is M / (N cos lat), so that a small square stays one."""
    a, e2 = 6_378_137.0, 0.00669437999014
    lat = np.array([0.0, 39.0, 60.0, 75.0])
    step = 1e-4
    slope = (isometric_deg(lat + step) - isometric_deg(lat - step)) / (2.0 * step)
    w2 = 1.0 - e2 * np.sin(np.radians(lat)) ** 2
    meridian, normal = a * (1.0 - e2) / w2**1.5, a / np.sqrt(w2)
    assert slope == pytest.approx(meridian / (normal * np.cos(np.radians(lat))), rel=1e-7)


def test_a_chart_across_the_date_line_keeps_its_ships_together() -> None:
    chart = TrackChart(Sketch(400, 400, "", ""), 0, 0, 400, 400)
    chart.fit_places(np.array([60.0, 61.0]), np.array([179.0, -179.0]))
    x, _ = chart.pixels(np.array([60.0, 61.0]), np.array([179.0, -179.0]))
    assert 0.0 <= x[0] < x[1] <= 400.0


@given(st.lists(st.tuples(st.floats(20, 380), st.floats(20, 380)), min_size=2, max_size=25))
@settings(max_examples=40, deadline=None)
def test_names_on_a_chart_never_lie_on_each_other(places: list[tuple[float, float]]) -> None:
    chart = TrackChart(Sketch(400, 400, "", ""), 0, 0, 400, 400)
    for number, (x, y) in enumerate(places):
        chart.label(x, y, str(100 + number), "cn")
    boxes = chart.taken
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] < b[0] or a[0] > b[2] or a[3] < b[1] or a[1] > b[3]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=3, max_size=60))
@settings(max_examples=60, deadline=None)
def test_a_thinned_line_keeps_its_ends_and_passes_near_every_point(places: list[tuple[float, float]]) -> None:
    x, y = (np.array(column) for column in zip(*places, strict=True))
    keep = thinned(x, y, 0.35)
    assert keep[0] == 0
    assert keep[-1] == x.size - 1
    for a, b in zip(keep[:-1].tolist(), keep[1:].tolist(), strict=True):
        along = np.array([x[b] - x[a], y[b] - y[a]])
        length = float(np.hypot(*along))
        for i in range(a + 1, b):
            off = np.array([x[i] - x[a], y[i] - y[a]])
            away = (
                abs(float(off[0] * along[1] - off[1] * along[0])) / length if length > 1e-9 else float(np.hypot(*off))
            )
            assert away <= 0.35 + 1e-6


@given(st.floats(1e-3, 1e9), st.integers(2, 12))
def test_ticks_are_round_and_few(span: float, most: int) -> None:
    step = nice_step(span, most)
    assert len(ticks(0.0, span, step)) <= most + 1
    assert nice_high(span, most) >= span * (1.0 - 1e-9)


def test_tick_labels_have_the_decimals_of_their_step() -> None:
    assert tick_text(-0.5, 0.5) == "\N{MINUS SIGN}0.5"
    assert tick_text(12000.0, 500.0) == "12\N{NARROW NO-BREAK SPACE}000"


def test_text_in_a_drawing_is_escaped_and_free_of_control_characters() -> None:
    assert plain('<b a="1">\x07&') == "&lt;b a=&quot;1&quot;&gt; &amp;"
