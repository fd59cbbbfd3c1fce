"""The figure of a LINKEX: a lane for each unit under each contact, against time."""

from collections import Counter

from fleetex.measures.intervals import Spans, no_spans
from fleetex.measures.link_picture import LinkPicture, truths
from fleetex.measures.palette import nation_tones
from fleetex.measures.panel import Panel, hatch, legend
from fleetex.measures.reading import UnitCard, start_utc, unit_cards
from fleetex.measures.sketch import Sketch, shorten
from fleetex.measures.values import count_words
from fleetex.record.reader import Recording

LANE_PX, HEAD_PX, TOP_PX, FOOT_PX = 13.0, 23.0, 58.0, 46.0
LANES = 56
"""So many lanes have room; further contacts are counted below the legend."""


def sketch_picture(recording: Recording, picture: LinkPicture) -> str:
    """Full: held by own sensors. Thin: known by link. Hatched: missing, though another held it."""
    room = max(1, LANES // max(len(picture.units), 1))
    longest = sorted(
        picture.contacts, key=lambda card: (-float((picture.anybody[card.unit_id] @ [-1.0, 1.0]).sum()), card.name)
    )
    shown = [card for card in picture.contacts if card in longest[:room]]
    height = TOP_PX + len(shown) * (HEAD_PX + LANE_PX * len(picture.units)) + FOOT_PX
    if not shown:
        height = TOP_PX + 40.0 + FOOT_PX
    alt = (
        f"Lanes of {len(picture.units)} units for {len(shown)} contacts: held, known by link, or missing, against time"
    )
    sketch = Sketch(1060, height, f"{picture.serial_id}: who knew of which contact", alt)
    panel = Panel(sketch, 190, TOP_PX, 840, height - TOP_PX - FOOT_PX, *picture.window, 0.0, 1.0)
    _checks(panel, picture)
    if not shown:
        sketch.text(panel.left + 4, TOP_PX + 24, "Nobody on the link held a contact.", 11, "ink2")
    y = TOP_PX
    for card in shown:
        y = _contact(recording, panel, picture, card, y)
    left_out = len(picture.contacts) - len(shown)
    if left_out:
        words = f"and {count_words(left_out, 'contact')} held for less"
        sketch.text(panel.left + panel.width, TOP_PX - 22, words, 11, "ink2", "end")
    panel.frame()
    panel.time_axis(start_utc(recording))
    legend(
        sketch, 190, 14,
        [("bar", "accent", "held by own sensors"), ("bar", "done", "known by link alone"),
         ("hatch", "amber", "missing, though another held it"), ("line", "ink3", "silent on the link"),
         ("cross", "danger", "two numbers on the net plot")],
    )  # fmt: skip
    return sketch.svg()


def _checks(panel: Panel, picture: LinkPicture) -> None:
    """A line down the panel at each check, with its number on top."""
    for check in picture.checks:
        x = float(panel.x(check.time_s))
        panel.sketch.line(x, panel.top - 4, x, panel.top + panel.height, "edge", 0.8, "3 3")
        panel.sketch.text(x, panel.top - 8, f"check {check.number}", 10.5, "ink3", "middle")


def _contact(recording: Recording, panel: Panel, picture: LinkPicture, card: UnitCard, y: float) -> float:
    """The lanes of one contact from y on; where they end."""
    sketch, cards = panel.sketch, unit_cards(recording)
    sketch.text(panel.left - 8, y + 17, shorten(card.short_name(26), 26), 11, "neutral", "end", bold=True)
    tones = nation_tones(cards[unit_id].nation for unit_id in picture.units)
    for time_s in _doubled_s(recording, picture, card.unit_id):
        sketch.cross(float(panel.x(time_s)), y + 13, 3.4, "danger", 1.6)
    y += HEAD_PX
    for unit_id in picture.units:
        unit = cards[unit_id]
        sketch.text(panel.left - 8, y + 9.5, unit.short_label(24), 10.5, tones.get(unit.nation, "ink2"), "end")
        _lane(panel, picture, unit_id, card.unit_id, y)
        y += LANE_PX
    return y


def _lane(panel: Panel, picture: LinkPicture, unit_id: str, contact_id: str, y: float) -> None:
    sketch = panel.sketch
    sketch.line(panel.left, y + LANE_PX / 2, panel.left + panel.width, y + LANE_PX / 2, "line", 0.8)
    own, linked = picture.own.get((unit_id, contact_id), no_spans()), picture.linked[unit_id, contact_id]
    for begin, end in _without(picture.anybody[contact_id], picture.known[unit_id, contact_id]):
        x = float(panel.x(begin))
        hatch(sketch, x, y + 3, float(panel.x(end)) - x, LANE_PX - 6, "amber")
    for spans, tone, inset in ((linked, "done", 2.5), (own, "accent", 1.5)):
        for begin, end in spans.tolist():
            x = float(panel.x(begin))
            sketch.rect(x, y + inset, max(float(panel.x(end)) - x, 1.0), LANE_PX - 2 * inset, tone)
    for begin, end in picture.silences.get(unit_id, ()):
        sketch.line(float(panel.x(begin)), y + LANE_PX - 0.5, float(panel.x(end)), y + LANE_PX - 0.5, "ink3", 1.6)


def _without(spans: Spans, taken: Spans) -> list[tuple[float, float]]:
    """What of spans is in none of others; both in order and without overlap."""
    left: list[tuple[float, float]] = []
    for begin, end in spans.tolist():
        for first, last in taken.tolist():
            if last <= begin or first >= end:
                continue
            if first > begin:
                left.append((begin, first))
            begin = last
        if end > begin:
            left.append((begin, end))
    return left


def _doubled_s(recording: Recording, picture: LinkPicture, contact_id: str) -> list[float]:
    """Checks at which a contact had two numbers on the net plot."""
    return [
        check.time_s
        for check in picture.checks
        if Counter(named[0] for named in truths(recording, check).values())[contact_id] > 1
    ]
