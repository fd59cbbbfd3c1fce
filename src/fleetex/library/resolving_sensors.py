"""From rows to sensor classes: what is due of each kind, and of what they call a contact."""

from typing import Any

from fleetex.library.models import (
    ConfusionTable,
    InfraredClass,
    InterceptClass,
    MagneticClass,
    RadarClass,
    SensorClass,
    SightClass,
    SonarClass,
)
from fleetex.library.problems import MissingError
from fleetex.library.resolving import Ledger
from fleetex.units import LIGHT_MPS
from fleetex.vocabulary import SONARS, SensorKind, SurfaceKind


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
    return SonarClass(
        kind=kind,
        frequency_hz=take("frequency"),
        depth_m=depth_m,
        source_db=take("source_level") if pings else 0.0,
        pulse_s=take("pulse") if pings else 0.0,
        beam_rad=take("beam") if pings else 0.0,
        directivity_db=take("directivity"),
        threshold_db=take("threshold"),
        own_noise_db=take("own_noise"),
        own_noise_mps=take("own_noise_speed"),
        sigma_db=take("fluctuation"),
        fade_s=take("fade"),
        range_sd_m=take("range_sd") if pings else 0.0,
        winch_mps=winch_mps,
        life_s=life_s,
        towed=towed,
        **common,
    )


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
