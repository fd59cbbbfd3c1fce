"""What a contact is taken for: each report of a sensor calls it some kind, rightly or not, and Bayes weighs the calls.

A call is drawn from the row of the true kind in the sensor's confusion table, keyed to sensor, target and look. The
belief is the observer's, one for each unit that it holds, begun with the table's prior and forgotten with the track.
Who says who he is (AIS, IFF) is known for what he is, and no call is made.
"""

from typing import Any

from fleetex.engine.belief_rows import CONFUSION_ROWS, KINDS, OF_SHIPS
from fleetex.engine.dive import shown_size_m, top_m
from fleetex.engine.motion import push_event
from fleetex.engine.mounting import eye_height_m
from fleetex.engine.tables import (
    AIR,
    BELIEF_WORDS,
    OUT_CLASSIFIED,
    SIGHT_KIND,
    bearing_at,
    belief_at,
    belief_word_at,
    call_out_at,
    holding_at,
    hull_at,
    likeness_at,
    sensor_at,
    unit_at,
)
from fleetex.engine.tracking import answers
from fleetex.physics.compiled import inner
from fleetex.physics.philox import PURPOSE_CALL, block, unit_interval
from fleetex.physics.sight import shape_terms_db

DOUBT = 0.004
"""The share of a belief that each call gives back to what the sensor meets, so that later looks can tell better (design
value). Kinds that a sensor cannot tell apart stay as likely to each other as they were."""
OF_PRIOR = 0.9
"""Of that share, what goes by the table's prior; the rest goes to all kinds alike: another sensor may know better."""
DOUBT_ALOFT = 0.002
"""Neither kind of what flies is believed less likely than this (design value)."""
GIVEN_UP = 0.5
"""What a unit is taken for holds until something else is as likely or it is no likelier than not (design value)."""
RECOGNISED_SIZE = 4.0
"""An eye recognises what it would still see at a quarter of the size: Johnson's four line pairs for recognition to one
for detection (Johnson, Analysis of Image Forming Systems, 1958)."""


@inner
def _is_recognisable(w: Any, s: int, v: int, range_m: float) -> bool:
    """Whether a sensor tells anything of the kind of a unit at this range: an eye must make out its shape."""
    m = sensor_at(w, s)
    if m.kind != SIGHT_KIND:
        return True
    target = hull_at(w, v)
    watcher = unit_at(w, m.unit)
    terms = shape_terms_db(
        range_m,
        shown_size_m(w, v) / RECOGNISED_SIZE,
        target.contrast,
        eye_height_m(w, s),
        top_m(w, v),
        watcher.visibility_m,
        watcher.light,
        m.optics,
    )
    return bool(terms[5] >= 0.0)


@inner
def _is_told_as_aloft(w: Any, s: int, v: int) -> bool:
    """Whether a sensor tells a unit from others that fly, not from ships."""
    return bool(hull_at(w, v).domain == AIR and sensor_at(w, s).confusion_air != 0)


@inner
def _confusion_of(w: Any, s: int, v: int) -> Any:
    """Number of the confusion by which a sensor calls a unit; 0: it tells nothing of it."""
    return sensor_at(w, s).confusion_air if _is_told_as_aloft(w, s, v) else sensor_at(w, s).confusion


@inner
def wonders(w: Any, s: int, v: int, range_m: float) -> bool:
    """Whether a sensor that does not keep the track of a unit looks at it all the same, to tell what it is."""
    m = sensor_at(w, s)
    if _confusion_of(w, s, v) == 0 or belief_at(w, hull_at(w, m.unit).observer * w.unit_rows + v).taken != 0:
        return False
    return bool(not answers(w, m.unit, v) and _is_recognisable(w, s, v, range_m))


@inner
def forget(w: Any, u: int, v: int) -> None:
    """A unit is held anew: nothing is believed of it."""
    b = belief_at(w, hull_at(w, u).observer * w.unit_rows + v)
    b.calls = 0
    b.taken = 0
    b.was = 0
    b.p1 = b.p2 = b.p3 = b.p4 = b.p5 = b.p6 = b.p7 = b.p8 = 0.0


@inner
def exchange_beliefs(w: Any, one: int, other: int) -> None:
    """Two cells change contents: what a track is taken for goes where the track goes."""
    belief_at(w, one).row_s = belief_at(w, other).row_s = -1.0
    for i in range(BELIEF_WORDS):
        a, b = belief_word_at(w, one * BELIEF_WORDS + i), belief_word_at(w, other * BELIEF_WORDS + i)
        word = a.word
        a.word = b.word
        b.word = word


@inner
def _prior(b: Any, w: Any, first: int) -> None:
    b.p1 = likeness_at(w, first + 1).prob
    b.p2 = likeness_at(w, first + 2).prob
    b.p3 = likeness_at(w, first + 3).prob
    b.p4 = likeness_at(w, first + 4).prob
    b.p5 = likeness_at(w, first + 5).prob
    b.p6 = likeness_at(w, first + 6).prob
    b.p7 = likeness_at(w, first + 7).prob
    b.p8 = likeness_at(w, first + 8).prob


@inner
def _drawn(w: Any, s: int, v: int, look: int, first: int) -> Any:
    """What the sensor calls the unit in this look: a kind's code; 0 if it never tells that kind anything."""
    word, _, _, _ = block(w.seed, w.replication, PURPOSE_CALL, sensor_at(w, s).id32, hull_at(w, v).id32, look)
    number = unit_interval(word)
    row = first + 1 + KINDS * hull_at(w, v).kind
    called = 0
    for kind in range(1, KINDS + 1):
        prob = likeness_at(w, row + kind - 1).prob
        if prob > 0.0:
            called = kind
        if number < prob:
            return kind
        number -= prob
    return called


@inner
def _weigh(b: Any, w: Any, first: int, called: int, aloft: bool) -> None:
    """Bayes: each kind's probability times how often it is called that, all of them together 1 but for DOUBT, which
    goes back to the prior.

    What flies (`aloft`) is an aircraft or a missile; all else is one of the kinds of ships.
    """
    at = first + KINDS + called
    b.p1 *= likeness_at(w, at).prob
    b.p2 *= likeness_at(w, at + KINDS).prob
    b.p3 *= likeness_at(w, at + 2 * KINDS).prob
    b.p4 *= likeness_at(w, at + 3 * KINDS).prob
    b.p5 *= likeness_at(w, at + 4 * KINDS).prob
    b.p6 *= likeness_at(w, at + 5 * KINDS).prob
    b.p7 *= likeness_at(w, at + 6 * KINDS).prob
    if aloft:
        b.p8 *= likeness_at(w, at + 7 * KINDS).prob
        flying = b.p6 + b.p8
        share = (1.0 - 2.0 * DOUBT_ALOFT) / flying if flying > 0.0 else 0.0
        b.p6 = b.p6 * share + DOUBT_ALOFT
        b.p8 = b.p8 * share + DOUBT_ALOFT
        return
    total = b.p1 + b.p2 + b.p3 + b.p4 + b.p5 + b.p6 + b.p7
    scale = (1.0 - DOUBT) / total if total > 0.0 else 0.0
    b.p1 = b.p1 * scale + _given_back(w, first + 1)
    b.p2 = b.p2 * scale + _given_back(w, first + 2)
    b.p3 = b.p3 * scale + _given_back(w, first + 3)
    b.p4 = b.p4 * scale + _given_back(w, first + 4)
    b.p5 = b.p5 * scale + _given_back(w, first + 5)
    b.p6 = b.p6 * scale + _given_back(w, first + 6)
    b.p7 = b.p7 * scale + _given_back(w, first + 7)


@inner
def _given_back(w: Any, at: int) -> Any:
    """What a call gives back to the kind whose prior stands there."""
    return DOUBT * (OF_PRIOR * likeness_at(w, at).prob + (1.0 - OF_PRIOR) / OF_SHIPS)


@inner
def _likeliest(b: Any) -> tuple[int, float]:
    kind, most = 1, b.p1
    if b.p2 > most:
        kind, most = 2, b.p2
    if b.p3 > most:
        kind, most = 3, b.p3
    if b.p4 > most:
        kind, most = 4, b.p4
    if b.p5 > most:
        kind, most = 5, b.p5
    if b.p6 > most:
        kind, most = 6, b.p6
    if b.p7 > most:
        kind, most = 7, b.p7
    if b.p8 > most:
        kind, most = 8, b.p8
    return kind, most


@inner
def call_of(w: Any, s: int, v: int, look: int, range_m: float) -> int:
    """What a sensor that reports a unit calls it: a kind's code; 0: it tells nothing."""
    m = sensor_at(w, s)
    confusion = _confusion_of(w, s, v)
    if confusion == 0 or answers(w, m.unit, v) or not _is_recognisable(w, s, v, range_m):
        return 0
    return int(_drawn(w, s, v, look, (confusion - 1) * CONFUSION_ROWS))


@inner
def believe(w: Any, s: int, v: int, called: int, t: float) -> None:
    """The observer's belief follows what one of its sensors calls the unit, and is told where it changes."""
    if called == 0:
        return
    m = sensor_at(w, s)
    first = (_confusion_of(w, s, v) - 1) * CONFUSION_ROWS
    b = belief_at(w, hull_at(w, m.unit).observer * w.unit_rows + v)
    if b.calls == 0:
        _prior(b, w, first)
    _weigh(b, w, first, called, _is_told_as_aloft(w, s, v))
    b.calls += 1
    kind, prob = _likeliest(b)
    taken = b.taken
    if prob >= likeness_at(w, first).prob:
        taken = kind
    elif kind != taken or prob < GIVEN_UP:
        taken = 0
    changed = taken != b.taken
    if changed:
        b.was = b.taken
        b.taken = taken
        b.since_s = t
    if changed or b.calls == 1:
        emit_belief(w, m.unit, v, t)
    if changed:
        k = holding_at(w, hull_at(w, m.unit).observer * w.unit_rows + v)
        if k.sensors > 0 and unit_at(w, m.unit).listens == 1 and v < w.cast_rows:
            push_event(w, OUT_CLASSIFIED, m.unit, v, k.number, t, float(taken))


@inner
def emit_if_changed_places(w: Any, u: int, v: int, t: float) -> None:
    """Record what a unit is taken for with the track that it has got, if that is not recorded yet."""
    if w.likeness_rows > 0 and belief_at(w, hull_at(w, u).observer * w.unit_rows + v).row_s < t:
        emit_belief(w, u, v, t)


@inner
def emit_belief(w: Any, u: int, v: int, t: float) -> None:
    """Record what a unit is taken for."""
    cell = hull_at(w, u).observer * w.unit_rows + v
    b = belief_at(w, cell)
    k = holding_at(w, cell)
    _, prob = _likeliest(b)
    row = call_out_at(w, w.call_out_filled)
    row.unit = u
    row.target = hull_at(w, v).named
    row.track = k.number if k.sensors > 0 else 0
    row.bearing = bearing_at(w, cell).number if w.bearing_rows > 0 and bearing_at(w, cell).sensors > 0 else 0
    row.kind = b.taken
    row.calls = b.calls
    row.time_s = t
    row.prob = prob
    w.call_out_filled += 1
    b.row_s = t
