"""SI back to the seaman's text, in the unit he would choose: reports and errors need it."""

from fleetex.quantities.measure import DURATION, FRACTION, LENGTH, MASS, MASS_FLOW, SPEED, show, tidy
from fleetex.units import CABLE_M, DAY_S, HOUR_S, MINUTE_S, TONNE_KG


def format_length(length_m: float, digits: int = 4) -> str:
    """`2.5 nmi` from a mile up, `450 m` below."""
    return show(LENGTH, length_m, "nmi" if abs(length_m) >= 10.0 * CABLE_M else "m", digits)


def format_depth(depth_m: float, digits: int = 4) -> str:
    """`60 m`, of a depth or a height: in metres however great."""
    return show(LENGTH, depth_m, "m", digits)


def format_speed(speed_mps: float, digits: int = 4) -> str:
    """`18 kn`."""
    return show(SPEED, speed_mps, "kn", digits)


def format_mass(mass_kg: float, digits: int = 4) -> str:
    """`350 t` from a tonne up, `45 kg` below."""
    return show(MASS, mass_kg, "t" if abs(mass_kg) >= TONNE_KG else "kg", digits)


def format_flow(flow_kgps: float, digits: int = 4) -> str:
    """`500 t/h`."""
    return show(MASS_FLOW, flow_kgps, "t/h", digits)


def format_percent(share: float, digits: int = 3) -> str:
    """`90 %`."""
    return show(FRACTION, share, "%", digits)


def format_duration(duration_s: float) -> str:
    """`1 d 4 h`, `90 s` as `1 min 30 s`; below a minute with up to three decimals."""
    if abs(duration_s) < MINUTE_S:
        return show(DURATION, round(duration_s, 3), "s")
    sign, rest = ("-" if duration_s < 0 else ""), float(round(abs(duration_s)))
    words = []
    for unit, length_s in (("d", DAY_S), ("h", HOUR_S), ("min", MINUTE_S), ("s", 1.0)):
        count, rest = divmod(rest, length_s)
        if count:
            words.append(f"{tidy(count, 12)} {unit}")
    return sign + " ".join(words)
