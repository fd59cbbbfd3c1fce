"""What a reader is told: by whom, at what, with what result, what was notional, and where reports disagree."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fleetex.record.reader import Recording
from fleetex.report import build_report
from fleetex.report.head import exercise_head
from fleetex.report.moments import clock_of
from tests.measures import synthetic
from tests.measures.test_programme import cut_off
from tests.report.reading_html import Page

START = datetime(2023, 7, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def parsed(page: str) -> Page:
    return Page(page)


def test_the_summary_says_how_many_who_at_what_and_with_what_result(parsed: Page) -> None:
    told = parsed.section("summary")
    assert "Five ships of China and Russia carried out 5 of 7 serials." in told
    assert "Guiyang and Admiral Tributs fired 48 rounds at Target (towed target) in eight salvoes" in told
    assert "three straddles, three hits" in told
    assert "Gremyashchiy fired 30 rounds at Shore target (shore impact area)" in told
    assert "Taihu passed 180 t of fuel to Admiral Tributs." in told
    assert (
        "7 RAS-L Fuel, sea state too high. Broken off 1 h 54 min before its planned end: sea state 5 above 4." in told
    )
    assert "A neutral in the danger area stopped fire once." in told


def test_the_window_stands_in_utc_and_in_the_local_zone(parsed: Page) -> None:
    told = parsed.section("summary")
    assert "20 Jul 2023 00:00Z to 21 Jul 2023 12:00Z" in told
    assert "20 Jul 08:00 to 21 Jul 20:00, UTC+08:00" in told


def test_every_place_that_shows_a_danger_area_says_what_it_is_not(parsed: Page) -> None:
    assert parsed.section("chart").lower().count("training aid, not a range-safety product") >= 2


def test_the_chart_says_whose_tracks_have_which_colour(parsed: Page) -> None:
    chart = parsed.section("chart")
    assert "China" in chart
    assert "Russia" in chart
    assert "others" in chart


def test_each_serial_has_a_card_with_plan_actual_roles_measures_and_figure(parsed: Page) -> None:
    cards = [e for e in parsed.all("article") if e.attributes.get("class") == "card"]
    assert len(cards) == len(synthetic.SERIALS)
    gunnery = next(card.text for card in cards if "GUNEX-S" in card.text)
    for words in ("Planned", "Actual", "Conducted by", "Firing", "119 Guiyang", "live", "Time on target spread", "4 s"):
        assert words in gunnery
    assert "20 Jul 14:00Z to 16:00Z" in gunnery
    assert "range fouled" in gunnery


def test_units_carry_source_confidence_and_marks(parsed: Page) -> None:
    told = parsed.section("forces")
    assert "China 3" in told
    assert "Russia 2" in told
    assert "notional start" in told
    assert "MV Asahi" in told


def test_fuel_shows_a_band_where_published_endurance_disagrees(parsed: Page) -> None:
    told = parsed.section("fuel")
    # bunker 800 t or 1,500 t, 70 % at the start, 54 t burnt: 70 - 6.75 and 70 - 3.6 per cent
    assert "3,800 nmi against 8,500 nmi" in told
    assert "63 to 66 % left" in told.replace("\N{NO-BREAK SPACE}", " ")


def test_conflicting_reports_stand_side_by_side_before_those_that_agree(parsed: Page) -> None:
    told = parsed.section("facts")
    assert "These exercises are the sixth since 2019 AFP The air patrol was the sixth MT" in told
    assert told.index("since 2019 conflict") < told.index("since 2019 agree")


def test_what_is_notional_and_which_values_are_defaults_is_listed(parsed: Page) -> None:
    told = parsed.section("notional")
    for words in (
        "Starting positions",
        "Area ALFA",
        "Library values: generic default (1)",
        "Library values: published (1)",
    ):
        assert words in told


def test_how_to_reproduce_names_seed_version_and_both_hashes(parsed: Page, recording: Recording) -> None:
    told = parsed.section("again")
    for words in ("--seed 7", "0.1.0", "ab" * 32, recording.content_hash()):
        assert words in told


def test_abbreviations_are_those_that_the_page_uses(parsed: Page) -> None:
    told = parsed.section("words")
    assert "NGFS naval gunfire support" in told
    assert "EMCON" not in told


def test_a_source_s_address_is_a_link_only_if_it_is_a_web_address(page: str, parsed: Page) -> None:
    links = [e.attributes["href"] for e in parsed.all("a") if not e.attributes.get("href", "#").startswith("#")]
    assert links == ["https://news.usni.org/2023/07/19/chinese-russian-warships"]
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_names_with_markup_or_five_hundred_letters_are_text(tmp_path: Path) -> None:
    evil = "</svg></table><img src=x onerror=alert(1)>" + "W" * 500
    folder = synthetic.write(tmp_path / "odd", names=["<b>Bold</b> " + "N" * 500], unit_name=evil)
    html = build_report(Recording.open(folder))
    parsed = Page(html)
    assert parsed.unbalanced == []
    assert not parsed.all("img", "b") or all("alert" not in e.text for e in parsed.all("img"))
    assert "W" * 500 in parsed.section("forces")
    assert "W" * 100 not in parsed.section("summary")


def test_an_unfinished_recording_says_how_far_it_got_and_has_its_measures(tmp_path: Path) -> None:
    parsed = Page(build_report(Recording.open(synthetic.write(tmp_path / "cut", finish=False))))
    told = parsed.section("summary")
    assert (
        "This recording is unfinished. It reaches 21 Jul 06:00Z (14:00 local), 30 h after the start of 36 h planned."
        in told
    )
    assert "Time on target spread" in parsed.section("serials")
    assert "the recording ends here" in parsed.section("timeline")


def test_measures_that_the_run_wrote_are_the_ones_shown(folder: Path, tmp_path: Path) -> None:
    from fleetex.measures.registry import compute_all
    from fleetex.record.writer import Writer
    from fleetex.report.page import recorded_measures

    source = Recording.open(folder)
    writer = Writer.create(tmp_path / "told", dict(source.header), sync=False)
    columns = compute_all(source)
    columns["text"][:] = "as the run said"
    writer.rows("measures", columns)
    writer.close({})
    found = recorded_measures(Recording.open(tmp_path / "told"))
    assert len(found) == len(columns["name"])
    assert {m.text for m in found} == {"as the run said"}


def test_head_is_read_from_the_resolved_scenario_too(tmp_path: Path) -> None:
    from fleetex.record.writer import Writer

    header = {
        "start_utc": "2023-07-20T00:00:00Z",
        "scenario": {
            "exercise": {
                "names": [{"value": "Long form", "source": "TB"}, "Other"],
                "aim": "Aim",
                "zone": 28800,
                "window": {"start_utc": "2023-07-20T00:00:00Z", "end_utc": "2023-07-21T00:00:00Z"},
            },
            "nations": {"CN": {"name": "China"}},
        },
    }
    Writer.create(tmp_path / "resolved", header, sync=False).leave()
    head = exercise_head(Recording.open(tmp_path / "resolved"))
    assert head.name == "Long form"
    assert head.other_names == ["Other"]
    assert head.end_s == 86400.0
    assert head.nation("CN") == "China"
    assert head.clock.local(0.0) == "20 Jul 08:00"


@pytest.mark.parametrize(
    ("zone", "local"),
    [("UTC+08:00", "20 Jul 08:00"), ("UTC-03:30", "19 Jul 20:30"), ("+9", "20 Jul 09:00"), ("", "20 Jul 00:00")],
)
def test_local_time_follows_the_zone_that_is_stated(zone: str, local: str) -> None:
    assert clock_of(START, zone).local(0.0) == local


_RUBBISH = ("", "[]", "{", '{"seconds": "soon", "gap_m": null, "seen": 3}')
_LOGGED = ("circuit check", "circuit restored", "signal executed", "alongside", "shot", "fall")


def test_rows_that_name_nobody_and_figures_that_are_rubbish_are_still_reported(tmp_path: Path) -> None:
    from fleetex.record.writer import Writer

    writer = Writer.create(tmp_path / "rubbish", {"start_utc": "2023-07-20T00:00:00Z"}, sync=False)
    for number, kind in enumerate(("COMMEX", "MANEX", "RAS-L", "GUNEX-S", "NGFS", "PATROL")):
        begun = {"planned_start_s": 0.0, "planned_end_s": 600.0, "start_s": 0.0, "end_s": 600.0}
        writer.row("serials", serial_id=kind, number=number, kind=kind, state="completed", params="{", **begun)
        writer.row("participants", serial_id=kind, unit_id="nobody", role="otc")
        for step, logged in enumerate(_LOGGED):
            for turn, figures in enumerate(_RUBBISH):
                place = {"number": 1000 * number + 10 * step + turn, "time_s": 60.0, "serial_id": kind}
                writer.row("events", kind=logged, unit_id="nobody", text="x", data=figures, **place)
        writer.row("shots", time_s=30.0, unit_id="nobody", mount_id="m", salvo="s", serial_id=kind, fall_s=40.0)
        writer.row("rigs", time_s=30.0, giver_id="a", receiver_id="b", rig="r", change="?", serial_id=kind)
        writer.row("stations", time_s=30.0, unit_id="a", guide_id="b", serial_id=kind)
    writer.row("facts", fact_id="F", topic="t", versions='{"text": "not a list"}', relation="agree")
    writer.reached(600.0)
    writer.leave()
    assert Page(build_report(Recording.open(tmp_path / "rubbish"))).unbalanced == []


def test_a_run_killed_before_its_end_still_shows_its_programme(tmp_path: Path) -> None:
    parsed = Page(build_report(cut_off(tmp_path / "killed")))
    assert parsed.unbalanced == []
    told = parsed.section("serials")
    assert "1 GUNEX-1 GUNEX-S Gunnery aborted live notional" in told
    assert "Broken off 1 h 37 min before its planned end: range fouled" in told
    assert "20 Jul 01:00Z to 03:00Z" in told
    assert "3 RAS-1 RAS-L planned" in told
