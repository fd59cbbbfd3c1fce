"""Why no model of a run answers for a published quantity: nothing that a run or a command asks would be told by it."""

from collections.abc import Mapping

WHY_NOT: Mapping[str, str] = {}
"""Of the quantities of the shipped tables that are not modelled: none is now."""
