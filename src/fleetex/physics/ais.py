"""How often a ship says on AIS where she is. Seconds and knots, as the recommendation has them."""

from enum import StrEnum

KEEPS_STILL_KN = 3.0
SLOW_KN, FAST_KN = 14.0, 23.0
B_STILL_KN = 2.0
STILL_S = 180.0


class AisClass(StrEnum):
    """What a ship carries."""

    A = "A"
    B_SO = "B-SO"
    """Class B that finds its slots as class A does (SOTDMA)."""
    B_CS = "B-CS"
    """Class B that sends where it hears nobody (CSTDMA)."""


def reporting_interval_s(ais_class: str, speed_kn: float, moored: bool = False, turning: bool = False) -> float:
    """Nominal time from one position report to the next, of a ship at a speed over ground.

    Class A, moored or at anchor at 3 kn and less: 180 s; else below 14 kn 10 s, to 23 kn 6 s, faster 2 s, and 3 1/3,
    2 and 2 s while she changes course. Class B with its own slots: to 2 kn 180 s, below 14 kn 30 s, below 23 kn 15 s,
    faster 5 s; class B by carrier sense: 180 s and 30 s. A congested channel makes it longer: left out.

    Source: ITU-R M.1371-5 (2014), annex 1, tables 1 and 2.
    """
    if ais_class == AisClass.A:
        if moored and speed_kn <= KEEPS_STILL_KN:
            return STILL_S
        if speed_kn < SLOW_KN:
            return 10.0 / 3.0 if turning else 10.0
        return 6.0 if speed_kn <= FAST_KN and not turning else 2.0
    if speed_kn <= B_STILL_KN:
        return STILL_S
    if ais_class == AisClass.B_CS or speed_kn < SLOW_KN:
        return 30.0
    return 15.0 if speed_kn < FAST_KN else 5.0
