"""Which models a recording shows to have been used, and by what rows of it."""

from collections.abc import Mapping

import numpy as np

from fleetex.measures.reading import count
from fleetex.models import MODELS, Model, Trace
from fleetex.record.reader import Recording
from fleetex.vocabulary import LineKind, SensorKind

_LOOKS = {
    Trace.RADAR: SensorKind.RADAR,
    Trace.SIGHT: SensorKind.SIGHT,
    Trace.INFRARED: SensorKind.INFRARED,
    Trace.PASSIVE: SensorKind.PASSIVE_SONAR,
    Trace.ACTIVE: SensorKind.ACTIVE_SONAR,
    Trace.ESM: SensorKind.ESM,
    Trace.MAGNETIC: SensorKind.MAGNETIC,
}
_TABLES = {
    Trace.LEGS: "legs",
    Trace.TRACKS: "tracks",
    Trace.BEARINGS: "bearings",
    Trace.SHOTS: "shots",
    Trace.BURSTS: "bursts",
    Trace.MISSILES: "missile_flights",
    Trace.FUEL: "fuel",
    Trace.BATTERY: "battery",
    Trace.LAUNCHES: "launches",
    Trace.WEATHER: "environment",
    Trace.MESSAGES: "messages",
    Trace.AIR: "air",
    Trace.REFRACTION: "refraction",
    Trace.ECHOES: "radar_needs",
    Trace.LOBES: "radar_lobes",
    Trace.PROFILES: "profiles",
    Trace.LOSSES: "sound_tables",
    Trace.WAYS: "sound_ways",
    Trace.MERITS: "sonar_merits",
}
_FORMULAS = {
    Trace.CAST_DEPTHS: ("depth of a cast", ""),
    Trace.CHEN_MILLERO: ("sound speed", "chen_millero"),
    Trace.TEOS10: ("sound speed", "teos10"),
    Trace.AINSLIE_MCCOLM: ("absorption", "ainslie_mccolm"),
    Trace.THORP: ("absorption", "thorp"),
    Trace.DETECTORS: ("threshold", ""),
    Trace.ARRAYS: ("directivity", ""),
}
"""Quantity and formula in `formulas`; any formula of the quantity if none is named."""
_MEASURES = {
    Trace.CROSSED: ("cross_fixes",),
    Trace.SEARCHES: ("coverage", "random_search", "inverse_cube_search", "exhaustive_search", "random_search_time"),
    Trace.PASSES: ("sweep_width_inverse_cube", "sweep_width_normal", "sweep_width_triangle", "midway_prob"),
    Trace.BARRIERS: ("barrier_prob",),
    Trace.APPROACH_LINES: ("limiting_angle",),
    Trace.SALVOES: ("salvo_losses", "exchange_ratio"),
    Trace.SALVO_CHANCES: ("salvo_losses_mean", "salvo_losses_sd"),
    Trace.SQUARE_LAW: ("square_law_survivors",),
}


def traces(recording: Recording) -> Mapping[Trace, int]:
    """Trace -> how many rows of a recording show it; those that none does are left out."""
    found = {trace: count(recording.table(table)) for trace, table in _TABLES.items()}
    found[Trace.RHUMB_LEGS] = int(np.count_nonzero(recording.table("legs")["line"] == LineKind.RHUMB.value))
    found[Trace.MODES] = int(np.count_nonzero(recording.table("sound_tables")["modes"] > 0))
    found[Trace.JAMMING] = int(np.count_nonzero(recording.table("events")["kind"] == "jamming"))
    sensors, budgets = recording.table("sensors"), recording.table("budgets")
    mounted = zip(sensors["unit_id"].tolist(), sensors["sensor_id"].tolist(), sensors["kind"].tolist(), strict=True)
    kinds = {(unit, sensor): kind for unit, sensor, kind in mounted}
    pairs = zip(budgets["unit_id"].tolist(), budgets["sensor_id"].tolist(), strict=True)
    looked = [kinds.get(pair, "") for pair in pairs]
    found |= {trace: looked.count(kind.value) for trace, kind in _LOOKS.items()}
    formulas = recording.table("formulas")
    chosen = list(zip(formulas["quantity"].tolist(), formulas["formula"].tolist(), strict=True))
    for trace, (quantity, formula) in _FORMULAS.items():
        found[trace] = sum(quantity == of and formula in ("", by) for of, by in chosen)
    names = recording.table("measures")["name"].tolist()
    found |= {trace: sum(map(names.count, measures)) for trace, measures in _MEASURES.items()}
    return {trace: rows for trace, rows in found.items() if rows}


def models_used(recording: Recording) -> list[tuple[Model, list[tuple[str, int]]]]:
    """Models in the order of the register, each with what shows it: words and how many rows."""
    seen = traces(recording)
    used = ((one, [(trace.value, seen[trace]) for trace in one.traces if trace in seen]) for one in MODELS)
    return [(one, shown) for one, shown in used if shown]
