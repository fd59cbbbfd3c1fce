"""Why no model of a run answers for a published quantity: nothing that a run or a command asks would be told by it."""

from collections.abc import Mapping

WHY_NOT: Mapping[str, str] = {
    "ground_range_to_height": "no radar here has a beam in elevation: ranges follow from places, not from angles",
}
"""Of the quantities of the shipped tables that are not modelled."""
