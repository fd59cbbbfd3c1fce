"""Cross-checks of what dives: a battery only where one drives."""

from fleetex.scenario.checks import Review


def check_submarines(look: Review) -> None:
    for unit_id, unit in look.exercise.units.items():
        platform = look.platform(unit_id)
        if platform is not None and platform.battery is None and unit.battery < 1.0:
            allowed = f"class `{platform.id}` is driven by no battery; leave it out"
            look.say(("units", unit_id, "battery"), f"{100.0 * unit.battery:g} %", allowed)
