"""What `fleetex export` does: which form by the file's ending, the span asked for, and what was written in words."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fleetex.cli.failures import InputError, answered
from fleetex.cli.progress import Progress
from fleetex.units import DAY_S

if TYPE_CHECKING:
    from fleetex.export.reckoned_states import Agreed
    from fleetex.record.reader import Recording

FORMS = (".csv", ".pcap")
SAID = {".csv": "reports of AIS (.csv)", ".pcap": "entity states (.pcap)"}
OF_FORM = {"--every": ".csv", "--dead-reckoning": ".pcap", "--threshold": ".pcap", "--heartbeat": ".pcap"}
THRESHOLD_M_MAX = 100_000.0
Told = Callable[[int, int], None]


@answered
def export(
    folder: Path,
    file: Path,
    begin: str | None,
    end: str | None,
    every_s: float | None,
    algorithm: int | None,
    threshold_m: float | None,
    heartbeat_s: float | None,
) -> None:
    """Write the tracks in the form that the file's ending says. None of what was not given."""
    from fleetex.cli.times import seconds_of
    from fleetex.measures.reading import recorded_s
    from fleetex.record.reader import Recording
    from fleetex.whole_files import whole_file

    form = file.suffix.lower()
    if form not in FORMS:
        raise InputError(f"{file}: its ending says what is written: tracks.csv (AIS) or states.pcap (IEEE 1278.1)")
    if file.is_dir() or (file.exists() and not file.is_file()):
        raise InputError(f"{file} is no ordinary file and was left as it is; give the name of the file to write")
    if not file.absolute().parent.is_dir():
        raise InputError(f"{file}: there is no folder {file.absolute().parent} to write it into")
    _refuse_out_of_range(every_s, threshold_m, heartbeat_s)
    asked = {
        "--every": every_s,
        "--dead-reckoning": algorithm,
        "--threshold": threshold_m,
        "--heartbeat": heartbeat_s,
    }
    _refuse_without_meaning(form, file, asked)
    recording = Recording.open(folder)
    if file.absolute().parent.resolve() == folder.absolute().resolve():
        raise InputError(f"{file} lies in the recording, which holds its own files alone: write {file.name} elsewhere")
    span = (
        0.0 if begin is None else seconds_of(recording, begin, "--from"),
        recorded_s(recording) if end is None else seconds_of(recording, end, "--until"),
    )
    if not span[0] < span[1]:
        raise InputError("--from lies at --until or after it: there is nothing between")
    with whole_file(file) as draft, Progress("exporting") as shown:

        def told(number: int, count: int) -> None:
            shown.told(float(number), float(count), 0.0, [], f"{number} of {count}")

        if form == ".csv":
            said = _ais(recording, draft, span, every_s or 0.0, told)
        else:
            said = _dis(recording, draft, span, _agreed(algorithm, threshold_m, heartbeat_s), told)
    print(f"{file} is written ({file.stat().st_size / 1e6:.1f} MB): {said}")


def _refuse_out_of_range(every_s: float | None, threshold_m: float | None, heartbeat_s: float | None) -> None:
    for value, option, most in (
        (threshold_m, "--threshold", THRESHOLD_M_MAX),
        (heartbeat_s, "--heartbeat", DAY_S),
        (every_s, "--every", DAY_S),
    ):
        if value is not None and not (0.0 <= value <= most and (value > 0.0 or option == "--every")):
            least = "0 or more" if option == "--every" else "more than 0"
            raise InputError(f"{option} {value:g}: {least} is due, and at most {most:g}")


def _refuse_without_meaning(form: str, file: Path, asked: Mapping[str, float | None]) -> None:
    """Options of the other form would change nothing."""
    for option, value in asked.items():
        if value is not None and OF_FORM[option] != form:
            other = OF_FORM[option]
            raise InputError(
                f"{option} says nothing of {file.name}: it is for {SAID[other]}; leave it out, or write "
                f"-o {file.with_suffix(other)}"
            )


def _ais(recording: "Recording", file: Path, span_s: tuple[float, float], every_s: float, told: Told) -> str:
    from fleetex.export.ais import write_ais

    written = write_ais(recording, file, span_s, every_s, told)
    if not written.ships:
        raise InputError("nobody says on AIS who it is in this recording; write `ais: on` at a unit or a stream")
    return f"{written.reports:,} reports of {written.ships} ships; a scenario reads it as a stream of `traffic`"


def _agreed(algorithm: int | None, threshold_m: float | None, heartbeat_s: float | None) -> "Agreed":
    """What was asked for, and of the rest what `Agreed` has."""
    from fleetex.export.reckoned_states import Agreed

    usual = Agreed()
    return replace(
        usual,
        algorithm=usual.algorithm if algorithm is None else algorithm,
        threshold_m=usual.threshold_m if threshold_m is None else threshold_m,
        heartbeat_s=usual.heartbeat_s if heartbeat_s is None else heartbeat_s,
    )


def _dis(recording: "Recording", file: Path, span_s: tuple[float, float], terms: "Agreed", told: Told) -> str:
    from fleetex.export.dis import write_dis
    from fleetex.export.reckoned_states import TooManyError
    from fleetex.units import DEG_RAD

    try:
        written = write_dis(recording, file, span_s, terms, told)
    except TooManyError as error:
        raise InputError(str(error)) from None
    return (
        f"{written.states:,} entity states of {written.entities} entities; a receiver that reckons them on by "
        f"algorithm {terms.algorithm} is off by {written.worst_m:.2f} m and "
        f"{written.worst_rad / DEG_RAD:.2f} degrees at most"
    )
