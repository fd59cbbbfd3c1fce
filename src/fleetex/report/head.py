"""What the report says of the exercise itself: names, aim, window, nations; from the recording's header."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fleetex.measures.nations import in_a_sentence, on_its_own
from fleetex.measures.reading import recorded_s, start_utc
from fleetex.record.reader import Recording
from fleetex.record.unfinished import moment_of
from fleetex.report.moments import Clock, check_calendar, clock_of


@dataclass(frozen=True)
class ExerciseHead:
    name: str
    other_names: list[str]
    aim: str
    clock: Clock
    end_s: float
    """Planned end; where none was recorded, how far the recording got."""
    nations: dict[str, str]
    """Nation code -> name in words."""
    notional: bool
    """Whether nobody reported that there was such an exercise."""

    def nation(self, code: str) -> str:
        """As a sentence has it."""
        return in_a_sentence(self.nations.get(code, code))

    def nation_alone(self, code: str) -> str:
        """As a heading or a key has it: marked where it is made up."""
        return on_its_own(self.nations.get(code, code))


def exercise_head(recording: Recording) -> ExerciseHead:
    """From `header["exercise"]`, or else from the resolved scenario in the header."""
    header = recording.header
    scenario = _mapping(header.get("scenario"))
    told = _mapping(header.get("exercise")) or _mapping(scenario.get("exercise"))
    given = told.get("names")
    names = [_plain(name) for name in given] if isinstance(given, list) else []
    names = names or [str(told.get("id") or "Naval exercise")]
    clock = clock_of(start_utc(recording), _zone_text(told.get("zone")))
    nations = {**_mapping(scenario.get("nations")), **_mapping(told.get("nations"))}
    end_s = _end_s(header, told, clock, recorded_s(recording))
    check_calendar(clock, max(end_s, recorded_s(recording)))
    return ExerciseHead(
        name=names[0],
        other_names=names[1:],
        aim=_plain(told.get("aim") or ""),
        clock=clock,
        end_s=end_s,
        notional=told.get("notional") is True,
        nations={str(code): _name(code, nation) for code, nation in nations.items()},
    )


def serial_note(recording: Recording, serial_id: str) -> str:
    """The scenario's own remark on a serial; empty if it has none."""
    serials = _mapping(_mapping(recording.header.get("scenario")).get("serials"))
    note = _mapping(serials.get(serial_id)).get("note")
    return note if isinstance(note, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _plain(value: Any) -> str:
    """A leaf of the scenario: the value itself, or `{value: ..., source: ...}`."""
    return str(value.get("value", "")) if isinstance(value, Mapping) else str(value)


def _name(code: str, nation: Any) -> str:
    told = nation.get("name") if isinstance(nation, Mapping) else nation
    return _plain(told) if told else str(code)


def _zone_text(zone: Any) -> str:
    """A zone as text, or as seconds east of Greenwich."""
    if isinstance(zone, int | float) and not isinstance(zone, bool):
        hours, rest = divmod(round(abs(zone) / 60.0), 60)
        return f"UTC{'+' if zone >= 0 else '-'}{hours:02d}:{rest:02d}"
    return _plain(zone) if zone else ""


def _end_s(header: Mapping[str, Any], told: Mapping[str, Any], clock: Clock, recorded_until_s: float) -> float:
    window = _mapping(told.get("window"))
    planned = header.get("end_utc") or told.get("end_utc") or window.get("end_utc")
    end = moment_of(planned) if planned else None
    return (end - clock.start_utc).total_seconds() if end is not None else recorded_until_s
