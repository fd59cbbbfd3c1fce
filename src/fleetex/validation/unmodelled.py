"""Why no model of a run answers for a published quantity: nothing that a run or a command asks would be told by it."""

from collections.abc import Mapping

_MODES = "sound goes by a parabolic equation, by rays or by a law: none of them has modes"

WHY_NOT: Mapping[str, str] = {
    **dict.fromkeys(("number_of_modes", "mode_wavenumber_kr", "mode_group_speed"), _MODES),
    "ground_range_to_height": "no radar here has a beam in elevation: ranges follow from places, not from angles",
}
"""Of the quantities of the shipped tables that are not modelled."""
