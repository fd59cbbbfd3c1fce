"""The whole scenario as a value: schema version 1, validated, SI, frozen; with its text, its hash and who says what."""

import hashlib
import json
import operator
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, Field, PrivateAttr

from fleetex.quantities import Share
from fleetex.scenario.ais_csv import AisFile
from fleetex.scenario.forces import Circuit, Nation, Side, Unit
from fleetex.scenario.parts import Id, Provenance, Row
from fleetex.scenario.programme import Fact, Head, Serial, Source
from fleetex.scenario.surroundings import Area, Environment
from fleetex.scenario.traffic import Traffic
from fleetex.scenario.waterspace import Waterspace

SCHEMA_VERSION = 1


class Exercise(Row):
    """One exercise file, schema version 1."""

    fleetex: Literal[1] = Field(description="version of the scenario schema")
    exercise: Head = Field(description="what it is, when, and who commands")
    sources: dict[Id, Source] = Field(default_factory=dict, description="what was read, by key")
    environment: Environment = Field(description="weather and water")
    areas: dict[Id, Area] = Field(default_factory=dict, description="named places, by key")
    nations: dict[Id, Nation] = Field(description="who sends units, by key")
    sides: dict[Id, Side] = Field(description="who exercises together, by key; neutral: traffic")
    units: dict[Id, Unit] = Field(description="ships, aircraft, targets and parties ashore, by key")
    circuits: dict[Id, Circuit] = Field(default_factory=dict, description="voice circuits and data links, by key")
    serials: dict[Id, Serial] = Field(default_factory=dict, description="the programme, by key")
    traffic: Traffic | None = Field(default=None, description="ships that nobody commands, any number")
    waterspace: dict[Id, Waterspace] = Field(
        default_factory=dict, exclude_if=operator.not_, description="who may be how deep, where and when, by key"
    )
    facts: dict[Id, Fact] = Field(default_factory=dict, description="what reports say about one thing, by key")
    fuel_reserve: Share = Field(default=0.3, description="below this share of the bunker a unit reports low fuel")

    _source_text: str = PrivateAttr(default="")
    _file: str = PrivateAttr(default="")
    _provenance: dict[str, Provenance] = PrivateAttr(default_factory=dict)
    _ais: dict[str, AisFile] = PrivateAttr(default_factory=dict)

    @property
    def source_text(self) -> str:
        """The file as it was written."""
        return self._source_text

    @property
    def file(self) -> str:
        """The file's name as it was given."""
        return self._file

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Who says so of single values written in the long form, by dotted path, e.g. `exercise.names.1`."""
        return self._provenance

    @property
    def ais(self) -> Mapping[str, AisFile]:
        """What the files of `traffic.tracks` say, by the tracks' names."""
        return self._ais

    def provenance_of(self, path: str) -> Provenance:
        """Of the value at a dotted path: its own long form's, or that of the nearest part around it which says any."""
        words = path.split(".")
        for length in range(len(words), 0, -1):
            found = self._provenance.get(".".join(words[:length])) or _part_provenance(self, words[:length])
            if found is not None and found != Provenance():
                return found
        return Provenance()

    @property
    def start_utc(self) -> datetime:
        return self.exercise.window.start_utc

    @property
    def end_utc(self) -> datetime:
        return self.exercise.window.end_utc

    def seconds(self, time_utc: datetime) -> float:
        """Seconds from the window's start, the engine's clock."""
        return (time_utc - self.start_utc).total_seconds()

    def time_utc(self, seconds: float) -> datetime:
        """The instant so many seconds after the window's start."""
        return self.start_utc + timedelta(seconds=seconds)

    def resolved(self) -> dict[str, Any]:
        """The content as plain JSON values in SI, with defaults filled in; comments and the order of keys are gone."""
        whole = self.model_dump(mode="json", exclude={"serials"} if self.traffic else {"serials", "traffic"})
        for name, file in self._ais.items():
            whole["traffic"]["tracks"][name]["sha256"] = file.sha256
        whole["serials"] = {key: _resolved_serial(serial) for key, serial in self.serials.items()}
        whole["provenance"] = {path: said.model_dump(mode="json") for path, said in self._provenance.items()}
        return whole

    def canonical_json(self) -> str:
        """`resolved` in one spelling: keys sorted, no white space."""
        return json.dumps(self.resolved(), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @property
    def scenario_hash(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()


def _resolved_serial(serial: Serial) -> dict[str, Any]:
    plain = serial.model_dump(mode="json", exclude={"end_given_utc", "duration_s", "params"})
    params = serial.params
    plain["params"] = params.model_dump(mode="json") if isinstance(params, BaseModel) else params
    plain["end_utc"] = serial.end_utc.isoformat()
    return plain


def _part_provenance(exercise: Exercise, words: list[str]) -> Provenance | None:
    """What the part itself says in its keys `source`, `confidence`, `notional`, `note`."""
    part: Any = exercise
    for word in words:
        if isinstance(part, dict):
            part = part.get(word)
        elif isinstance(part, tuple) and word.isdigit() and int(word) < len(part):
            part = part[int(word)]
        elif isinstance(part, BaseModel):
            names = {field.alias or name: name for name, field in type(part).model_fields.items()}
            part = getattr(part, names.get(word, word), None)
        else:
            return None
    if not isinstance(part, Provenance):
        return None
    return Provenance.model_construct(
        source=part.source, confidence=part.confidence, notional=part.notional, note=part.note
    )
