"""What an automatic auditor (axe-core) finds on every page in every state, by day and night, on a desk and a tablet."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from fleetex.scenario import write_starter
from fleetex.serve.pages import rendered
from tests.measures import synthetic
from tests.replay.browser import READY, WAIT_MS, Opened, address_of, left_out, opened
from tests.replay.test_accessibility import REFERENCE, SCREENS
from tests.serve.conftest import start, stop

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AUDIT = """(rules) => axe.run({ runOnly: rules }).then(({ violations }) => violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`))"""
WIDER = "() => document.documentElement.scrollWidth - innerWidth"
VIEWS = {
    "nothing selected": "t=110450",
    "a ship": "t=110450&unit=panteleyev",
    "an aircraft": "t=110450&unit=panteleyev_helicopter",
    "a serial under way": "t=112130&serial=GUNEX-S-1",
    "a serial that is over": "t=250000&serial=CASEX-1",
    "a serial to come": "t=10&serial=RAS-L-1",
    "a nation's picture": "t=115000&unit=panteleyev&picture=nation%3ACN",
    "a serial in a nation's picture": "t=115000&serial=GUNEX-S-1&picture=nation%3ACN",
    "lanes by unit": "t=110450&lanes=unit&x=10000",
}
LAYERS = """(on) => {
    for (const box of document.querySelectorAll(".layers input")) if (box.checked !== on) box.click();
}"""
SHOWN = ("play/played", "play/cut%20off")
REFUSED = ("play/broken", "report/broken", "play/nobody", "no/such/page")
HELD = "() => { for (const one of document.querySelectorAll('details.hold')) one.open = true; }"


def _audited(there: Opened) -> Callable[[str], None]:
    """What looks the page over and remembers, by the state that it is in, what is amiss."""
    if not AXE.exists():
        left_out("axe-core is not installed (cd web && npm ci)")
    there.ask(AXE.read_text("utf-8"))
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        there.page.wait_for_timeout(100)
        amiss = there.ask(AUDIT, RULES)
        if there.ask(WIDER) > 0:
            amiss.append("wider than the screen")
        if amiss:
            found[state] = amiss
        assert found == {}

    return look


def _panels(there: Opened, look: Callable[[str], None], night: int) -> None:
    go = "(hash) => { location.hash = hash; }"
    for state, view in VIEWS.items():
        there.ask(go, f"{view}&night={night}")
        look(state)
    there.ask(go, f"t=219500&unit=panteleyev_helicopter&night={night}")
    there.page.wait_for_timeout(100)
    there.ask(HELD)
    look("why she holds them")
    for on in (False, True):
        there.ask(LAYERS, on)
        look(f"all layers {'on' if on else 'off'}")


def _pop_ups(there: Opened, look: Callable[[str], None]) -> None:
    keyboard = there.page.keyboard
    for key, filled in (("l", ""), ("/", "fire"), ("/", "zzz"), ("?", ""), ("m", "a note")):
        there.ask("() => document.activeElement.blur()")
        keyboard.press(key)
        look(f"after {key}")
        if filled:
            keyboard.insert_text(filled)
            look(f"{filled} after {key}")
        if key == "m":
            there.page.locator("dialog button[type=submit], dialog .primary").first.click()
            look("noted")
        keyboard.press("Escape")


def _log(there: Opened, look: Callable[[str], None]) -> None:
    there.page.locator("#every-event").check()
    look("every event")
    words = there.page.locator(".feed-head input[type=search]")
    words.fill("zzz")
    look("no event")
    words.fill("")
    there.ask("() => document.activeElement.blur()")
    for key, state in ((" ", "playing"), ("r", "measuring"), ("c", "centring")):
        there.page.keyboard.press(key)
        look(state)
        there.page.keyboard.press(key)


SOON = ((0, SCREENS[0]), (1, SCREENS[-1]))
"""Looked over at each change; the others are slow tests."""


@pytest.mark.parametrize(
    ("night", "screen"),
    [
        pytest.param(*one, marks=() if one in SOON else pytest.mark.slow, id=f"{'night' if one[0] else 'day'} {one[1]}")
        for one in product((0, 1), SCREENS)
    ],
)
def test_nothing_is_found_on_the_replay_whatever_is_open(
    browser: Any, pages: dict[str, Path], night: int, screen: tuple[int, int]
) -> None:
    with opened(browser, address_of(pages[REFERENCE], f"night={night}")) as there:
        there.page.set_viewport_size({"width": screen[0], "height": screen[1]})
        look = _audited(there)
        _panels(there, look, night)
        _pop_ups(there, look)
        _log(there, look)
        assert there.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_found_on_the_servers_own_pages(browser: Any, tmp_path: Path, scheme: str) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    synthetic.write(folder / "played")
    synthetic.write(folder / "cut off", finish=False)
    (folder / "broken").mkdir()
    (folder / "broken" / "recording.json").write_text("{")
    process, server = start(folder)
    try:
        for path in ("", *SHOWN, *REFUSED):
            with opened(browser, server.address + path, ready=False, online=True) as there:
                there.page.emulate_media(color_scheme=scheme)
                there.page.set_viewport_size({"width": 768, "height": 1024})
                look = _audited(there)
                look(path)
                if path in SHOWN:
                    there.page.wait_for_selector(READY, state="attached", timeout=WAIT_MS)
                    look(f"{path} once it is there")
                if path in REFUSED:
                    assert there.page.get_by_role("link", name="Back to the list").count() == 1, path
                    assert there.page.inner_text("[role=alert]"), path
    finally:
        stop(process)


def test_the_list_tells_of_runs_as_they_come_without_being_opened_anew(browser: Any, tmp_path: Path) -> None:
    write_starter(tmp_path / "starter.yaml")
    process, server = start(tmp_path)
    begin = {"Origin": server.address.rstrip("/"), "Content-Type": "application/x-www-form-urlencoded"}
    try:
        assert server.ask("POST", "run", b"scenario=starter.yaml", begin)[0] == 303
        with opened(browser, server.address, ready=False, online=True) as there:
            _audited(there)("a run under way")
            there.ask("() => { window.kept = true; }")
            assert server.ask("POST", "run", b"scenario=starter.yaml", begin)[0] == 303
            there.until("() => document.body.innerText", lambda text: "starter-2" in text)
            assert there.ask("() => window.kept"), "the page was opened anew"
            assert there.faults == []
        with opened(browser, server.address + "live/starter-2", ready=False, online=True) as there:
            there.page.wait_for_selector(READY, state="attached", timeout=5 * WAIT_MS)
            _audited(there)("a run as it goes")
            assert there.faults == []
    finally:
        stop(process)


@pytest.mark.parametrize("over", [False, True])
def test_nothing_is_found_on_the_page_that_waits_for_a_run(browser: Any, tmp_path: Path, over: bool) -> None:
    standing = {"over": over, "stage": "failed" if over else "compiling", "reason": "The disk is full."}
    (tmp_path / "waiting.html").write_text(rendered("waiting.html", name="starter-1", standing=standing))
    with opened(browser, address_of(tmp_path / "waiting.html"), ready=False) as there:
        _audited(there)("waiting")
        assert ("The disk is full." in there.page.inner_text("body")) == over
