"""From rows to sensor classes: what is due of each kind, and of what they call a contact."""

import math
from typing import Any

from fleetex.library.models import (
    ConfusionTable,
    Detection,
    InfraredClass,
    InterceptClass,
    MagneticClass,
    RadarClass,
    SensorClass,
    SightClass,
    SonarArray,
    SonarClass,
)
from fleetex.library.problems import MissingError
from fleetex.library.resolving import Ledger
from fleetex.quantities.measure import FREQUENCY, show
from fleetex.units import LIGHT_MPS
from fleetex.vocabulary import SONARS, Processor, SensorKind, SurfaceKind


def resolve_sensor(sensor_id: str, ledger: Ledger) -> SensorClass:
    """A radar, eyes, a sonar, an ESM, a magnetic anomaly detector or a thermal imager. Raises MissingError."""
    take = ledger.take
    kind = take("kind")
    common: dict[str, Any] = {
        "id": sensor_id,
        "name": take("name"),
        "period_s": take("period"),
        "range_m_max": take("range_max"),
        "confirm_hits": take("confirm_hits"),
        "confirm_looks": take("confirm_looks"),
        "drop_looks": take("drop_looks"),
        "report_s": take("report"),
        "confusion": ledger.take_if_known("confusion") or "",
        "confusion_air": ledger.take_if_known("confusion_air") or "",
    }
    if common["confirm_hits"] > common["confirm_looks"]:
        raise MissingError(("confirm_hits",), "more hits than looks can't be had: write `confirm_looks` greater")
    if kind == SensorKind.MAGNETIC:
        return MagneticClass(
            kind=SensorKind.MAGNETIC, anomaly_t=take("anomaly_min"), range_sd_m=take("range_sd"), **common
        )
    common["bearing_sd_rad"] = take("bearing_sd")
    if kind in SONARS:
        return _sonar(ledger, SensorKind(kind), common)
    if kind == SensorKind.ESM:
        return _intercept(ledger, common)
    common["range_sd_m"] = take("range_sd")
    if kind == SensorKind.INFRARED:
        return InfraredClass(
            kind=SensorKind.INFRARED,
            netd_k=take("netd"),
            pixel_rad=take("pixel"),
            range_sd_fraction=take("range_sd_share"),
            **common,
        )
    if kind != SensorKind.RADAR:
        return SightClass(
            kind=SensorKind(kind),
            magnification=take("magnification"),
            range_sd_fraction=take("range_sd_share"),
            **common,
        )
    bandwidth_hz = take("bandwidth")
    return RadarClass(
        power_w=take("power"),
        gain_db=take("gain"),
        wavelength_m=LIGHT_MPS / take("frequency"),
        bandwidth_hz=bandwidth_hz,
        noise_figure_db=take("noise_figure"),
        losses_db=take("losses"),
        pulses=take("pulses"),
        false_alarm_prob=take("false_alarm_prob"),
        beam_rad=take("beam"),
        pulse_s=ledger.take_if_known("pulse") or 1.0 / bandwidth_hz,
        vertical=bool(ledger.take_if_known("vertical")),
        air_watch=bool(ledger.take_if_known("air_watch")),
        **common,
    )


def _sonar(ledger: Ledger, kind: SensorKind, common: dict[str, Any]) -> SonarClass:
    take = ledger.take
    pings = kind is SensorKind.ACTIVE_SONAR
    depth_m = take("depth")
    winch_mps, life_s = ledger.take_if_known("winch") or 0.0, ledger.take_if_known("life") or 0.0
    if winch_mps > 0.0 and life_s > 0.0:
        raise MissingError(("life",), "a sonar is lowered (`winch`) or dropped (`life`), not both")
    towed = bool(ledger.take_if_known("towed"))
    if towed and (winch_mps > 0.0 or life_s > 0.0):
        raise MissingError(("towed",), "a sonar is lowered (`winch`), dropped (`life`) or towed: one of them")
    if (winch_mps > 0.0 or life_s > 0.0 or towed) and depth_m == 0.0:
        what = "a dipping sonar is lowered" if winch_mps > 0.0 else "a buoy's hydrophone hangs"
        what = "a towed sonar hangs" if towed else what
        raise MissingError(("depth",), f"{what} below the surface: `depth` is the greatest it goes to", "100 m")
    array, detection = _array(ledger), _detection(ledger, pings)
    found = SonarClass(
        kind=kind,
        frequency_hz=take("frequency"),
        depth_m=depth_m,
        source_db=take("source_level") if pings else 0.0,
        pulse_s=take("pulse") if pings else 0.0,
        beam_rad=take("beam") if pings else 0.0,
        directivity_db=math.nan if array else take("directivity"),
        threshold_db=math.nan if detection else take("threshold"),
        own_noise_db=take("own_noise"),
        own_noise_mps=take("own_noise_speed"),
        sigma_db=take("fluctuation"),
        fade_s=take("fade"),
        range_sd_m=take("range_sd") if pings else 0.0,
        winch_mps=winch_mps,
        life_s=life_s,
        towed=towed,
        array=array,
        detection=detection,
        **common,
    )
    if detection is not None and detection.bandwidth_hz > found.frequency_hz:
        centre, width = show(FREQUENCY, found.frequency_hz), show(FREQUENCY, detection.bandwidth_hz)
        what = f"found `{width}`; a band about `frequency` is at most as wide as that, {centre}"
        raise MissingError(("detection", "bandwidth"), what, centre)
    return found


def _array(ledger: Ledger) -> SonarArray | None:
    """The array from which a gain follows; None where the gain itself is given. Raises MissingError."""
    if "array" not in ledger.own:
        return None
    if ledger.take_if_known("directivity") is not None:
        either = "the gain follows from the `array`, or is given: of one of both nothing is known"
        raise MissingError(("directivity",), either, "unknown")
    length_m, diameter_m = (ledger.take_if_known("array", side) or 0.0 for side in ("length", "diameter"))
    if (length_m > 0.0) == (diameter_m > 0.0):
        raise MissingError(("array",), "an array is a line of a `length`, or a round face of a `diameter`: one of both")
    return SonarArray(length_m, diameter_m)


def _detection(ledger: Ledger, pings: bool) -> Detection | None:
    """The detector from which a threshold follows; None where that itself is given. Raises MissingError."""
    if "detection" not in ledger.own:
        return None
    if ledger.take_if_known("threshold") is not None:
        either = "the threshold follows from the `detection`, or is given: of one of both nothing is known"
        raise MissingError(("threshold",), either, "unknown")
    processor = Processor(ledger.take("detection", "processor"))
    pd, pfa, time_s = (ledger.take("detection", name) for name in ("pd", "pfa", "time"))
    if pd <= pfa:
        raise MissingError(
            ("detection", "pd"), "a detector finds oftener than it calls falsely: `pd` is over `pfa`", "0.5"
        )
    if processor is Processor.MATCHED and not pings:
        what = "who listens does not know what there is to hear: a matched filter is for a sonar that pings"
        raise MissingError(("detection", "processor"), what, "energy")
    bandwidth_hz = ledger.take("detection", "bandwidth") if processor is Processor.ENERGY else 0.0
    if processor is Processor.ENERGY and bandwidth_hz * time_s < 1.0:
        what = (
            f"a band of {bandwidth_hz:g} Hz has nothing to tell in {time_s:g} s: `bandwidth` times `time` is 1 or more"
        )
        raise MissingError(("detection", "time"), what)
    return Detection(pd, pfa, bandwidth_hz, time_s, processor)


def _intercept(ledger: Ledger, common: dict[str, Any]) -> InterceptClass:
    take = ledger.take
    band_hz = (take("band_min"), take("band_max"))
    if band_hz[0] >= band_hz[1]:
        raise MissingError(("band_min",), "`band_min` is less than `band_max`")
    gain_db, sensitivity_dbw = take("gain"), take("sensitivity")
    return InterceptClass(
        kind=SensorKind.ESM, band_hz=band_hz, gain_db=gain_db, sensitivity_dbw=sensitivity_dbw, **common
    )


WHOLE = 1e-6
"""Shares add up to 1 within this."""


def resolve_confusion(confusion_id: str, ledger: Ledger) -> ConfusionTable:
    """What a sensor calls what. Raises MissingError for shares that do not add up to 1."""
    rows = {}
    for kind in SurfaceKind:
        if kind in ledger.own.get("rows", {}):
            rows[kind] = _shares(ledger, "rows", kind.value)
    prior = _shares(ledger, "prior")
    for kind, share in prior.items():
        if share > 0.0 and kind not in rows:
            raise MissingError(("prior", kind.value), f"`{kind}` has a prior, and no row says what it is called")
    return ConfusionTable(confusion_id, ledger.take("name"), ledger.take("threshold"), prior, rows)


def _shares(ledger: Ledger, *at: str) -> dict[SurfaceKind, float]:
    """Shares by kind, 1 in all; a kind that is left out has none."""
    found = {kind: ledger.take_if_known(*at, kind.value) or 0.0 for kind in SurfaceKind}
    total = sum(found.values())
    if abs(total - 1.0) > WHOLE:
        raise MissingError(at, f"the shares of `{'.'.join(at)}` add up to {total:g}; they are 1 in all")
    return found
