"""The page for everybody: what the keyboard reaches and does."""

from pathlib import Path
from typing import Any

import pytest

from tests.replay.browser import Opened, address_of, opened

REFERENCE = "northern-interaction-2023"
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const ringed = one.matches(".scrubber") ? document.querySelector(".cursor") : one;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(ringed);
    const box = one.getBoundingClientRect();
    return { name: (one.getAttribute("aria-label") || one.textContent || one.id).trim().slice(0, 40),
             ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && outlineColor !== "rgba(0, 0, 0, 0)",
             inside: box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
             dialog: one.closest("dialog") !== null };
}"""
REACHABLE = """() => [...document.querySelectorAll("button, select, summary, input, textarea, [tabindex]")].filter(
    (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0).length"""


@pytest.fixture(scope="module")
def page(browser: Any, pages: dict[str, Path]) -> Any:
    with opened(browser, address_of(pages[REFERENCE], "t=110450&unit=panteleyev&night=0")) as there:
        yield there


SCREENS = [(1280, 720), (1024, 768), (768, 1024)]
"""A desk's smallest screen, and a tablet held either way."""


def _walk(there: Opened, key: str = "Tab", most: int = 120) -> list[dict[str, Any]]:
    """What has the focus, one after the other, until it leaves the page or comes round."""
    there.ask("() => document.activeElement.blur()")
    met: list[dict[str, Any]] = []
    there.ask("() => { for (const one of document.querySelectorAll('[data-met]')) delete one.dataset.met; }")
    for _ in range(most):
        there.page.keyboard.press(key)
        again = there.ask("() => document.activeElement.dataset.met !== undefined")
        found = there.ask(FOCUSED)
        if found is None or again:
            return met
        there.ask("() => { document.activeElement.dataset.met = ''; }")
        met.append(found)
    raise AssertionError(f"{key} never comes round: {[one['name'] for one in met]}")


@pytest.mark.parametrize("screen", SCREENS, ids=str)
@pytest.mark.parametrize("view", ["unit=panteleyev", "serial=GUNEX-S-1&lanes=unit"])
def test_tab_reaches_everything_shows_where_it_is_and_leaves_again(
    browser: Any, pages: dict[str, Path], view: str, screen: tuple[int, int]
) -> None:
    with opened(browser, address_of(pages[REFERENCE], f"t=110450&night=0&{view}")) as there:
        there.page.set_viewport_size({"width": screen[0], "height": screen[1]})
        there.page.wait_for_timeout(200)
        forward = _walk(there)
        assert len(forward) == there.ask(REACHABLE)
        assert [one["name"] for one in forward if not one["ring"]] == []
        assert [one["name"] for one in forward if not one["inside"]] == []
        back = _walk(there, "Shift+Tab")
        assert [one["name"] for one in back] == [one["name"] for one in reversed(forward)]


@pytest.mark.parametrize("key", ["/", "?", "m"])
def test_a_dialog_holds_the_focus_and_escape_gives_it_back(page: Opened, key: str) -> None:
    button = page.page.locator(".bar button").first
    button.focus()
    was = page.ask(FOCUSED)["name"]
    page.page.keyboard.press(key)
    page.until(FOCUSED, lambda now: bool(now and now["dialog"]))
    for _ in range(12):
        page.page.keyboard.press("Tab")
        now = page.ask(FOCUSED)
        assert now is None or now["dialog"], "the focus went behind the dialog"
    page.page.keyboard.press("Escape")
    page.until("() => document.querySelector('dialog') === null", bool)
    page.until(FOCUSED, lambda now: bool(now) and now["name"] == was)


def test_escape_closes_the_layers_and_gives_the_focus_back(page: Opened) -> None:
    page.page.keyboard.press("l")
    page.until("() => document.querySelector('details.layers').open", bool)
    for _ in range(4):
        page.page.keyboard.press("Tab")
    page.page.keyboard.press("Space")
    page.page.keyboard.press("Escape")
    page.until("() => !document.querySelector('details.layers').open", bool)
    focused = page.until(FOCUSED, lambda now: bool(now) and now["name"] == "Layers")
    assert focused["ring"]
    assert page.faults == []
    page.page.keyboard.press("l")
    for _ in range(4):
        page.page.keyboard.press("Tab")
    page.page.keyboard.press("Space")
    page.page.keyboard.press("Escape")


def test_every_layer_goes_off_and_on_by_the_keyboard_and_changes_the_state(page: Opened) -> None:
    layers = page.ask("() => [...document.querySelectorAll('details.layers input')].map((box) => box.id.slice(6))")
    before = page.ask("() => window.fleetex.state().layers")
    page.page.keyboard.press("l")
    for layer in layers:
        page.page.keyboard.press("Tab")
        page.page.keyboard.press("Space")
        assert (layer in page.ask("() => window.fleetex.state().layers")) is (layer not in before), layer
        page.page.keyboard.press("Space")
    page.page.keyboard.press("Escape")
    assert page.ask("() => window.fleetex.state().layers") == before
    assert page.faults == []


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_every_event_is_opened_from_the_log_by_the_keyboard(page: Opened, step: int) -> None:
    """All of them in the slow test; else one in seven."""
    told = page.ask(
        """(step) => {
            const list = document.querySelector(".feed-list");
            const words = (one) => [...document.querySelectorAll(`.event.${one} .what`)].map((row) => row.textContent);
            const press = (key) => list.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            document.querySelector("#every-event").click();
            press("Home");
            return window.fleetex.events().map(({ time, text }, index) => {
                if (index) press("ArrowDown");
                if (index % step) return null;
                press("Enter");
                const panel = document.querySelector(".panel").ariaLabel;
                return { time, text, at: window.fleetex.time(), opened: words("active"), marked: words("now"), panel };
            }).filter((one) => one !== null);
        }""",
        step,
    )
    every = page.ask("() => window.fleetex.events()")
    assert len(every) > 1000
    assert len(told) == -(-len(every) // step)
    of_moment: dict[float, set[str]] = {}
    for one in every:
        of_moment.setdefault(one["time"], set()).add(one["text"])
    assert [one for one in told if one["at"] != one["time"] or one["opened"] != [one["text"]]] == []
    assert [one for one in told if one["marked"] and not set(one["marked"]) <= of_moment[one["time"]]] == []
    assert all(one["panel"] for one in told)
    assert page.faults == []
    page.page.locator("#every-event").uncheck()


def test_letters_do_nothing_once_they_are_switched_off(page: Opened) -> None:
    """WCAG 2.2, 2.1.4: keys of one character can be turned off; the others stay."""
    night = page.ask("() => window.fleetex.state().night")
    page.page.keyboard.press("?")
    page.page.locator("dialog input[type=checkbox]").uncheck()
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("n")
    assert page.ask("() => window.fleetex.state().night") is night
    page.page.keyboard.press("End")
    assert page.ask("() => { const { t, end } = window.fleetex.state(); return t === end; }")
    page.ask("() => document.querySelector('button.keys-button').click()")
    page.page.locator("dialog input[type=checkbox]").check()
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("n")
    assert page.ask("() => window.fleetex.state().night") is not night
    page.page.keyboard.press("n")
