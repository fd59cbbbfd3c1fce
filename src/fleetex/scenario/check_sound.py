"""Cross-checks of how sound is worked out: tables of loss ask for a depth, a profile and a bottom, and water enough;
what takes or gives pressure asks where it was measured."""

from fleetex.quantities import format_depth
from fleetex.scenario.check_profiles import profiles_of
from fleetex.scenario.checks import Review
from fleetex.scenario.problems import Path
from fleetex.scenario.surroundings import SpeedFormula

LEAST_M = 30.0
"""In shallower water no table is made: bands of depth would be thinner than what they are a mean of."""
EXAMPLES = {
    "depth": "depth: 1200 m",
    "profile": "profile: [{depth: 0 m, temperature: 16 degC, salinity: 34 psu}, "
    "{depth: 100 m, temperature: 8 degC, salinity: 34 psu}]",
    "bottom": "bottom: sand",
}
CAST_AT = "cast_at: 39-00.0N 133-30.0E"


def check_sound(look: Review) -> None:
    _check_cast(look)
    environment = look.exercise.environment
    if not environment.has_tables or not look.sound("environment", "sound"):
        return
    base = environment.base
    given = {"depth": base.depth_m, "profile": base.profile, "bottom": base.bottom}
    for key, value in given.items():
        if value is None and look.sound("environment", "base", key):
            allowed = f"`sound: tables` are made from depth, profile and bottom: `{key}` of the base is due"
            look.say(("environment", "base", key), f"no {key}", allowed, EXAMPLES[key])
    parts: list[tuple[Path, object]] = [(("environment", "base", "depth"), base.depth_m)]
    parts += [(("environment", "zones", name, "depth"), zone.depth_m) for name, zone in environment.zones.items()]
    for path, series in parts:
        depths = [step.value for step in getattr(series, "steps", ())]
        if depths and min(depths) < LEAST_M:
            allowed = f"tables of loss ask for water of {format_depth(LEAST_M)} and more; without `sound` a law holds"
            look.say(path, format_depth(min(depths)), allowed, format_depth(LEAST_M))


def _check_cast(look: Review) -> None:
    """Where a profile is given by pressure, or sound speed asks for it, the latitude of the cast is due."""
    environment = look.exercise.environment
    if environment.cast_at is not None or not look.sound("environment", "cast_at"):
        return
    if environment.sound_speed in (SpeedFormula.CHEN_MILLERO, SpeedFormula.TEOS10):
        allowed = f"`{environment.sound_speed}` takes pressure, which at a depth is another at another latitude"
        look.say(("environment", "cast_at"), "no cast_at", allowed, CAST_AT)
        return
    for path, series in profiles_of(environment):
        if any(layer.pressure_dbar is not None for step in series.steps for layer in step.value):
            allowed = "a profile by pressure: `cast_at` of the environment, whose latitude tells its depths, is due"
            look.say(path, "no cast_at", allowed, CAST_AT)
            return
