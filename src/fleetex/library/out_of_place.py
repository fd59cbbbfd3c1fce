"""Keys of a sensor that its kind has no use for: they would change nothing, and are refused with what says the same.

sensors: {nav_radar_x: {array: {length: 3 m}}}    ->    a radar's antenna has a `gain`
"""

from collections.abc import Iterator

from fleetex.library.resolving import Ledger
from fleetex.library.rows import leaves
from fleetex.vocabulary import SensorKind

Fitting = tuple[str, str]
"""(reason, what to write)."""

_HYDROPHONES = "an `array` is of hydrophones"
_RADAR: dict[str, Fitting] = {
    "array": (f"{_HYDROPHONES}: a radar's antenna has a `gain` and a `beam`", "gain: 30 dB"),
    "directivity": ("a radar's antenna has a `gain`", "gain: 30 dB"),
    "detection": ("of a radar `pulses` and `false_alarm_prob` say what it finds", "false_alarm_prob: 1.0e-6"),
    "threshold": ("of a radar `pulses` and `false_alarm_prob` say what it finds", "false_alarm_prob: 1.0e-6"),
    "source_level": ("a radar has a `power`", "power: 25 kW"),
}
_SONAR: dict[str, Fitting] = {
    "gain": ("what an array gains is `directivity`", "directivity: 20 dB"),
    "power": ("how loud a ping is is `source_level`", "source_level: 215 dB"),
    "bandwidth": ("the band of a detector stands in its `detection`", "detection: {bandwidth: 50 Hz}"),
    "time": ("the time of a detector stands in its `detection`", "detection: {time: 20 s}"),
    "false_alarm_prob": ("how often it calls falsely stands in its `detection`", "detection: {pfa: 1.0e-4}"),
    "pulses": ("what it asks for to find is `threshold`, or `detection`", "threshold: 10 dB"),
    "noise_figure": ("what it hears of its own ship is `own_noise`", "own_noise: 60 dB"),
}
_ESM: dict[str, Fitting] = {
    "array": (f"{_HYDROPHONES}: an intercept receiver's antenna has a `gain`", "gain: 0 dB"),
    "directivity": ("an intercept receiver's antenna has a `gain`", "gain: 0 dB"),
    "detection": ("the least pulse that is noticed is its `sensitivity`", "sensitivity: -95 dB"),
    "threshold": ("the least pulse that is noticed is its `sensitivity`", "sensitivity: -95 dB"),
    "frequency": ("it hears from `band_min` to `band_max`", "band_min: 2 GHz"),
    "range_sd": ("it measures no range", ""),
}
_FITTING = {
    SensorKind.RADAR: _RADAR,
    SensorKind.ESM: _ESM,
    SensorKind.ACTIVE_SONAR: _SONAR,
    SensorKind.PASSIVE_SONAR: _SONAR,
}
_OF_A_PING = ("source_level", "power", "pulse", "beam", "range_sd")
_SILENT: Fitting = ("who listens sends nothing, and measures no range", "")
_OF_AN_ARRAY: Fitting = ("the gain follows from the `array` beside it", "")
_OF_A_BAND: Fitting = ("to a matched filter the width of the band makes no difference", "")


def out_of_place(kind: SensorKind, ledger: Ledger) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """(keys, what is wrong, what to write) of all that a sensor states and that nothing asked for when it was made."""
    asked = {row.field for row in ledger.rows}
    told: set[tuple[str, ...]] = set()
    for keys, stated in leaves(ledger.own):
        group = keys[:1]
        if stated.value is None or ".".join(keys) in asked or group in told:
            continue
        used = any(field.startswith(f"{keys[0]}.") for field in asked)  # of a group a part alone is of no use
        at = keys if used else group
        told.add(at)
        reason, write = _fitting(kind, at, "array" in ledger.own)
        name, article = ".".join(at), "an" if kind[0].lower() in "aei" else "a"
        yield at, f"found `{name}`, which says nothing of {article} {kind}: {reason}", write


def _fitting(kind: SensorKind, keys: tuple[str, ...], has_array: bool) -> Fitting:
    key = keys[-1]
    if keys == ("detection", "bandwidth"):
        return _OF_A_BAND
    if key == "gain" and has_array and _FITTING.get(kind) is _SONAR:
        return _OF_AN_ARRAY
    if kind is SensorKind.PASSIVE_SONAR and key in _OF_A_PING:
        return _SILENT
    return _FITTING.get(kind, {}).get(key, ("leave it out, or give the sensor another `kind`", ""))
