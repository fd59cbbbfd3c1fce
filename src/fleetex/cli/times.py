"""Times that a person gives on the command line."""

from datetime import timedelta

from fleetex.cli.failures import InputError
from fleetex.measures.reading import recorded_s, start_utc
from fleetex.quantities import QuantityError
from fleetex.quantities.times import format_dtg, parse_time
from fleetex.record.reader import Recording


def seconds_of(recording: Recording, text: str, option: str) -> float:
    """A time as a person writes it, in seconds of the exercise. InputError if it is none, or lies outside."""
    begun = start_utc(recording)
    try:
        seconds = (parse_time(text) - begun).total_seconds()
    except QuantityError as error:
        raise InputError(f"{option} {text}: {error}") from None
    if not 0.0 <= seconds <= recorded_s(recording):
        end = begun + timedelta(seconds=recorded_s(recording))
        raise InputError(f"{option} {text} lies outside the recording, {format_dtg(begun)} to {format_dtg(end)}")
    return seconds
