"""Why no model of a run answers for a published quantity: nothing that a run or a command asks would be told by it."""

from collections.abc import Mapping

_ARRIVALS = "tables of loss keep the power of a fan of rays by range and depth; no run asks which ray came when"
_MODES = "sound goes by a parabolic equation, by rays or by a law: none of them has modes"

WHY_NOT: Mapping[str, str] = {
    **dict.fromkeys(("arrival_time", "launch_angle_up_positive", "arrival_angle_down_positive"), _ARRIVALS),
    **dict.fromkeys(("surface_bounces", "bottom_bounces"), _ARRIVALS),
    **dict.fromkeys(("number_of_modes", "mode_wavenumber_kr", "mode_group_speed"), _MODES),
    "ground_range_to_height": "no radar here has a beam in elevation: ranges follow from places, not from angles",
}
"""Of the quantities of the shipped tables that are not modelled."""
