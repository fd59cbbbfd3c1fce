"""What somebody might do to a recording, and which invariant must notice: every check is shown to fail.

DOCTORED["a_round_too_many"](recording) -> ("no_round_leaves_an_empty_magazine", {"shots": columns})
"""

from collections.abc import Callable

import numpy as np

from fleetex.record.reader import Recording
from tests.swarm.evidence import Columns, Evidence

Change = dict[str, Columns]
Doctoring = Callable[[Recording], tuple[str, Change]]

DOCTORED: dict[str, Doctoring] = {}


def notices(check: str) -> Callable[[Callable[[Recording], Change]], Doctoring]:
    """Register a way to change a recording that `check` must notice."""

    def register(change: Callable[[Recording], Change]) -> Doctoring:
        def doctoring(recording: Recording) -> tuple[str, Change]:
            return check, change(recording)

        DOCTORED[change.__name__] = doctoring
        return doctoring

    return register


def _copy(recording: Recording, table: str) -> dict[str, np.ndarray]:
    columns = {name: values.copy() for name, values in recording.table(table).items()}
    assert len(next(iter(columns.values()))), f"the recording has no {table}"
    return columns


def _with(recording: Recording, table: str, row: int, **values: object) -> Change:
    """A table in which one row has other values."""
    columns = _copy(recording, table)
    for name, value in values.items():
        columns[name][row] = value
    return {table: columns}


def _without(recording: Recording, table: str, keep: np.ndarray) -> Change:
    assert keep.any(), "nothing would be left"
    assert not keep.all(), "nothing would go"
    return {table: {name: values[keep] for name, values in recording.table(table).items()}}


def _first(mask: np.ndarray, what: str) -> int:
    rows = np.flatnonzero(mask)
    assert len(rows), f"the recording has no {what}"
    return int(rows[0])


def _under_way(recording: Recording) -> int:
    """A steady leg of some length, in the middle of a ship's legs."""
    legs = recording.table("legs")
    long = (legs["end_s"] - legs["time_s"] > 120.0) & (legs["speed_mps"] > 3.0) & (legs["turn_degps"] == 0.0)
    ships = np.isin(legs["unit_id"], [u for u in Evidence(recording).afloat if u.startswith(("ship", "oiler"))])
    return _first(long & ships & (legs["leg"] > 3), "long leg")


# ---- motion


@notices("legs_join")
def a_leg_is_torn_out(recording: Recording) -> Change:
    keep = np.ones(len(recording.table("legs")["leg"]), bool)
    keep[_under_way(recording)] = False
    return _without(recording, "legs", keep)


@notices("legs_join")
def a_leg_begins_a_cable_off(recording: Recording) -> Change:
    row = _under_way(recording)
    return _with(recording, "legs", row, lat_deg=recording.table("legs")["lat_deg"][row] + 0.1 / 60.0)


@notices("legs_join")
def a_leg_ends_a_second_early(recording: Recording) -> Change:
    row = _under_way(recording)
    return _with(recording, "legs", row, end_s=recording.table("legs")["end_s"][row] - 1.0)


@notices("hulls_obey_their_limits")
def a_hull_makes_sixty_knots(recording: Recording) -> Change:
    return _with(recording, "legs", _under_way(recording), speed_mps=30.0)


@notices("hulls_obey_their_limits")
def a_hull_stops_dead(recording: Recording) -> Change:
    return _with(recording, "legs", _under_way(recording), speed_mps=0.0)


@notices("hulls_obey_their_limits")
def a_hull_spins(recording: Recording) -> Change:
    row = _first(recording.table("legs")["turn_degps"] != 0.0, "turn")
    return _with(recording, "legs", row, turn_degps=8.0)


@notices("hulls_obey_their_limits")
def a_hull_leaps_ahead(recording: Recording) -> Change:
    row = _first(recording.table("legs")["accel_mps2"] > 0.0, "leg that gathers way")
    return _with(recording, "legs", row, accel_mps2=0.5)


@notices("hulls_obey_their_limits")
def a_hull_turns_on_the_spot(recording: Recording) -> Change:
    row = _under_way(recording)
    return _with(recording, "legs", row, course_deg=(recording.table("legs")["course_deg"][row] + 90.0) % 360.0)


@notices("everybody_starts_as_the_file_says")
def a_ship_starts_on_another_course(recording: Recording) -> Change:
    legs = recording.table("legs")
    row = _first((legs["unit_id"] == "oiler") & (legs["leg"] == 0), "first leg")
    return _with(recording, "legs", row, course_deg=(legs["course_deg"][row] + 20.0) % 360.0)


@notices("nobody_is_on_land")
def a_ship_sails_over_honshu(recording: Recording) -> Change:
    return _with(recording, "legs", _under_way(recording), lat_deg=36.5, lon_deg=138.0)


@notices("nobody_passes_through_anybody")
def a_ship_sails_in_another(recording: Recording) -> Change:
    """The legs of one ship become those of another that it holds."""
    evidence = Evidence(recording)
    one, other = next(
        (a, b)
        for a, b in sorted(evidence.held)
        if a in evidence.afloat and b in evidence.afloat and (b, a) in evidence.held and b not in evidence.targets
    )
    legs = recording.table("legs")
    rest, copied = legs["unit_id"] != other, legs["unit_id"] == one
    columns = {name: np.concatenate([values[rest], values[copied]]) for name, values in legs.items()}
    columns["unit_id"][rest.sum() :] = other
    order = np.lexsort((columns["time_s"], columns["unit_id"].astype(str)))
    return {"legs": {name: values[order] for name, values in columns.items()}}


# ---- stores


@notices("no_round_leaves_an_empty_magazine")
def the_magazine_was_smaller(recording: Recording) -> Change:
    return _with(recording, "mounts", _fired_by(recording), rounds=2)


def _fired_by(recording: Recording) -> int:
    mounts, firer = recording.table("mounts"), recording.table("shots")["unit_id"][0]
    return _first(mounts["unit_id"] == firer, "mount that fired")


@notices("no_round_leaves_an_empty_magazine")
def a_round_was_never_fired(recording: Recording) -> Change:
    keep = np.ones(len(recording.table("shots")["round"]), bool)
    keep[0] = False
    return _without(recording, "shots", keep)


@notices("no_round_leaves_an_empty_magazine")
def a_round_comes_back(recording: Recording) -> Change:
    return _with(recording, "magazines", 0, rounds=recording.table("magazines")["rounds"][0] + 1)


def _made_up(recording: Recording, table: str, **said: object) -> Change:
    """One row in a table that the run left empty."""
    row = {name: np.zeros(1, values.dtype) for name, values in recording.table(table).items()}
    return {table: row | {name: np.array([value], row[name].dtype) for name, value in said.items()}}


def _before_it_was_seen(recording: Recording) -> tuple[str, str, float]:
    tracks = recording.table("tracks")
    return tracks["unit_id"][0], tracks["target_id"][0], float(tracks["time_s"].min()) - 1.0


@notices("no_missile_leaves_without_a_track")
def a_missile_leaves_before_anybody_was_seen(recording: Recording) -> Change:
    """No serial of the run fires any, so a row is made up."""
    unit, target, time_s = _before_it_was_seen(recording)
    return _made_up(recording, "missile_flights", unit_id=unit, aimed_id=target, salvo="made up", time_s=time_s)


@notices("no_torpedo_leaves_without_a_contact")
def a_torpedo_leaves_before_anybody_was_seen(recording: Recording) -> Change:
    """No serial of the run hunts, so a row is made up."""
    unit, target, time_s = _before_it_was_seen(recording)
    return _made_up(recording, "launches", unit_id=unit, target_id=target, salvo="made up", time_s=time_s)


@notices("no_buoy_leaves_an_empty_rack")
def a_buoy_is_laid_that_was_not_on_board(recording: Recording) -> Change:
    return _with(recording, "events", 0, kind="buoy laid", data='{"sensor":"difar-01","left":-1}')


@notices("guns_fire_at_what_is_held")
def a_burst_leaves_before_anybody_was_seen(recording: Recording) -> Change:
    unit, target, time_s = _before_it_was_seen(recording)
    return _made_up(recording, "bursts", unit_id=unit, target_id=target, salvo="made up", time_s=time_s)


@notices("nobody_is_identified_out_of_sight")
def somebody_is_identified_from_afar(recording: Recording) -> Change:
    """No pilot is in the run: a line of the log is made one's."""
    row = _first(recording.table("events")["serial_id"] != "", "line of a serial")
    return _with(recording, "events", row, kind="identified", data='{"range_m": 20000.0, "reach_m": 1000.0}')


@notices("kinds_are_told_of_what_a_sensor_has")
def somebody_is_told_before_he_is_seen(recording: Recording) -> Change:
    row = _first(recording.table("classifications")["kind"] != "", "kind that was told")
    return _with(recording, "classifications", row, time_s=-1.0)


@notices("guns_fire_within_their_range_and_rate")
def a_gun_is_laid_beyond_its_range(recording: Recording) -> Change:
    return _with(recording, "shots", 0, range_m=60_000.0)


@notices("guns_fire_within_their_range_and_rate")
def a_shell_falls_elsewhere(recording: Recording) -> Change:
    return _with(recording, "shots", 0, lat_deg=recording.table("shots")["lat_deg"][0] + 0.2)


@notices("guns_fire_within_their_range_and_rate")
def a_gun_fires_two_rounds_at_once(recording: Recording) -> Change:
    shots = recording.table("shots")
    row = _first((shots["round"] == 2), "second round")
    before = _first((shots["salvo"] == shots["salvo"][row]) & (shots["round"] == 1), "first round")
    flight_s = shots["flight_s"][row]
    return _with(recording, "shots", row, time_s=shots["time_s"][before], fall_s=shots["time_s"][before] + flight_s)


@notices("guns_fire_within_their_range_and_rate")
def a_shell_falls_before_its_time(recording: Recording) -> Change:
    return _with(recording, "shots", 0, fall_s=recording.table("shots")["time_s"][0])


@notices("shots_belong_to_a_running_serial")
def a_ship_fires_after_finex(recording: Recording) -> Change:
    return _with(recording, "shots", 0, time_s=recording.until_s - 1.0)


@notices("shots_belong_to_a_running_serial")
def a_ship_fires_in_a_serial_of_others(recording: Recording) -> Change:
    return _with(recording, "shots", 0, serial_id="COMMEX-1")


@notices("missiles_belong_to_a_running_serial")
def a_missile_leaves_after_finex(recording: Recording) -> Change:
    serial = recording.rows("serials")[0]
    late_s = serial["end_s"] + 1.0
    return _made_up(recording, "missile_flights", serial_id=serial["serial_id"], salvo="made up", time_s=late_s)


@notices("who_is_out_of_action_fires_no_missile")
def a_ship_fires_though_she_is_out_of_action(recording: Recording) -> Change:
    """No serial of the run assesses hits by missiles either."""
    hit = _made_up(recording, "assessed_hits", unit_id="ship-1", serial_id="X", time_s=600.0, out_of_action=True)
    shot = _made_up(recording, "missile_flights", unit_id="ship-1", serial_id="X", salvo="made up", time_s=601.0)
    return {**hit, **shot}


@notices("fuel_is_burnt_or_pumped")
def a_bunker_fills_by_itself(recording: Recording) -> Change:
    fuel = recording.table("fuel")
    row = _first((fuel["time_s"] == 7200.0) & (fuel["cargo_kg"] == 0.0), "fuel at 2 h")
    return _with(recording, "fuel", row, fuel_kg=fuel["fuel_kg"][row] + 2_000.0)


@notices("fuel_is_burnt_or_pumped")
def a_bunker_is_below_empty(recording: Recording) -> Change:
    return _with(recording, "fuel", 0, fuel_kg=-1.0)


@notices("fuel_is_burnt_or_pumped")
def a_bunker_is_above_full(recording: Recording) -> Change:
    return _with(recording, "fuel", 0, fuel_kg=1e8)


@notices("fuel_is_burnt_or_pumped")
def a_cargo_is_spilt(recording: Recording) -> Change:
    fuel = recording.table("fuel")
    row = _first((fuel["time_s"] == 7200.0) & (fuel["cargo_kg"] > 0.0), "cargo at 2 h")
    return _with(recording, "fuel", row, cargo_kg=fuel["cargo_kg"][row] - 500.0)


@notices("fuel_is_burnt_or_pumped")
def nothing_was_pumped(recording: Recording) -> Change:
    return _without(recording, "rigs", recording.table("rigs")["change"] != "pumping")


@notices("hoses_pass_what_they_say")
def a_hose_passes_more_than_its_flow(recording: Recording) -> Change:
    rigs = recording.table("rigs")
    row = _first(rigs["change"] == "flow", "flow")
    return _with(recording, "rigs", row, passed_kg=rigs["passed_kg"][row] + 900.0)


@notices("hoses_pass_what_they_say")
def a_hose_reaches_over_the_horizon(recording: Recording) -> Change:
    evidence = Evidence(recording)
    rigs = recording.table("rigs")
    far = next(u for u in evidence.afloat if u not in {*rigs["giver_id"], *rigs["receiver_id"]} and u != "tug")
    return {"rigs": _copy(recording, "rigs") | {"receiver_id": np.array([far] * len(rigs["rig"]), dtype=object)}}


# ---- knowing


@notices("contacts_are_within_reach")
def a_contact_beyond_the_horizon(recording: Recording) -> Change:
    return _with(recording, "contacts", _gained(recording), range_m=70_000.0)


def _gained(recording: Recording) -> int:
    return _first(recording.table("contacts")["change"] == "gained", "contact")


@notices("contacts_are_within_reach")
def a_mast_is_cut_down(recording: Recording) -> Change:
    """What was seen over the horizon's edge no longer stands above it: every range is beyond a horizon of nothing."""
    columns = _copy(recording, "sensors")
    columns["height_m"][:] = 0.0
    library = _copy(recording, "library")
    library["value"][library["field"] == "mast_height"] = "0 m"
    return {"sensors": columns, "library": library}


@notices("contacts_are_within_reach")
def an_instrument_has_a_shorter_range(recording: Recording) -> Change:
    columns = _copy(recording, "sensors")
    columns["range_m_max"][:] = 100.0
    return {"sensors": columns}


@notices("contacts_are_within_reach")
def a_contact_is_held_for_ever(recording: Recording) -> Change:
    columns = _copy(recording, "budgets")
    columns["held"][:] = True
    columns["range_m"][:] = 90_000.0
    return {"budgets": columns}


@notices("silent_radars_find_nothing")
def a_silent_radar_gains_a_contact(recording: Recording) -> Change:
    contacts = recording.table("contacts")
    row = _first((contacts["change"] == "gained") & np.isin(contacts["sensor_id"], ["nav", "search"]), "radar contact")
    columns = _copy(recording, "orders")
    order = {"time_s": 0.0, "unit_id": contacts["unit_id"][row], "kind": "SetEmission"}
    order["body"] = '{"on":false,"sensor":null}'
    for name, value in order.items():
        columns[name][0] = value
    return {"orders": columns}


@notices("tracks_live_on_contacts")
def a_contact_was_lost_unseen(recording: Recording) -> Change:
    return _without(recording, "contacts", np.arange(len(recording.table("contacts")["looks"])) != _gained(recording))


@notices("tracks_live_on_contacts")
def a_track_is_kept_without_a_contact(recording: Recording) -> Change:
    return _without(recording, "contacts", recording.table("contacts")["change"] == "lost")


@notices("tracks_live_on_contacts")
def a_track_changes_its_number(recording: Recording) -> Change:
    row = _first(recording.table("tracks")["change"] == "update", "update")
    return _with(recording, "tracks", row, track=4_000)


@notices("tracks_live_on_contacts")
def a_track_takes_another_number_alone(recording: Recording) -> Change:
    row = _first(recording.table("tracks")["change"] == "update", "update")
    return _with(recording, "tracks", row, track=4_000, change="swapped")


@notices("shared_tracks_have_a_holder")
def a_track_is_shared_by_who_has_none(recording: Recording) -> Change:
    row = _first(recording.table("shares")["change"] == "shared", "shared track")
    return _with(recording, "shares", row, target_id=recording.table("shares")["from_id"][row])


@notices("shared_tracks_have_a_holder")
def a_track_is_shared_with_a_stranger(recording: Recording) -> Change:
    row = _first(recording.table("shares")["change"] == "shared", "shared track")
    return _with(recording, "shares", row, to_id="target-gunex-s-4")


@notices("words_are_heard_within_reach")
def a_word_is_heard_before_its_time(recording: Recording) -> Change:
    return _with(recording, "messages", _heard(recording), heard_s=recording.table("messages")["sent_s"][0])


def _heard(recording: Recording) -> int:
    return _first(recording.table("messages")["outcome"] == "heard", "message heard")


@notices("words_are_heard_within_reach")
def a_word_is_heard_by_no_member(recording: Recording) -> Change:
    return _with(recording, "messages", _heard(recording), to_id="target-gunex-s-4")


@notices("words_are_heard_within_reach")
def all_circuits_reach_a_cable(recording: Recording) -> Change:
    columns = _copy(recording, "circuits")
    columns["range_m"][:] = 20.0
    return {"circuits": columns}


@notices("words_are_heard_within_reach")
def a_word_is_heard_by_a_broken_set(recording: Recording) -> Change:
    messages = recording.table("messages")
    row = _heard(recording)
    state = {"time_s": 0.0, "circuit_id": messages["circuit_id"][row], "unit_id": messages["to_id"][row], "up": False}
    return {"circuit_states": {name: np.array([value]) for name, value in state.items()}}


@notices("words_are_heard_within_reach")
def a_word_in_reach_is_not_heard(recording: Recording) -> Change:
    return _with(recording, "messages", _heard(recording), heard_s=np.nan, outcome="out of reach")


# ---- programme


@notices("serials_end_with_a_reason")
def a_serial_says_nothing(recording: Recording) -> Change:
    return _with(recording, "serials", 0, reason=" ")


@notices("serials_end_with_a_reason")
def a_serial_still_runs(recording: Recording) -> Change:
    return _with(recording, "serials", 0, state="running")


@notices("serials_end_with_a_reason")
def a_serial_ends_late(recording: Recording) -> Change:
    return _with(recording, "serials", 0, end_s=recording.table("serials")["planned_end_s"][0] + 60.0)


@notices("doctrine_ends_with_its_serial")
def a_part_goes_on(recording: Recording) -> Change:
    row = _first(recording.table("phases")["phase"] == "ended", "end of a part")
    return _with(recording, "phases", row, phase="listening")


@notices("a_unit_is_in_one_serial_at_a_time")
def serials_overlap(recording: Recording) -> Change:
    columns = _copy(recording, "serials")
    columns["start_s"][:] = 0.0
    columns["end_s"][:] = recording.until_s
    return {"serials": columns}


@notices("orders_come_from_who_has_a_part")
def an_order_in_a_serial_of_others(recording: Recording) -> Change:
    row = _first(recording.table("orders")["serial_id"] != "", "order in a serial")
    return _with(recording, "orders", row, unit_id="trader0")


@notices("orders_come_from_who_has_a_part")
def an_order_after_finex(recording: Recording) -> Change:
    row = _first(recording.table("orders")["serial_id"] != "", "order in a serial")
    return _with(recording, "orders", row, time_s=recording.until_s)


@notices("orders_come_from_who_has_a_part")
def an_order_of_its_own_in_a_serial(recording: Recording) -> Change:
    orders, evidence = recording.table("orders"), Evidence(recording)
    middle = {u: [(b + e) / 2.0 for _, b, e in parts] for u, parts in evidence.played.items()}
    row = _first(orders["serial_id"] != "", "order in a serial")
    return _with(recording, "orders", row, serial_id="", time_s=middle[orders["unit_id"][row]][0])


@notices("the_log_runs_with_the_clock")
def an_event_is_out_of_time(recording: Recording) -> Change:
    return _with(recording, "events", 2, time_s=recording.until_s)


@notices("the_log_runs_with_the_clock")
def an_order_was_torn_out(recording: Recording) -> Change:
    return _without(recording, "orders", recording.table("orders")["number"] != 3)


@notices("stations_name_a_guide_that_is_held")
def a_station_on_a_guide_never_seen(recording: Recording) -> Change:
    row = _first(recording.table("stations")["guide_id"] != "", "station")
    return _with(recording, "stations", row, time_s=0.0)
