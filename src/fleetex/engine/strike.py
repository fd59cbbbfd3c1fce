"""Hits by any weapon on what flies and on ships: assessed, counted against staying power, told by the umpire.

Nothing is damaged. Who is out of action in a serial fires nothing more in it, and sails on (after Hughes 1995).
"""

from fleetex.engine.events import AssessedHit, OutOfAction
from fleetex.engine.missile_places import end_flight
from fleetex.engine.missile_rows import write_flight
from fleetex.engine.missile_state import Missiles, key
from fleetex.engine.stage import Stage
from fleetex.vocabulary import SurfaceKind

AIRCRAFT_STAYS = 1.0
"""An aircraft is out of action with one hit (design value)."""


def is_flying(stage: Stage, missiles: Missiles, row: int) -> bool:
    """Whether what flies in a row is there to be hit: a missile in flight, or an aircraft in the air."""
    if row in stage.cast.arsenal.bodies:
        return stage.cast.name(row) in missiles.flights
    return bool(stage.heights_m[row] > 0.0)


def struck_in_air(stage: Stage, missiles: Missiles, row: int, by: str, serial: str, how: str) -> None:
    """A weapon has hit what flies in a row: a missile is gone, an aircraft out of action, a drone's hit is counted.

    `by`: the unit that hit; `how`: in a few words, with what, e.g. "a medium-range air-defence missile".
    """
    name = stage.cast.name(row)
    flight = missiles.flights.pop(name, None)
    if flight is not None:
        end_flight(stage.at, row, stage.now_s)
        write_flight(stage, flight, "shot down", f"by {by} with {how}", by, None)
        stage.log("missile down", stage.cast.rows[by], f"{by} stops {name} with {how}", serial=serial, other=name)
        return
    _count(stage, missiles, row, AIRCRAFT_STAYS, AIRCRAFT_STAYS, by, serial, how)


def struck_ship(stage: Stage, missiles: Missiles, row: int, worth: float, by: str, serial: str, how: str) -> None:
    """A weapon has hit a ship: so much is counted against her staying power."""
    staying = stage.cast.arsenal.staying_power.get(row, 0.0)
    _count(stage, missiles, row, worth, staying, by, serial, how)


def _count(
    stage: Stage, missiles: Missiles, row: int, worth: float, staying: float, by: str, serial: str, how: str
) -> None:
    person = stage.person(row)
    name, mark = person.unit, key(serial, person.unit)
    missiles.hits[mark] = total = missiles.hits.get(mark, 0.0) + worth
    missiles.hit_counts[mark] = count = missiles.hit_counts.get(mark, 0) + 1
    can_be_out = staying > 0.0 and person.kind is not SurfaceKind.TARGET and not person.neutral
    out = can_be_out and total >= staying and mark not in missiles.out
    stage.sink.row(
        "assessed_hits",
        time_s=stage.now_s,
        unit_id=name,
        by_id=by,
        how=how,
        serial_id=serial,
        hits=count,
        worth=total,
        staying_power=staying,
        out_of_action=out or mark in missiles.out,
    )
    by_row = stage.cast.rows.get(by, -1)
    text = f"{name} is assessed hit by {by} with {how}: hit {count}"
    stage.log("assessed hit", by_row, text, serial=serial, other=name, values={"hits": count, "staying": staying})
    if row >= stage.cast_count:
        return
    stage.tell(row, AssessedHit(count, staying), serial)
    if out:
        missiles.out.append(mark)
        stage.log("out of action", row, f"{name} is out of action for this serial", serial=serial, other=by)
        stage.tell(row, OutOfAction(count), serial)
