"""The picture of a shoot: for each firer, where its rounds fell about the target and how far each salvo was out.

The line of fire runs to the right: short of the target lies left, over lies right; left of the line is up. Both axes
have one scale, which all firers share.
"""

from typing import Any

import numpy as np

from fleetex.measures.geometry import east_north_m
from fleetex.measures.manex import unit_tones
from fleetex.measures.panel import Panel, legend, tick_text, ticks
from fleetex.measures.reading import unit_cards
from fleetex.measures.salvoes import Salvo, pooled_ellipse, salvoes
from fleetex.measures.sketch import Sketch, nice_step, number
from fleetex.measures.values import count_words
from fleetex.physics.hit_prob import rectangle_hit_prob
from fleetex.record.positions import positions
from fleetex.record.reader import Recording

_ROW_PX, _WIDE_PX, _CLOSE_PX, _BARS_PX = 186.0, 420.0, 300.0, 184.0
_WIDTH_PX, _ROW_STEP_PX = 1060.0, 250.0
_HALF_CHANCE = 1.1774
"""Radius in standard deviations of the ellipse that holds half of a two-dimensional normal."""
_NUMBERED = 8

_LEGEND = (
    ("cross", "danger", "round"),
    ("dot", "danger", "hit"),
    ("ring", "ink", "mean point of impact, by salvo"),
    ("dash", "edge", "holds half of a salvo's rounds"),
    ("line", "ink2", "from salvo to salvo"),
    ("bar", "neutral-fill", "target to scale"),
)


def draw_fall(recording: Recording, serial: dict[str, Any]) -> str:
    serial_id = str(serial["serial_id"])
    found = [s for s in salvoes(recording, serial_id) if np.all(np.isfinite(s.over_m))]
    firers = list(dict.fromkeys(s.firer_id for s in found))
    if not firers:
        return ""
    height = 58 + len(firers) * _ROW_STEP_PX
    rounds = sum(s.rounds for s in found)
    alt = f"Fall of {rounds} rounds in {len(found)} salvoes about the target, and the error of each salvo"
    sketch = Sketch(_WIDTH_PX, height, f"{serial_id}: fall of shot by salvo", alt)
    legend(sketch, 52, 14, _LEGEND)
    wide_m, close_m = _half_width_m(found, _WIDE_PX), _close_width_m(recording, found)
    for row, firer in enumerate(firers):
        own = [s for s in found if s.firer_id == firer]
        _draw_firer(recording, sketch, own, min(close_m / wide_m, 1.0) * wide_m, wide_m, 62.0 + row * _ROW_STEP_PX)
    return sketch.svg()


def _half_width_m(found: list[Salvo], width_px: float) -> float:
    """Half of the width shown: every MPI and nineteen rounds in twenty lie inside."""
    over = np.abs(np.concatenate([s.over_m for s in found]))
    right = np.abs(np.concatenate([s.right_m for s in found])) * width_px / _ROW_PX
    mpi = [max(abs(s.mpi_m[0]), abs(s.mpi_m[1]) * width_px / _ROW_PX) for s in found]
    return float(1.12 * max(np.percentile(over, 95.0), np.percentile(right, 95.0), max(mpi), 40.0))


def _close_width_m(recording: Recording, found: list[Salvo]) -> float:
    """Half of the width of the close view: the better half of the salvoes with their spread, and the target."""
    errors = float(np.median([s.error_m for s in found]))
    covariance = pooled_ellipse(found)
    spread = 2.0 * float(np.sqrt(np.max(np.diag(covariance)))) if covariance is not None else 0.0
    card = unit_cards(recording).get(found[0].target_id)
    return max(errors + spread, card.length_m if card is not None else 0.0, 30.0)


def _draw_firer(
    recording: Recording, sketch: Sketch, own: list[Salvo], close_m: float, wide_m: float, top: float
) -> None:
    card = unit_cards(recording)[own[0].firer_id]
    hits, rounds = int(sum(np.sum(s.hits) for s in own)), sum(s.rounds for s in own)
    straddles = count_words(sum(s.straddle for s in own), "straddle")
    tally = f"{count_words(rounds, 'round')}, {straddles}, {count_words(hits, 'hit')}"
    expected = expected_hits(recording, own)
    tally += f" ({expected:.1f} expected by their spread)" if expected is not None else ""
    tone = unit_tones(recording).get(card.unit_id, "neutral")
    sketch.text(52, top - 10, card.card_label, 12.5, tone, bold=True)
    sketch.text(52 + _WIDE_PX, top - 10, tally, 11, "ink2", "end")
    for left, width, half_m, name in ((52.0, _WIDE_PX, wide_m, "all"), (514.0, _CLOSE_PX, close_m, "close")):
        tall = half_m * _ROW_PX / width
        panel = Panel(sketch, left, top, width, _ROW_PX, -half_m, half_m, -tall, tall)
        _draw_ground(panel)
        sketch.clip(left, top, width, _ROW_PX, f"{own[0].salvo} {card.unit_id} {name}")
        if name == "all" and close_m < 0.7 * wide_m:
            x, y = float(panel.x(-close_m)), float(panel.y(close_m * _ROW_PX / _CLOSE_PX))
            sketch.rect(x, y, float(panel.x(close_m)) - x, 2.0 * (top + 0.5 * _ROW_PX - y), tone="edge", dash="2 2")
        _draw_target(recording, panel, own)
        _draw_rounds(panel, own)
        _draw_means(panel, own, close=name == "close")
        sketch.close()
    sketch.text(52, top + _ROW_PX + 29, "short, m", 11, "ink2")
    sketch.text(52 + _WIDE_PX, top + _ROW_PX + 29, "line of fire  →  over, m", 11, "ink2", "end")
    sketch.text(514, top - 10, "the dotted box, close", 11, "ink2")
    _draw_errors(Panel(sketch, 864, top, _BARS_PX, _ROW_PX, 0.5, max(len(own), 3) + 0.5, 0.0, 1.0), own)


def expected_hits(recording: Recording, own: list[Salvo]) -> float | None:
    """How many rounds theory has fall on the target's plan, of salvoes about their own mean points of impact with the
    spread of them all; None without a target of some size, or with too few rounds to tell a spread.

    What flies through its sides on the way to the water behind it is not counted.
    """
    card, covariance = unit_cards(recording).get(own[0].target_id), pooled_ellipse(own)
    if card is None or not card.length_m > 0.0 or covariance is None:
        return None
    total = 0.0
    for salvo in own:
        angle = _aspect_rad(recording, salvo)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        bias, spread = turn @ np.array(salvo.mpi_m), np.sqrt(np.diag(turn @ covariance @ turn.T))
        if not np.all(np.isfinite(bias)) or not np.all(spread > 0.0):
            return None
        prob = rectangle_hit_prob(card.length_m, max(card.beam_m, 1.0), *spread.tolist(), *bias.tolist())
        total += salvo.rounds * prob
    return total


def _aspect_rad(recording: Recording, salvo: Salvo) -> float:
    """The target's heading less the line of fire, when a salvo fell."""
    target = positions(recording, salvo.target_id, np.array([float(np.mean(salvo.falls_s))]))
    firer = positions(recording, salvo.firer_id, np.array([salvo.fired_s]))
    east, north = east_north_m(firer.lat_deg, firer.lon_deg, target.lat_deg, target.lon_deg)
    return float(np.radians(float(target.course_deg[0])) - float(np.arctan2(east[0], north[0])))


def _draw_ground(panel: Panel) -> None:
    """Water with a grid of one step both ways, labelled below and at the left in metres from the target."""
    sketch, step = panel.sketch, nice_step(panel.x_high - panel.x_low, 7)
    sketch.rect(panel.left, panel.top, panel.width, panel.height, "sea")
    for value in ticks(panel.x_low, panel.x_high, step):
        x = float(panel.x(value))
        sketch.line(x, panel.top, x, panel.top + panel.height, "grid", 0.8)
        sketch.text(x, panel.top + panel.height + 14, tick_text(value, step), 10.5, "ink3", "middle")
    for value in ticks(panel.y_low, panel.y_high, step):
        y = float(panel.y(value))
        sketch.line(panel.left, y, panel.left + panel.width, y, "grid", 0.8)
        sketch.text(panel.left - 6, y + 3.6, tick_text(abs(value), step), 10.5, "ink3", "end")


def _draw_rounds(panel: Panel, own: list[Salvo]) -> None:
    for s in own:
        x, y = panel.x(s.over_m), panel.y(-s.right_m)
        for px, py, hit in zip(x.tolist(), y.tolist(), s.hits.tolist(), strict=True):
            if hit:
                panel.sketch.circle(px, py, 3.4, "danger", "panel", 0.8)
            else:
                panel.sketch.cross(px, py, 2.5, "danger", 1.0)


def _draw_target(recording: Recording, panel: Panel, own: list[Salvo]) -> None:
    """The target's outline to scale, as it lay to the line of fire at the middle salvo; a ring if its size is nil."""
    card = unit_cards(recording).get(own[0].target_id)
    x, y = float(panel.x(0.0)), float(panel.y(0.0))
    if card is not None and card.length_m > 0.0:
        angle = _aspect_rad(recording, own[len(own) // 2])
        along, across = 0.5 * card.length_m, 0.5 * max(card.beam_m, 1.0)
        corners = np.array([[along, across], [along, -across], [-along, -across], [-along, across]])
        over = corners[:, 0] * np.cos(angle) - corners[:, 1] * np.sin(angle)
        right = corners[:, 0] * np.sin(angle) + corners[:, 1] * np.cos(angle)
        points = zip(panel.x(over).tolist(), panel.y(-right).tolist(), strict=True)
        outline = "L".join(f"{number(px)} {number(py)}" for px, py in points)
        panel.sketch.area(f"M{outline}Z", "neutral-fill", 1.0, "neutral", 1.4)
    panel.sketch.line(x - 9, y, x - 4, y, "neutral", 1.4)
    panel.sketch.line(x + 4, y, x + 9, y, "neutral", 1.4)
    panel.sketch.line(x, y - 9, x, y - 4, "neutral", 1.4)
    panel.sketch.line(x, y + 4, x, y + 9, "neutral", 1.4)


def _draw_means(panel: Panel, own: list[Salvo], close: bool) -> None:
    sketch, covariance = panel.sketch, pooled_ellipse(own)
    mpi = np.array([s.mpi_m for s in own])
    x, y = panel.x(mpi[:, 0]), panel.y(-mpi[:, 1])
    sketch.polyline(x, y, "ink2", 0.9, opacity=0.6)
    scale = float(panel.x(1.0) - panel.x(0.0))
    for px, py in zip(x.tolist(), y.tolist(), strict=True):
        if covariance is not None and close:
            _ellipse(sketch, px, py, covariance, scale)
    for s, px, py in zip(own, x.tolist(), y.tolist(), strict=True):
        sketch.circle(px, py, 4.2, "panel", "ink", 1.4)
        apart = abs(px - float(panel.x(0.0))) + abs(py - float(panel.y(0.0))) > 30.0
        if (close or apart) and (s.number <= _NUMBERED or s is own[-1]):
            above = py - 16.0 > panel.top
            sketch.text(px + 7, py - 5 if above else py + 13, str(s.number), 11, "ink", bold=True, halo="sea")


def _ellipse(
    sketch: Sketch, x: float, y: float, covariance: np.ndarray[Any, np.dtype[np.float64]], scale: float
) -> None:
    values, vectors = np.linalg.eigh(covariance)
    radii = _HALF_CHANCE * np.sqrt(np.maximum(values, 0.0)) * scale
    turn = np.linspace(0.0, 2.0 * np.pi, 49)
    points = vectors @ (radii[:, None] * np.vstack((np.cos(turn), np.sin(turn))))
    sketch.polyline(x + points[0], y + points[1], "edge", 1.1, "4 3")


def _draw_errors(panel: Panel, own: list[Salvo]) -> None:
    """A stem to the true error of each salvo's MPI; a bar across it where the spotter put it."""
    sketch = panel.sketch
    seen = [float(np.hypot(s.seen_over_m, s.seen_right_m)) for s in own if s.seen]
    panel.y_high = 1.1 * max([s.error_m for s in own] + seen + [10.0])
    panel.y_axis("Error, m; bar: as spotted", 4)
    panel.frame()
    every = max(1, int(np.ceil(len(own) / 10)))
    for s in own:
        x, y = float(panel.x(s.number)), float(panel.y(s.error_m))
        sketch.line(x, panel.top + panel.height, x, y, "danger", 1.6)
        if np.any(s.hits):
            sketch.circle(x, y, 4.0, "danger", "danger", 1.4)
        else:
            sketch.circle(x, y, 3.6, "panel", "danger", 1.6)
        if s.seen:
            mark = float(panel.y(np.hypot(s.seen_over_m, s.seen_right_m)))
            sketch.line(x - 7, mark, x + 7, mark, "ink", 1.6)
        if (s.number - 1) % every == 0:
            sketch.text(x, panel.top + panel.height + 14, str(s.number), 10.5, "ink3", "middle")
    low = panel.top + panel.height
    sketch.text(panel.left + panel.width, low + 29, "salvo; filled: with a hit", 11, "ink2", "end")
