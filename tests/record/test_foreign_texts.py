"""Texts in a foreign recording that JSON can say and nobody can write down."""

import json

import pytest

from fleetex.record.errors import RecordingError
from fleetex.record.frames import json_object


def test_half_a_surrogate_pair_is_damage_and_no_fault() -> None:
    for content in (b'{"version": "\\ud800"}', b'{"\\uDFFF": 1}'):
        with pytest.raises(RecordingError, match="damaged"):
            json_object(content, "recording.json")
    whole = json.dumps({"name": "\N{SHIP}"})
    assert json_object(whole, "recording.json") == {"name": "\N{SHIP}"}
