"""Codes of sea and wind: WMO sea state by significant wave height, Beaufort force by wind, and waves to match."""

from fleetex.units import KN_MPS

SEA_STATE_LIMIT_M = (0.0, 0.1, 0.5, 1.25, 2.5, 4.0, 6.0, 9.0, 14.0)
"""Significant wave height above which codes 1 to 9 begin; a height on the limit is of the lower code (WMO 3700)."""

SEA_STATE_WAVE_M = (0.0, 0.05, 0.3, 0.875, 1.875, 3.25, 5.0, 7.5, 11.5, 14.0)
"""The middle of each code's heights; code 9 has no upper end and stands at its lower."""

BEAUFORT_LIMIT_KN = (1.0, 4.0, 7.0, 11.0, 17.0, 22.0, 28.0, 34.0, 41.0, 48.0, 56.0, 64.0)
"""Whole knots of wind, at 10 m over ten minutes, at which forces 1 to 12 begin (WMO-No. 8)."""

BEAUFORT_WAVE_M = (0.0, 0.1, 0.2, 0.6, 1.0, 2.0, 3.0, 4.0, 5.5, 7.0, 9.0, 11.5, 14.0)
"""Probable height of waves in the open sea, forces 0 to 12 (WMO-No. 8, Beaufort scale)."""


def sea_state_code(wave_height_m: float) -> int:
    """WMO code table 3700, 0 to 9, of a significant wave height."""
    code = 0
    for limit_m in SEA_STATE_LIMIT_M:
        if wave_height_m > limit_m:
            code += 1
    return code


def wave_height_m(sea_state: int) -> float:
    """Significant wave height that stands for a WMO sea state, 0 to 9; its code is that state again."""
    return SEA_STATE_WAVE_M[min(max(sea_state, 0), 9)]


def swell_height_class(height_m: float) -> str:
    """Low to 2 m, moderate to 4 m, heavy above: WMO's description of swell."""
    return "low" if height_m <= 2.0 else "moderate" if height_m <= 4.0 else "heavy"


def wave_length_class(length_m: float) -> str:
    """Short to 100 m, average to 200 m, long above: WMO's description of swell."""
    return "short" if length_m <= 100.0 else "average" if length_m <= 200.0 else "long"


def beaufort(wind_mps: float) -> int:
    """Beaufort force, 0 to 12; the wind is first rounded to whole knots, in which the scale is defined."""
    force = 0
    for limit_kn in BEAUFORT_LIMIT_KN:
        if wind_mps / KN_MPS >= limit_kn - 0.5:
            force += 1
    return force


def probable_wave_height_m(force: int) -> float:
    """Probable wave height in the open sea at a Beaufort force, 0 to 12."""
    return BEAUFORT_WAVE_M[min(max(force, 0), 12)]
