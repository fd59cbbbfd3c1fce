"""Swarm: whatever is heard or rings, in whatever order, no doctrine falls over, and only the OCE ends the serial."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetex.behaviours import commex, gunex_s, manex, ngfs, patrol, ras_l, sarex
from fleetex.engine import events, orders
from fleetex.vocabulary import SurfaceKind
from tests.behaviours.sea import CENTRE, GUN, RIG, Boat, Sea, Window, restored

UNITS = ("a", "b", "c", "d", "e", "f")
ROLES: dict[str, tuple[Any, dict[str, tuple[str, ...]]]] = {
    "COMMEX": (commex, {"all": UNITS}),
    "MANEX": (manex, {"guide": ("a",), "followers": UNITS[1:]}),
    "RAS-L": (ras_l, {"delivering": ("a",), "receiving": ("b", "c", "d"), "lifeguard": ("e",)}),
    "GUNEX-S": (
        gunex_s,
        {"firing": ("a", "b"), "target": ("c",), "tug": ("d",), "spotter": ("e",), "safety": ("f",)},
    ),
    "NGFS": (ngfs, {"firing": ("a", "b"), "impact_target": ("c",), "spotter": ("d",), "range_party": ("e",)}),
    "PATROL": (patrol, {"otc": ("a",), "units": UNITS[1:]}),
    "SAREX": (sarex, {"osc": ("a",), "search": ("b", "c", "d"), "layer": ("e",), "datum": ("f",)}),
}
NGFS_PARAMS = {"target": "39-00.0N 133-30.0E", "line_of_fire": "090T"}
PLACE = {"lat_rad": CENTRE.lat_rad, "lon_rad": CENTRE.lon_rad, "course_rad": 1.0, "speed_mps": 5.0}
BODIES: dict[str, dict[str, Any]] = {
    "answer": {"to": 1, "text": "understood"},
    "say again": {"to": 1},
    "where are you": {"number": 7},
    "position": PLACE,
    "radio check": {"number": 3},
    "your turn": {"number": 4, "round": 1},
    "checks complete": {"number": 5, "up": 1, "down": 0, "outstanding": 0},
    "signal": {
        "number": 6,
        "evolution": 1,
        "course_rad": 1.0,
        "speed_mps": None,
        "stations": {"b": [900.0, 3.0, True]},
    },
    "execute": {"number": 8, "evolution": 1, "said_s": 0.0},
    "in station": {"number": 9, "evolution": 1},
    "what signal": {"number": 10, "evolution": 1},
    "left the area": {"number": 11, "course_rad": 1.0},
    "romeo corpen": {"number": 12, "course_rad": 1.0, "speed_mps": 6.0, "side": "port", "gap_m": 45.0},
    "in waiting station": {"number": 13},
    "come alongside": {"number": 14},
    "send the hose": {"number": 15, "amount_kg": 1000.0},
    "pumping": {"amount_kg": 1000.0},
    "pumping complete": {"passed_kg": 1000.0},
    "break away": {"number": 16, "emergency": True, "reason": "sea"},
    "clear": {"number": 17},
    "cannot keep station": {"number": 18, "reason": "sea"},
    "replenished": {"number": 19, "receiver": "b", "passed_kg": 1000.0, "reason": ""},
    "ready": {"number": 20},
    "commence fire": {
        "number": 21,
        "step": 1,
        "mode": "time on target",
        "salvoes": 2,
        "rounds": 3,
        "first_s": 500.0,
        "interval_s": 60.0,
        "slot": 0,
        "slots": 1,
        "until_adjusted": False,
    },
    "shot": {"salvo": "S1-1", "splash_s": 20.0, "mode": "adjust"},
    "correction": {"salvo": "S1-1", "seen": True, "add_m": 50.0, "right_m": 0.0, "straddle": False, "adjusted": False},
    "report fall": {"salvo": "S1-1"},
    "firing complete": {"number": 22, "step": 1, "rounds": 3, "salvoes": 1, "reason": ""},
    "check fire": {"reason": "merchant"},
    "range clear": {},
    "call for fire": {"number": 23, "lat_rad": 0.6, "lon_rad": 2.3},
    "end of mission": {"number": 24, "reason": "done", "fired": 3},
    "contact": {**PLACE, "kind": "merchant", "identity": ""},
    "shadow": {**PLACE, "number": 25, "identity": "", "seconds": 600.0},
    "shadow ended": {"number": 26, "reason": "time"},
    "route done": {"number": 27},
    "distress": {**PLACE, "number": 28, "at_s": 100.0},
    "search": {
        **{key: PLACE[key] for key in ("lat_rad", "lon_rad")},
        **dict.fromkeys(("length_m", "width_m", "radius_m"), 9000.0),
        "number": 29,
        "search": 1,
        "along_rad": 1.0,
        "spacing_m": 4000.0,
        "pattern": "creeping line",
        "datum_lat_rad": 0.68,
        "datum_lon_rad": 2.33,
        "at_s": 100.0,
        "set_rad": 1.0,
        "drift_mps": 0.2,
    },
    "on search": {"search": 1},
    "searched": {"number": 30, "search": 1, "way_m": 20_000.0},
    "sighted": {**PLACE, "number": 31, "range_m": 4000.0},
    "close": {**PLACE, "number": 32},
    "not the raft": {**PLACE, "number": 33, "reason": "nothing there", "seen": False},
    "recovered": {"number": 34},
    "of another kind": {},
}
TAGS = """weather, next check, retry, turn over, next round, next signal, say execute, time out, act on signal,
look for guide, sea, secure, approach time, clear, ready check, lay, fire, fall, setup over, step watch, stream,
look down the range, picture, shadow over, seek contact, await b, radio call 1, radio answer 1, report fall 1,
look over, close, boat, tell again, report"""

tags = st.sampled_from([tag.strip() for tag in TAGS.split(",")])
tracks = st.integers(0, 7)
messages = st.builds(
    lambda sender, kind, extra: events.MessageHeard(
        sender, "TG1", kind, {**BODIES[kind], **({"number": extra} if "number" in BODIES[kind] else {})}
    ),
    st.sampled_from(UNITS),
    st.sampled_from(sorted(BODIES)),
    st.integers(1, 10_000),
)
anything = st.one_of(
    messages,
    messages,
    st.builds(events.TimerRang, tags),
    st.builds(events.TrackGained, tracks),
    st.builds(events.TrackLost, tracks),
    st.builds(events.OrderDone, st.sampled_from(["KeepStation", "FollowRoute", "Shadow", "TakeAboard"])),
    st.builds(
        events.OrderRefused,
        st.sampled_from(["Fire", "Tow", "ConnectRig", "KeepStation", "Pump", "FollowRoute", "TakeAboard"]),
        st.just("no"),
    ),
    st.builds(events.CircuitFailed, st.sampled_from(["TG1", "TG2"])),
    st.builds(events.CircuitRestored, st.sampled_from(["TG1", "TG2"])),
    st.just(events.AreaLeft("ALFA")),
    st.just(events.AreaEntered("ALFA")),
    st.just(events.SalvoFired("S1-1", 2, 15.0, 8000.0)),
    st.builds(
        events.SplashSeen,
        st.sampled_from(UNITS),
        st.just("S1-1"),
        st.booleans(),
        st.just(90.0),
        st.just(9.0),
        st.just(False),
    ),
    st.builds(events.RigConnected, st.just("hose"), st.sampled_from(UNITS)),
    st.builds(events.RigFailed, st.just("hose"), st.sampled_from(UNITS), st.just("sea")),
    st.builds(events.PumpDone, st.just("hose"), st.sampled_from(UNITS), st.just(900.0), st.just("full")),
    st.builds(events.Disconnected, st.just("hose"), st.sampled_from(UNITS)),
    st.just(events.FuelLow(1.0)),
    st.just(events.LandAhead(1.0)),
)


@pytest.mark.parametrize("kind", sorted(ROLES))
@settings(max_examples=30, deadline=None)
@given(script=st.lists(st.tuples(st.integers(0, 5), anything), max_size=60), oce=st.integers(0, 5))
def test_nothing_heard_out_of_turn_brings_a_doctrine_down(
    kind: str, script: list[tuple[int, events.Event]], oce: int
) -> None:
    module, roles = ROLES[kind]
    boats = [Boat(unit, CENTRE, guns=[GUN], rigs=[RIG]) for unit in UNITS]
    boats.append(Boat("merchant", CENTRE, kind=SurfaceKind.MERCHANT))
    sea = Sea(boats)
    params = NGFS_PARAMS if kind == "NGFS" else {}
    playing = [unit for row in roles.values() for unit in row]
    conducting = playing[oce % len(playing)]
    sea.brief(module.KIND, module.doctrine, roles, conducting, params=params)
    opening = [(n, events.Started()) for n in range(len(playing))]
    for number, (who, event) in enumerate([*opening, *script, (0, events.SerialEnded())]):
        unit = playing[who % len(playing)]
        sea.time_s = 40.0 * number
        doctrine = sea.doctrines[unit] = restored(sea.doctrines[unit])
        for order in doctrine.on_event(Window(sea, unit), event):
            assert isinstance(order, orders.Order)
            if isinstance(order, orders.EndSerial):
                assert unit == conducting
                assert order.reason
            if isinstance(order, orders.SetTimer):
                assert order.after_s >= 0.0
