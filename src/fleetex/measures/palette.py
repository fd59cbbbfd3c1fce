"""The colours of every figure, by role: day values, and the night values that a page may put in their place.

A drawing writes the day value as an attribute and the role as a class (`f-` fill, `s-` stroke), so that it looks right
alone in any viewer and follows the page's theme inside a report. Contrast on the panel is at least 4.5:1 for text.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tone:
    day: str
    night: str


TONES: dict[str, Tone] = {
    "paper": Tone("#f3f0e8", "#0b1319"),
    "panel": Tone("#fbfaf6", "#111b22"),
    "tint": Tone("#e7e9e4", "#1a2730"),
    "line": Tone("#d9d3c3", "#25333c"),
    "edge": Tone("#838072", "#5f727d"),
    "ink": Tone("#16242f", "#dde5e8"),
    "ink2": Tone("#4a5a66", "#a3b1b9"),
    "ink3": Tone("#5a6872", "#8896a0"),
    "accent": Tone("#0d4a73", "#8ecbf0"),
    "danger": Tone("#a8125a", "#f47fb4"),
    "amber": Tone("#8a5200", "#e9b765"),
    "done": Tone("#c5d5de", "#2a4250"),
    "sea": Tone("#dfeaee", "#0f1e29"),
    "water1": Tone("#d3e3e9", "#13262f"),
    "water2": Tone("#c6dbe3", "#172d37"),
    "water3": Tone("#b7d1dc", "#1b3540"),
    "land": Tone("#efe6cd", "#26282a"),
    "coast": Tone("#7d7050", "#7c7f78"),
    "grid": Tone("#cbd8de", "#1f303b"),
    "areas": Tone("#3f6479", "#8fb0c2"),
    "night": Tone("#e2e2dd", "#0a1117"),
    "cn": Tone("#0f4f86", "#8fcbf7"),
    "cn-fill": Tone("#cfe3f4", "#123a5a"),
    "ru": Tone("#874300", "#f5b871"),
    "ru-fill": Tone("#f8dfbd", "#55330f"),
    "third": Tone("#5b3a8c", "#c3a6ee"),
    "third-fill": Tone("#e3d8f2", "#33214f"),
    "fourth": Tone("#0d6b63", "#7fd3c9"),
    "fourth-fill": Tone("#cdeae6", "#0c3f3a"),
    "neutral": Tone("#2b5f34", "#93d19c"),
    "neutral-fill": Tone("#d3e8d3", "#1c3f24"),
}
"""Role -> colour by day and by night."""

_SIDE_TONES = ("cn", "ru", "third", "fourth")


def nation_tones(nations: Iterable[str]) -> dict[str, str]:
    """Nation code -> tone. CN and RU keep theirs; the others take, by name, the tones that are left, then repeat."""
    codes = sorted(set(nations))
    fixed = {code: code.lower() for code in codes if code.lower() in ("cn", "ru")}
    left = [tone for tone in _SIDE_TONES if tone not in fixed.values()]
    others = [code for code in codes if code not in fixed]
    return fixed | {code: left[number % len(left)] for number, code in enumerate(others)}


def theme_css(night: bool) -> str:
    """CSS that gives each role's class its colour by day or by night, and the same as custom properties."""
    rules = [f":root{{{''.join(f'--{name}:{_pick(tone, night)};' for name, tone in TONES.items())}}}"]
    for name, tone in TONES.items():
        rules.append(f".f-{name}{{fill:{_pick(tone, night)}}}.s-{name}{{stroke:{_pick(tone, night)}}}")
    return "\n".join(rules)


def _pick(tone: Tone, night: bool) -> str:
    return tone.night if night else tone.day
