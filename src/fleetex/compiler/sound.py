"""Tables of loss of sound: which a scenario needs, which runs make them, and what the engine reads.

A water (profile, depth, bed, wind) and a note give one grid: bands of depth by bands of depth by nodes of range. Rays
make all of it; where one run of the parabolic equation is quick enough it takes their place for the bands that
somebody listens in. The grid that counts is that of the water round the sonar.
"""

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fleetex.compiler import sound_cache
from fleetex.compiler.fitted import Fitted
from fleetex.engine.water_rows import BAND, LOSS, NO_LOSSES, SOUND, Losses
from fleetex.library import Library
from fleetex.library.models import SonarClass
from fleetex.physics.normal_modes import Guide, carried_power, cutoff_hz, group_speed_mps, mode_count
from fleetex.physics.sound_tables import (
    NEAREST_M,
    NODE_RATIO,
    Sea,
    band_edges_m,
    both_ways_db,
    is_for_waves,
    middles_m,
    node_ranges_m,
    one_way_db,
    rays_from,
    waves_from,
)
from fleetex.physics.sound_waves import make_ready
from fleetex.scenario import Exercise
from fleetex.vocabulary import Domain, SensorKind

Floats = NDArray[np.float64]
Told = Callable[[int, int], None]
RAYS = "rays"
WAVES = "parabolic equation"
WORKERS = 2
STEEP_DEPTHS = 5.0
"""A bounce at 22 degrees: from there on the field fades with the coarser steps of the parabolic equation."""
MODES_SHARE, MODES_RANGES = 0.1, 41
"""Interference of modes is averaged over a tenth of the range to either side, at so many places."""
COMPARED_FROM_M, COMPARED_TO_DB = 1_000.0, 110.0
"""Both models are compared from a kilometre on, where the loss is such that somebody might hear something."""


@dataclass(frozen=True)
class Tone:
    """A note that somebody listens for: how far, and between which depths listeners hang."""

    freq_hz: float
    range_m: float
    depths_m: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Grid:
    """One water and one note: loss (bands, bands, nodes), by which model, and how far the two are apart."""

    sea: int
    freq_hz: float
    method: str
    edges_m: tuple[float, ...]
    loss_db: Floats
    apart_db: float
    """Root mean square of the difference between both models where both ran; NaN where one did."""
    cutoff_hz: float
    """The note below which even water over this bed carries no normal mode; NaN over a bed that is no faster."""
    modes: int
    """How many normal modes even water over this bed would carry."""
    first_mps: float
    """How fast the first of them carries sound; NaN without any."""
    modes_less_db: float
    """By how much those modes, without loss, lose less than the parabolic equation, both ends in its band nearest
    mid-water, on the mean from COMPARED_FROM_M on; NaN without any, and where rays alone made the table."""


@dataclass(frozen=True)
class Made:
    """The tables of a scenario, and what they cost."""

    losses: Losses = NO_LOSSES
    grids: tuple[Grid, ...] = ()
    runs: int = 0
    """Fans of rays and runs of the parabolic equation that were made now; the others were on disk."""
    kept: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class _Run:
    """All sources of one grid by one model: kept together under one name."""

    sea: Sea
    tone: Tone
    method: str
    edges_m: tuple[float, ...]
    sources: tuple[int, ...]

    @property
    def nodes_m(self) -> Floats:
        return node_ranges_m(self.tone.range_m)

    @property
    def shape(self) -> tuple[int, int, int]:
        return len(self.sources), len(self.edges_m) - 1, len(self.nodes_m)

    @property
    def name(self) -> str:
        water: list[object] = [self.sea.column, self.sea.depth_m]
        if self.method == RAYS:
            water += [self.sea.wind_mps, self.sea.layer_m, self.sea.below_per_s]
        return sound_cache.name_of(
            [self.method, water, self.tone.freq_hz, len(self.nodes_m), self.edges_m, self.sources]
        )


def tones_of(exercise: Exercise, library: Library, fitted: Fitted) -> tuple[Tone, ...]:
    """The notes of all sonars manned, the lowest first. Who listens hears others' pings too, at their notes."""
    mounted = [
        (library.sensors[mount.class_id], library.platforms[exercise.units[name].class_id])
        for name in sorted(fitted)
        for mount in fitted[name]
    ]
    sonars = [(kind, platform) for kind, platform in mounted if isinstance(kind, SonarClass)]
    found = []
    for freq_hz in sorted({kind.frequency_hz for kind, _ in sonars}):
        pinged = any(k.kind is SensorKind.ACTIVE_SONAR and k.frequency_hz == freq_hz for k, _ in sonars)
        ears = [
            (kind, platform)
            for kind, platform in sonars
            if kind.frequency_hz == freq_hz or (pinged and kind.kind is SensorKind.PASSIVE_SONAR)
        ]
        depths = set()
        for kind, platform in ears:
            if platform.domain is Domain.SUBSURFACE:
                depths.add((0.0, platform.depth_m_max))
            else:
                depths.add((0.0 if kind.winch_mps > 0.0 or kind.life_s > 0.0 else kind.depth_m, kind.depth_m))
        found.append(Tone(freq_hz, max(kind.range_m_max for kind, _ in ears), tuple(sorted(depths))))
    return tuple(found)


def deepest_m(exercise: Exercise, library: Library, tones: Sequence[Tone]) -> float:
    """How deep anybody listens or can be."""
    hulls = (library.platforms[unit.class_id].depth_m_max for unit in exercise.units.values())
    return max(0.0, *hulls, *(low_high[1] for tone in tones for low_high in tone.depths_m))


def tables_of_loss(
    exercise: Exercise, library: Library, fitted: Fitted, seas: Sequence[Sea], told: Told | None = None
) -> Made:
    """The tables of a scenario's waters for its sonars; none where it asks for none."""
    tones = tones_of(exercise, library, fitted) if seas else ()
    return compile_losses(seas, tones, deepest_m(exercise, library, tones), told)


def compile_losses(seas: Sequence[Sea], tones: Sequence[Tone], deepest: float, told: Told | None = None) -> Made:
    """Make the grids of all waters and notes, in parallel, or take them from disk."""
    began = time.perf_counter()
    if not seas or not tones:
        return Made()
    wanted = [run for sea in seas for tone in tones for run in _runs(sea, tone, deepest)]
    names = [run.name for run in wanted]
    power: dict[str, Floats] = {}
    missing: dict[str, _Run] = {}
    for name, run in dict(zip(names, wanted, strict=True)).items():
        if (array := sound_cache.kept(name, run.shape)) is None:
            missing[name] = run
        else:
            power[name] = array
    kept = sum(len(run.sources) for name, run in zip(names, wanted, strict=True) if name not in missing)
    made = _make(missing, told or (lambda done, count: None))
    for name, array in made.items():
        power[name] = array
        sound_cache.keep(name, array)
    by_run = {run: power[name] for run, name in zip(wanted, names, strict=True)}
    grids = tuple(
        _grid(number, tone, {run.method: (run, by_run[run]) for run in _runs(sea, tone, deepest)})
        for number, sea in enumerate(seas, 1)
        for tone in tones
    )
    runs = sum(len(run.sources) for run in missing.values())
    return Made(_tables(grids, len(tones)), grids, runs, kept, time.perf_counter() - began)


def _runs(sea: Sea, tone: Tone, deepest: float) -> Iterator[_Run]:
    edges_m = band_edges_m(deepest, sea.layer_m, sea.depth_m)
    yield _Run(sea, tone, RAYS, edges_m, tuple(range(len(edges_m) - 1)))
    if is_for_waves(sea, tone.freq_hz, float(node_ranges_m(tone.range_m)[-1])):
        yield _Run(sea, tone, WAVES, edges_m, _heard_in(edges_m, tone))


def _heard_in(edges_m: Sequence[float], tone: Tone) -> tuple[int, ...]:
    """Bands that a listener's loss is read from: those whose middles lie about its depths."""
    middles = middles_m(edges_m)
    heard = set()
    for low_m, high_m in tone.depths_m:
        first = max(0, sum(middle <= low_m for middle in middles) - 1)
        last = min(len(middles) - 1, sum(middle < high_m for middle in middles))
        heard |= set(range(first, last + 1))
    return tuple(sorted(heard))


def _make(missing: dict[str, _Run], told: Told) -> dict[str, Floats]:
    """All runs that are missing, on two workers: waves by themselves, rays of one water and depth for all notes."""
    jobs: list[tuple[Callable[[], Sequence[Floats]], list[tuple[str, int]]]] = []
    fans: dict[tuple[Sea, tuple[float, ...]], list[str]] = {}
    for name, run in missing.items():
        if run.method == RAYS:
            fans.setdefault((run.sea, run.edges_m), []).append(name)
        else:
            jobs += [(_waves_job(run, band), [(name, k)]) for k, band in enumerate(run.sources)]
    for (_, edges_m), names in fans.items():
        runs = [missing[name] for name in names]
        jobs += [(_rays_job(runs, band), [(name, band) for name in names]) for band in range(len(edges_m) - 1)]
    arrays = {name: np.empty(run.shape) for name, run in missing.items()}
    if not jobs:
        return arrays
    make_ready()
    told(0, len(jobs))
    with ThreadPoolExecutor(min(WORKERS, os.cpu_count() or 1)) as pool:
        waiting = {pool.submit(job): places for job, places in jobs}
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                for (name, place), found in zip(waiting[future], future.result(), strict=True):
                    arrays[name][place] = found
                told(done, len(jobs))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return arrays


def _waves_job(run: _Run, band: int) -> Callable[[], Sequence[Floats]]:
    source_m = middles_m(run.edges_m)[band]
    return lambda: [waves_from(run.sea, source_m, run.edges_m, run.tone.freq_hz, run.nodes_m)]


def _rays_job(runs: Sequence[_Run], band: int) -> Callable[[], Sequence[Floats]]:
    """One fan for all notes: it goes as far as the farthest of them, and each takes its nodes."""
    first = runs[0]
    source_m = middles_m(first.edges_m)[band]
    farthest = max((run.nodes_m for run in runs), key=len)

    def job() -> Sequence[Floats]:
        power = rays_from(first.sea, source_m, first.edges_m, [run.tone.freq_hz for run in runs], farthest)
        return [power[k, :, : len(run.nodes_m)] for k, run in enumerate(runs)]

    return job


def _grid(number: int, tone: Tone, by_method: dict[str, tuple[_Run, Floats]]) -> Grid:
    """Rays everywhere; waves in the rows and columns of the bands that they were run from. Nearer than STEEP_DEPTHS of
    water the bottom's first bounce is too steep for them: there the stronger of both counts."""
    run, power = by_method[RAYS]
    loss = both_ways_db(power)
    if WAVES not in by_method:
        return Grid(number, tone.freq_hz, RAYS, run.edges_m, loss, math.nan, *_modes(run, None))
    waves, from_waves = by_method[WAVES]
    steep = run.nodes_m < STEEP_DEPTHS * run.sea.depth_m
    stronger = np.maximum(from_waves, power[list(waves.sources)])
    from_waves = np.where(steep, stronger, from_waves)
    of_rays, heard = loss.copy(), waves.sources
    for k, band in enumerate(heard):
        loss[band] = loss[:, band] = one_way_db(from_waves[k])
    loss[np.ix_(heard, heard)] = both_ways_db(from_waves[:, heard])
    by_waves, by_rays = loss[list(heard)], of_rays[list(heard)]
    compared = (run.nodes_m >= COMPARED_FROM_M) & (np.minimum(by_waves, by_rays) < COMPARED_TO_DB)
    apart = (by_waves - by_rays)[compared]
    apart_db = float(np.sqrt(np.mean(apart * apart))) if apart.size else math.nan
    return Grid(number, tone.freq_hz, WAVES, run.edges_m, loss, apart_db, *_modes(waves, loss))


def _modes(run: _Run, loss_db: Floats | None) -> tuple[float, int, float, float]:
    """What normal modes say of a water and a note: the cut-off, how many, the first one's speed, and how much less than
    what `run` made of a table they lose (see `Grid`)."""
    column, freq_hz = run.sea.column, run.tone.freq_hz
    even_mps = float(np.trapezoid(column.speeds_mps, column.depths_m)) / run.sea.depth_m
    guide = Guide(run.sea.depth_m, even_mps, column.bed_mps, column.bed_density)
    count, lowest_hz = mode_count(guide, freq_hz), float(cutoff_hz(guide))
    lowest_hz = lowest_hz if math.isfinite(lowest_hz) else math.nan
    if count == 0:
        return lowest_hz, 0, math.nan, math.nan
    first_mps = float(group_speed_mps(guide, freq_hz, 1))
    far = run.nodes_m >= COMPARED_FROM_M
    if loss_db is None or not far.any():
        return lowest_hz, count, first_mps, math.nan
    middles = middles_m(run.edges_m)
    band = min(run.sources, key=lambda source: abs(middles[source] - 0.5 * run.sea.depth_m))
    near = np.linspace(1.0 - MODES_SHARE, 1.0 + MODES_SHARE, MODES_RANGES)
    power = [
        np.mean(carried_power(guide, freq_hz, middles[band], middles[band], node * near)) for node in run.nodes_m[far]
    ]
    return lowest_hz, count, first_mps, float(np.mean(loss_db[band, band, far] + 10.0 * np.log10(power)))


def _tables(grids: Sequence[Grid], tones: int) -> Losses:
    """The rows that the engine reads."""
    sound = np.zeros(len(grids), SOUND)
    bands: list[float] = []
    parts: list[np.ndarray] = []
    filled = 0
    for row, grid in zip(sound, grids, strict=True):
        part = grid.loss_db.ravel().astype(np.float64).view(LOSS)
        row["band_first"], row["bands"], row["nodes"] = len(bands), len(grid.edges_m) - 1, grid.loss_db.shape[-1]
        row["loss_first"], row["range_m_first"], row["ratio_ln"] = filled, NEAREST_M, math.log(NODE_RATIO)
        bands += middles_m(grid.edges_m)
        parts.append(part)
        filled += len(part)
    band = np.zeros(len(bands), BAND)
    band["depth_m"] = bands
    return Losses(sound, band, np.concatenate(parts), tones)
