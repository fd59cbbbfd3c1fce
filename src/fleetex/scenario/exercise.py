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
from fleetex.scenario.parts import Id, Provenance, Row, is_none
from fleetex.scenario.plan_rules import PlanSection
from fleetex.scenario.planning import Pin
from fleetex.scenario.programme import AnySerial, Fact, Head, OpenSerial, Serial, Source
from fleetex.scenario.promulgation import Promulgation
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
    programme: dict[Id, AnySerial] = Field(
        default_factory=dict,
        alias="serials",
        description="the programme, by key: what has a time, and what waits for one",
    )
    plan: PlanSection | None = Field(
        default=None, exclude_if=is_none, description="what `fleetex plan` goes by: rules' limits and weights"
    )
    timetable: dict[Id, Pin] = Field(
        default_factory=dict, exclude=True, description="where serials with a window were placed, by their keys"
    )
    traffic: Traffic | None = Field(default=None, description="ships that nobody commands, any number")
    waterspace: dict[Id, Waterspace] = Field(
        default_factory=dict, exclude_if=operator.not_, description="who may be how deep, where and when, by key"
    )
    promulgation: Promulgation | None = Field(
        default=None, exclude_if=is_none, description="whom drafts of warnings are for"
    )
    facts: dict[Id, Fact] = Field(default_factory=dict, description="what reports say about one thing, by key")
    fuel_reserve: Share = Field(default=0.3, description="below this share of the bunker a unit reports low fuel")

    _source_text: str = PrivateAttr(default="")
    _file: str = PrivateAttr(default="")
    _provenance: dict[str, Provenance] = PrivateAttr(default_factory=dict)
    _ais: dict[str, AisFile] = PrivateAttr(default_factory=dict)
    _serials: dict[str, Serial] | None = PrivateAttr(default=None)

    @property
    def serials(self) -> dict[str, Serial]:
        """Serials with a time: their own, or the timetable's. Those that wait for one are `unplaced`."""
        if self._serials is not None:
            return self._serials
        return {name: one for name, one in self.programme.items() if isinstance(one, Serial)}

    @property
    def dropped(self) -> frozenset[str]:
        """Serials that the timetable says are not held."""
        return frozenset(name for name, pin in self.timetable.items() if pin.dropped)

    @property
    def unplaced(self) -> dict[str, OpenSerial]:
        """Serials with a window that the timetable has no place for."""
        here, gone = self.serials, self.dropped
        waiting = {name: one for name, one in self.programme.items() if isinstance(one, OpenSerial)}
        return {name: one for name, one in waiting.items() if name not in here and name not in gone}

    @property
    def wanted_hash(self) -> str:
        """SHA-256 of the exercise as its file asks for it: no timetable changes it."""
        return _sha256({**self._resolved_but_serials(), "serials": _resolved_serials(self.programme)})

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
        """The content as plain JSON values in SI, with defaults filled in; comments and the order of keys are gone.

        Serials are those with a time, in their places: what a run takes.
        """
        return {**self._resolved_but_serials(), "serials": _resolved_serials(self.serials)}

    def resolved_with_unplaced(self) -> dict[str, Any]:
        """As `resolved`, with the serials that wait for a time besides: what is announced before a plan is made."""
        return {**self._resolved_but_serials(), "serials": _resolved_serials({**self.serials, **self.unplaced})}

    def _resolved_but_serials(self) -> dict[str, Any]:
        whole = self.model_dump(mode="json", exclude={"programme"} if self.traffic else {"programme", "traffic"})
        for name, file in self._ais.items():
            whole["traffic"]["tracks"][name]["sha256"] = file.sha256
        whole["provenance"] = {path: said.model_dump(mode="json") for path, said in self._provenance.items()}
        return whole

    @property
    def scenario_hash(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return _sha256(self.resolved())


def _canonical(plain: dict[str, Any]) -> str:
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _sha256(plain: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(plain).encode()).hexdigest()


def _resolved_serials(serials: Mapping[str, Serial | OpenSerial]) -> dict[str, Any]:
    return {name: _resolved_serial(serial) for name, serial in serials.items()}


def _resolved_serial(serial: Serial | OpenSerial) -> dict[str, Any]:
    timed = isinstance(serial, Serial)
    plain = serial.model_dump(mode="json", exclude={"params", *(("end_given_utc", "duration_s") if timed else ())})
    params = serial.params
    plain["params"] = params.model_dump(mode="json") if isinstance(params, BaseModel) else params
    if isinstance(serial, Serial):
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
