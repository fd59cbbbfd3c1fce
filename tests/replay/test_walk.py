"""What the page promises, gone through as somebody would: layers, pictures, panels, the ruler, links from cards."""

import math
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fleetex import simulate
from fleetex.record.positions import ranges_and_bearings
from fleetex.record.reader import Recording
from tests.replay.browser import READY, WAIT_MS, address_of, opened
from tests.replay.conftest import page_of
from tests.serve.conftest import start, stop
from tests.shipped import SCENARIOS, recorded

REFERENCE, HUNT, AIR = "northern-interaction-2023", "hunt-from-the-air", "joint-air-patrol-2023"
VIEWS = {
    (REFERENCE, "t=112130&unit=panteleyev&lat=41.0&lon=132.99&m=42"): "danger tracks contacts bearings fire links",
    (REFERENCE, "t=31200&unit=qiqihar"): "areas lanes traffic trails vectors names depth waters graticule",
    (HUNT, "t=21540&unit=frigate&lat=40.262&lon=133.9&m=14"): "underwater coverage sonar locator",
    (AIR, "t=9000"): "airspace",
}
"""Where what a layer has is to be seen."""
TOGGLED = """(layers) => {
    const look = () => {
        fleetex.seek(fleetex.time());
        return [...document.querySelectorAll("canvas.sheet")].map((sheet) => sheet.toDataURL()).join();
    };
    return layers.map((layer) => {
        const box = document.getElementById(`layer-${layer}`), was = box.checked, before = look();
        box.click();
        const changed = look();
        box.click();
        return [layer, was !== box.checked, before !== changed, before === look()];
    });
}"""
MAGENTA = """() => {
    const sheet = document.querySelectorAll("canvas.sheet")[1];
    const { data } = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 20 && data[i] > 120 && data[i + 1] < 90 && data[i + 2] > 50 && data[i + 2] < 140) found++;
    return found;
}"""
SCREENS = [(1280, 720), (900, 1200), (1024, 768), (768, 1024)]


@pytest.fixture(scope="module")
def air_patrol(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(tmp_path_factory, AIR)


def test_every_layer_is_seen_to_go_off_and_to_come_back(browser: Any, pages: dict[str, Path], air_patrol: Path) -> None:
    met: set[str] = set()
    for (name, view), layers in VIEWS.items():
        with opened(browser, address_of(air_patrol if name == AIR else pages[name], view)) as page:
            told = page.ask(TOGGLED, layers.split())
            every = page.ask(
                "() => [...document.querySelectorAll('details.layers input')].map((box) => box.id.slice(6))"
            )
            assert page.faults == []
        assert told == [[layer, False, True, True] for layer in layers.split()]
        met |= set(layers.split())
    assert met == set(every)


def held(recording: Recording, own: set[str], at_s: float) -> set[str]:
    """Whom units held by their own tracks, or by those that others shared with them; themselves aside."""

    def last(table: str, keys: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
        rows = sorted(recording.rows(table), key=lambda row: row["time_s"])
        return {tuple(row[key] for key in keys): row for row in rows if row["time_s"] <= at_s}

    tracks = {
        (row["unit_id"], row["target_id"])
        for row in last("tracks", ["unit_id", "track"]).values()
        if row["change"] != "lost"
    }
    shared = {
        row["target_id"]
        for row in last("shares", ["to_id", "target_id", "from_id"]).values()
        if row["to_id"] in own and row["change"] != "ceased" and (row["from_id"], row["target_id"]) in tracks
    }
    return ({target for unit, target in tracks if unit in own} | shared) - own


def test_each_picture_shows_its_own_and_whom_they_held_and_nobody_else(
    browser: Any, pages: dict[str, Path], shipped: dict[str, Recording]
) -> None:
    recording, at_s = shipped[REFERENCE], 112130.5
    units = recording.rows("units")
    with opened(browser, address_of(pages[REFERENCE], f"t={at_s}")) as page:
        choices = page.ask("() => [...document.getElementById('picture').options].map((one) => one.value)")
        assert {one for one in choices if one.startswith("unit:")} <= {f"unit:{row['unit_id']}" for row in units}
        assert page.ask("() => fleetex.shown().units.length") == len(units)
        assert sum(one.startswith("nation:") for one in choices) >= 2
        for choice in choices[1:]:
            kind, who = choice.split(":", 1)
            theirs = [row for row in units if row["nation" if kind == "nation" else "unit_id"] == who]
            own = {row["unit_id"] for row in theirs if row["kind"] != "missile"}  # of which nobody is told where it is
            page.page.select_option("#picture", choice)
            shown = page.ask("() => fleetex.shown()")
            assert set(shown["units"]) == own, choice
            assert set(shown["tracks"]) == held(recording, own, at_s), choice
        assert page.faults == []


def test_in_a_picture_the_panels_tell_what_its_units_knew_and_no_more(
    browser: Any, pages: dict[str, Path], shipped: dict[str, Recording]
) -> None:
    """The frigate holds the submarine as a track without a name; who plays the submarine is another picture."""
    recording, at_s = shipped[HUNT], 21540.0
    units = {row["unit_id"]: row for row in recording.rows("units")}
    hunted = next(row for row in units.values() if row["domain"] == "subsurface")
    nation = units["frigate"]["nation"]
    assert hunted["nation"] != nation
    view = f"t={at_s}&unit=frigate"
    holds = "() => [...document.querySelectorAll('.hold-name')].map((one) => one.textContent)"
    with opened(browser, address_of(pages[HUNT], view)) as page:
        by_truth = page.ask(holds)
        assert hunted["name"].upper() in by_truth
        page.page.select_option("#picture", "unit:frigate")
        known = page.ask(holds)
        assert len(known) == len(by_truth), "she holds as many in her own picture"
        assert hunted["name"].upper() not in known
        assert any(re.fullmatch(r"T \d+|no track yet", one) for one in known)
        page.page.select_option("#picture", f"nation:{nation}")
        page.ask("(id) => { location.hash = `unit=${id}&picture=unit:frigate&t=21540`; }", hunted["unit_id"])
        told = page.until("() => document.querySelector('.panel').innerText", lambda text: "Not of this" in text)
        assert hunted["name"].split(" (")[0] in told
        assert page.ask("() => document.querySelectorAll('.panel .figures, .panel .hold, .panel .spark').length") == 0
        before = page.ask("() => fleetex.state().place")
        page.page.keyboard.press("f")
        page.ask("() => fleetex.seek(fleetex.time())")
        assert page.ask("() => fleetex.state().place") == before, "the chart follows whom it does not show"
        page.page.keyboard.press("u")
        assert page.ask("() => fleetex.state().unit") == "frigate"
        assert page.faults == []


def test_what_the_umpire_assesses_is_told_in_the_truth_and_to_whom_it_struck(
    browser: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    recording = Recording.open(recorded(tmp_path_factory, "duel-surface"))
    hit = recording.rows("assessed_hits")[0]
    nations = {row["unit_id"]: row["nation"] for row in recording.rows("units")}
    struck, by = nations[hit["unit_id"]], nations[hit["by_id"]]
    assert struck != by
    rows = "() => [...document.querySelectorAll('.event .what')].map((row) => row.textContent).join('\\n')"
    with opened(browser, address_of(page_of(tmp_path_factory, "duel-surface"), f"t={hit['time_s']}")) as page:
        seen = {}
        for picture in ("truth", f"nation:{struck}", f"nation:{by}"):
            page.page.select_option("#picture", picture)
            page.page.locator(".feed-head input[type=search]").fill("assessed hit")
            seen[picture] = page.ask(rows)
    assert " by " in seen["truth"]
    assert "is assessed hit: hit 1" in seen[f"nation:{struck}"]
    assert " by " not in seen[f"nation:{struck}"]
    own = [row for row in recording.rows("assessed_hits") if nations[row["unit_id"]] == by]
    assert ("assessed hit" in seen[f"nation:{by}"]) is bool(own)
    assert " by " not in seen[f"nation:{by}"]


def test_roles_and_phases_of_a_serial_are_whole_on_a_small_tablet(browser: Any, pages: dict[str, Path]) -> None:
    cut = """() => [...document.querySelectorAll(".player-row > span")].filter(
        (one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"""
    keys = """() => [...document.querySelectorAll(".legend .key")].filter((one) => one.checkVisibility()).length"""
    for width, height in SCREENS:
        with opened(browser, address_of(pages[REFERENCE], "t=219000&serial=CASEX-1")) as page:
            page.page.set_viewport_size({"width": width, "height": height})
            page.page.wait_for_timeout(200)
            assert page.ask(cut) == [], width
            assert page.ask(keys) == 4, "whose colour is whose is told whole, in the bar or over the chart"


def test_a_danger_area_is_announced_then_live_then_past(
    browser: Any, pages: dict[str, Path], shipped: dict[str, Recording]
) -> None:
    serial = next(row for row in shipped[REFERENCE].rows("serials") if row["serial_id"] == "GUNEX-S-1")
    begun, ended = float(serial["start_s"]), float(serial["end_s"])
    look = "lat=41.0&lon=132.99&m=120&night=0&off=fire,names,tracks,trails"
    moments = {"before it is told": begun - 7 * 3600, "announced": begun - 60, "live": begun + 60, "past": ended + 60}
    seen = {}
    for when, at_s in moments.items():
        with opened(browser, address_of(pages[REFERENCE], f"t={at_s}&{look}")) as page:
            tags = page.page.inner_text(".transport")
            assert (" live" in tags) is (when == "live"), when
            seen[when] = page.ask(MAGENTA)
    assert seen["live"] > 3 * seen["announced"] > 0
    assert seen["past"] > 50
    assert seen["announced"] > seen["before it is told"]


def test_the_panel_of_a_unit_tells_stores_holds_and_the_decibel_budget_as_recorded(
    browser: Any, pages: dict[str, Path], shipped: dict[str, Recording]
) -> None:
    recording, unit, at_s = shipped[HUNT], "frigate", 21540.0
    with opened(browser, address_of(pages[HUNT], f"t={at_s}&unit={unit}")) as page:
        text = page.page.inner_text(".panel")
        row = [row for row in recording.rows("fuel", unit_id=unit) if row["time_s"] <= at_s][-1]
        full = recording.rows("units", unit_id=unit)[0]["fuel_kg_max"]
        burnt = (row["rate_kgps"] - (0.0 if math.isnan(row["flow_kgps"]) else row["flow_kgps"])) * (
            at_s - row["time_s"]
        )
        assert f"{100.0 * (row['fuel_kg'] - burnt) / full:.0f} %" in text
        charts = page.ask("() => [...document.querySelectorAll('.panel .spark svg')].map((one) => one.ariaLabel)")
        assert all(any(word in one for one in charts) for word in ("Speed", "Fuel", "Contacts held"))
        page.page.locator("details.hold summary").first.click()
        page.page.wait_for_selector("details.hold table.why")
        told = page.ask("""() => [...document.querySelector("table.why").rows].map(
            (row) => [...row.cells].map((cell) => cell.textContent))""")
        excess = page.ask("() => [...document.querySelectorAll('.why-box svg')].map((one) => one.ariaLabel)")
        assert page.faults == []
    sensors, sums = told[0][1:], {row[0]: row[1:] for row in told[1:]}
    budgets = [row for row in recording.rows("budgets", unit_id=unit) if row["time_s"] <= at_s]
    for place, sensor in enumerate(sensors):
        said = float(sums["margin"][place].replace("\N{MINUS SIGN}", "-"))
        last = {row["target_id"]: row["excess_db"] for row in budgets if row["sensor_id"] == sensor}
        assert any(abs(one - said) <= 0.051 for one in last.values()), sensor
        parts = [float(sums[name][place].replace("\N{MINUS SIGN}", "-")) for name in ("source", "threshold")]
        assert all(math.isfinite(one) for one in parts)
    assert any("Margin" in one for one in excess)


def test_the_panel_of_a_serial_sets_what_happened_beside_the_plan(
    browser: Any, pages: dict[str, Path], shipped: dict[str, Recording]
) -> None:
    recording = shipped[REFERENCE]
    serial = recording.rows("serials", serial_id="GUNEX-S-1")[0]
    begun = datetime.fromisoformat(recording.header["start_utc"])
    with opened(browser, address_of(pages[REFERENCE], f"t={serial['end_s'] + 60}&serial=GUNEX-S-1")) as page:
        text = page.page.inner_text(".plan")
        times = [serial[name] for name in ("planned_start_s", "planned_end_s", "start_s", "end_s")]
        clock = [(begun + timedelta(seconds=float(one))).strftime("%H:%Mz") for one in times]
        planned, happened = text.lower().split("happened")
        assert all(one in planned for one in clock[:2])
        assert all(one in happened for one in clock[2:])
        for row in recording.rows("participants", serial_id="GUNEX-S-1"):
            name = recording.rows("units", unit_id=row["unit_id"])[0]["name"]
            assert name.split(" (")[0].split()[-1].lower() in page.page.inner_text(".players").lower()


def test_the_ruler_tells_the_geodesic_by_the_keyboard_and_by_clicks(browser: Any, pages: dict[str, Path]) -> None:
    said = "() => document.querySelector('[role=status].unseen').textContent"
    with opened(browser, address_of(pages[REFERENCE], "t=0&lat=41&lon=133.5&m=200&night=0")) as page:
        page.page.keyboard.press("r")
        page.page.keyboard.press("Enter")
        for _ in range(30):
            page.page.keyboard.press("ArrowRight")
        stepped = page.ask(said)
        page.page.keyboard.press("r")
        page.page.keyboard.press("r")
        box = page.page.locator(".chart").bounding_box()
        places = []
        for share in (0.4, 0.55):
            at = (box["x"] + share * box["width"], box["y"] + share * box["height"])
            page.page.mouse.move(*at)
            places.append(place(page.page.inner_text(".readout")))
            page.page.mouse.click(*at)
        clicked = page.until(said, lambda words: "nmi" in words and words != stepped)
        assert page.faults == []
    assert re.fullmatch(r"25\.9 nmi\s+0(89|90)\.\d°T", stepped), "30 steps of 8 pixels of 200 m"
    (lat1, lon1), (lat2, lon2) = places
    range_m, bearing = (float(one[0]) for one in ranges_and_bearings([lat1], [lon1], [lat2], [lon2]))
    told = re.search(r"([\d.]+) nmi\s+([\d.]+)°T", clicked)
    assert told is not None, clicked
    assert abs(float(told[1]) - range_m / 1852.0) < 0.2, "places are told to a tenth of a minute"
    assert abs(float(told[2]) - bearing) < 1.0


def place(words: str) -> tuple[float, float]:
    """Degrees of a place as it is read off the chart: 41°00.0′N 133°30.0′E."""
    found = re.search(r"(\d+)°([\d.]+)′([NS]) (\d+)°([\d.]+)′([EW])", words)
    assert found is not None, words
    lat, lon = int(found[1]) + float(found[2]) / 60.0, int(found[4]) + float(found[5]) / 60.0
    return (lat if found[3] == "N" else -lat), (lon if found[6] == "E" else -lon)


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_nothing_is_cut_off_on_a_small_screen_or_a_tablet(
    browser: Any, pages: dict[str, Path], width: int, height: int
) -> None:
    with opened(browser, address_of(pages[REFERENCE], "t=112130&unit=panteleyev&night=0")) as page:
        fingers = page.page.context.new_cdp_session(page.page)
        fingers.send("Emulation.setTouchEmulationEnabled", {"enabled": width < 1100})  # buttons are larger
        page.page.set_viewport_size({"width": width, "height": height})
        page.page.wait_for_timeout(300)
        assert page.ask("() => document.documentElement.scrollWidth <= innerWidth")
        outside = page.ask("""() => [...document.querySelectorAll("button, select, input")].filter((one) => {
            const box = one.getBoundingClientRect();
            const seen = one.checkVisibility({ visibilityProperty: true }) && box.width > 0;
            return seen && (box.left < 0 || box.right > innerWidth);
        }).map((one) => one.ariaLabel || one.textContent)""")
        assert outside == []
        words = page.ask("""() => [...document.querySelectorAll(".gauge .number, .figures dd, .bar button")].filter(
            (one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)""")
        assert words == []
        covered = page.ask("""() => [...document.querySelectorAll(".tools button, .pan, .bar button")].filter((one) => {
            const { left, top, width, height } = one.getBoundingClientRect();
            return !one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }).map((one) => one.ariaLabel || one.textContent)""")
        assert covered == []
        assert page.page.locator(".local").is_visible()
        assert page.page.locator(".legend:visible").count() == 1
        assert page.page.locator(".legend:visible .key:visible").count() >= 2


def test_a_card_of_the_report_opens_the_replay_at_its_serial(browser: Any, tmp_path: Path) -> None:
    simulate.run(SCENARIOS / "lesson-gunnery.yaml", tmp_path / "run")
    row = Recording.open(tmp_path / "run").rows("serials")[0]
    server, served = start(tmp_path)
    try:
        with opened(browser, f"{served.address}report/run", ready=False, online=True) as seen:
            seen.page.get_by_role("link", name="see it in the replay").first.click()
            seen.page.wait_for_selector(READY, state="attached", timeout=WAIT_MS)
            state = seen.ask("() => fleetex.state()")
            assert (state["serial"], state["t"]) == (row["serial_id"], pytest.approx(row["start_s"], abs=0.5))
            assert str(row["title"]) in seen.page.inner_text(".panel")
            assert seen.faults == []
    finally:
        stop(server)
    assert np.isfinite(row["start_s"])
