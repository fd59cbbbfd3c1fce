"""Where the practice weapons of a hunt may run or fall: what danger areas are drawn for, under water and over it."""

from collections.abc import Iterable

from fleetex.behaviours.casex_params import HUNTER, HuntParams
from fleetex.scenario.dangers import About, Danger, Held
from fleetex.units import GRAVITY_MPS2

RECOVERY_M = 30.0
"""Design value: so much deeper than a torpedo's floor nobody else may be."""


def hunt_dangers(held: Held) -> Iterable[Danger]:
    """About the whole area: an attack is made wherever the submarine, who keeps to the area, is found.

    A torpedo starts within `attack_range` of its aim and runs no farther than its run, all told: it stays within the
    greater of the two of the area. Drill charges fall within the launcher's reach of it; a throw of range R and time
    of flight T = R / v rises to g T^2 / 8 (a throw in vacuum, high rather than low).
    """
    params = held.params
    assert isinstance(params, HuntParams)
    if held.area is None:
        return
    platforms = [player.platform for player in held.in_role(HUNTER)]
    if params.weapon == "torpedo":
        classes = {one.class_id for platform in platforms for one in platform.torpedoes}
        for name in sorted(classes):
            torpedo = held.library.torpedoes[name]
            beyond_m = max(params.attack_range, torpedo.run_m)
            because = f"a run of {torpedo.run_m:.0f} m from within {params.attack_range:.0f} m of the aim"
            because += f", between {torpedo.ceiling_m:.0f} and {torpedo.floor_m:.0f} m"
            yield About(torpedo.name, beyond_m, 0.0, torpedo.floor_m + RECOVERY_M, because)
    if params.weapon == "rockets":
        classes = {one.class_id for platform in platforms for one in platform.rockets}
        for name in sorted(classes):
            rocket = held.library.rockets[name]
            spread_m = 3.0 * (rocket.range_sd_share * rocket.range_m_max + rocket.round_sd_m) + rocket.pattern_radius_m
            flight_s = rocket.range_m_max / rocket.flight_mps
            ceiling_m = GRAVITY_MPS2 * flight_s**2 / 8.0
            because = (
                f"thrown to {rocket.range_m_max:.0f} m, spread {spread_m:.0f} m; fuses to {rocket.fuse_m_max:.0f} m"
            )
            yield About(rocket.name, rocket.range_m_max + spread_m, ceiling_m, rocket.fuse_m_max, because)
