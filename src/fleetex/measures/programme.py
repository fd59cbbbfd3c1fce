"""The serials of a recording in the order of its programme."""

from typing import Any

from fleetex.measures.reading import dicts
from fleetex.record.reader import Recording


def serials(recording: Recording) -> list[dict[str, Any]]:
    """Rows of `serials`: where the run was cut off, what was planned and how far it is known to have come."""
    return sorted(dicts(recording.table("serials")), key=lambda row: (row["number"], row["serial_id"]))
