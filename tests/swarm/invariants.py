"""All that holds of every run, by name; each takes the evidence and yields a sentence for each breach."""

from collections.abc import Callable, Iterator

from tests.swarm import at_sea, knowing, programme, stores, telling, under_water
from tests.swarm.evidence import Evidence, Tables

Check = Callable[[Evidence], Iterator[str]]

CHECKS: tuple[Check, ...] = (
    at_sea.legs_join,
    at_sea.everybody_starts_as_the_file_says,
    at_sea.hulls_obey_their_limits,
    at_sea.nobody_is_on_land,
    at_sea.nobody_passes_through_anybody,
    stores.no_round_leaves_an_empty_magazine,
    stores.no_missile_leaves_without_a_track,
    under_water.no_torpedo_leaves_without_a_contact,
    under_water.no_buoy_leaves_an_empty_rack,
    stores.guns_fire_within_their_range_and_rate,
    stores.shots_belong_to_a_running_serial,
    stores.missiles_belong_to_a_running_serial,
    stores.who_is_out_of_action_fires_no_missile,
    stores.fuel_is_burnt_or_pumped,
    stores.hoses_pass_what_they_say,
    knowing.contacts_are_within_reach,
    knowing.silent_radars_find_nothing,
    knowing.tracks_live_on_contacts,
    knowing.shared_tracks_have_a_holder,
    knowing.words_are_heard_within_reach,
    telling.kinds_are_told_of_what_a_sensor_has,
    telling.nobody_is_identified_out_of_sight,
    telling.guns_fire_at_what_is_held,
    programme.serials_end_with_a_reason,
    programme.doctrine_ends_with_its_serial,
    programme.a_unit_is_in_one_serial_at_a_time,
    programme.orders_come_from_who_has_a_part,
    programme.the_log_runs_with_the_clock,
    programme.stations_name_a_guide_that_is_held,
)

SHOWN = 5
"""So many breaches of one invariant are told."""


def breaches(recording: Tables) -> list[str]:
    """What is wrong with a recording, each with its invariant's name; empty if nothing is."""
    evidence = Evidence(recording)
    found: list[str] = []
    for check in CHECKS:
        broken = list(check(evidence))
        found += [f"{check.__name__}: {text}" for text in broken[:SHOWN]]
        if len(broken) > SHOWN:
            found.append(f"{check.__name__}: and {len(broken) - SHOWN} more")
    return found
