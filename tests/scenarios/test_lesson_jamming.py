"""A raid behind noise: how much later it is found, by how strong a jammer, from where, and who is spared."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from fleetex.library import load_library
from fleetex.models import Trace
from fleetex.models.scenarios import reached
from fleetex.record.reader import Recording
from fleetex.record.writer import Writer
from fleetex.report.models_used import models_used, traces
from fleetex.scenario.loading import load_text
from fleetex.scenario.problems import ScenarioError
from fleetex.simulate import checkpoints
from fleetex.simulate.loop import Loop
from fleetex.simulate.replications import Replications
from fleetex.simulate.run import begin
from fleetex.units import NMI_M

TEXT = (Path(__file__).parents[2] / "scenarios" / "lesson-jamming.yaml").read_text(encoding="utf-8")
CLEAR = TEXT.replace(", jammers: [noise]", "")
SELF = TEXT.replace("raiders: [raider-1, raider-2], jammers: [noise]", "raiders: [noise, raider-1, raider-2]")
STRONGER = """jammers:
  generic_stand_off_jammer:
    {{name: noise jammer, power: {power} W, gain: 10 dB, bandwidth: 1 GHz, band_min: 2 GHz, band_max: 4 GHz}}
"""


@cache
def exercise(text: str, power_w: int = 0) -> Replications:
    library = load_library()
    if power_w:
        with TemporaryDirectory() as folder:
            own = Path(folder) / "jammer.yaml"
            own.write_text(STRONGER.format(power=power_w), encoding="utf-8")
            library = load_library(own)
    return Replications.of(load_text(text, "noise.yaml", library), library)


@cache
def flown(text: str, seed: int = 1, power_w: int = 0) -> Recording:
    return exercise(text, power_w).run(seed)


def value(recording: Recording, name: str) -> float:
    return next(row["value"] for row in recording.rows("measures") if row["name"] == name and not row["subject"])


def found_nmi(recording: Recording, *targets: str) -> float:
    """How far off a ship's air-search radar first had each of these, on average; 0 of one that none ever had."""
    first: dict[str, float] = {}
    for row in recording.rows("contacts"):
        if row["sensor_id"] == "air" and row["change"] == "gained":
            first.setdefault(row["target_id"], row["range_m"] / NMI_M)
    return float(np.mean([first.get(target, 0.0) for target in targets or ("raider-1", "raider-2")]))


def test_behind_noise_a_raid_is_found_at_less_than_half_the_range_and_shot_at_later() -> None:
    clear, noisy = flown(CLEAR), flown(TEXT)
    assert found_nmi(noisy) < 0.5 * found_nmi(clear)
    assert value(noisy, "releases") > value(clear, "releases")


def test_the_budgets_of_a_jammed_radar_have_the_jammers_noise_in_them() -> None:
    noise_db = [
        [
            row["noise_db"]
            for row in run.rows("budgets")
            if (row["unit_id"], row["sensor_id"], row["target_id"]) == ("heron", "air", "raider-1")
        ]
        for run in (flown(CLEAR), flown(TEXT))
    ]
    assert max(noise_db[0]) == pytest.approx(min(noise_db[0]))
    assert max(noise_db[1]) > noise_db[0][0] + 15.0


def test_the_report_has_the_card_of_noise_where_somebody_jams() -> None:
    assert frozenset(traces(flown(TEXT))) == reached()["lesson-jamming"]
    assert Trace.JAMMING not in traces(flown(CLEAR))
    used = {model.name: shown for model, shown in models_used(flown(TEXT))}
    assert used["noise jamming"] == [(Trace.JAMMING.value, 2)]


def test_a_jammer_ceases_with_the_serial() -> None:
    said = [row["text"] for row in flown(TEXT).rows("events") if row["kind"] == "jamming"]
    assert said == ["noise jams", "noise ceases to jam"]


def test_a_raider_that_screens_itself_jams_from_its_run_in_on() -> None:
    screened = flown(SELF.replace("raid_height: 6000 m", "raid_height: 6000 m, jamming: true"))
    runs_in = next(r["time_s"] for r in screened.rows("events") if r["kind"] == "runs in" and r["unit_id"] == "noise")
    begins = next(r["time_s"] for r in screened.rows("events") if r["kind"] == "jamming")
    assert begins == runs_in
    assert found_nmi(screened, "noise") < 0.5 * found_nmi(flown(SELF), "noise")


@pytest.mark.slow
def test_more_power_means_later_detection_over_seeds() -> None:
    means = [
        np.mean([found_nmi(flown(TEXT, seed, power)) for seed in range(1, 9)]) for power in (20, 200, 2_000, 20_000)
    ]
    assert all(weaker > stronger for weaker, stronger in pairwise(means)), means


@pytest.mark.slow
def test_a_jammer_that_stands_nearer_hides_more_over_seeds() -> None:
    texts = [
        TEXT.replace("{raid_height", f"{{jam_range: {far}, raid_height") for far in ("150 nmi", "80 nmi", "40 nmi")
    ]
    means = [np.mean([found_nmi(flown(text, seed)) for seed in range(1, 9)]) for text in texts]
    assert means[0] > means[1] > means[2]


def looped(every_look: bool) -> tuple[Loop, Writer]:
    ready = exercise(TEXT)
    writer = Writer.in_memory({**ready.header, "seed": 3})
    run = begin(ready._at_the_start(3), writer, None)
    run.stage.world.head[0]["every_look"] = int(every_look)
    return run, writer


def test_looks_that_are_skipped_in_noise_change_nothing() -> None:
    """The oracle makes every look: the same contacts, the same places at the end."""
    plain, oracle = (looped(every)[0] for every in (False, True))
    for run in (plain, oracle):
        while run.step():
            pass
    assert plain.counts == oracle.counts
    for name in ("x0", "y0", "z0", "speed_mps"):
        assert np.array_equal(plain.stage.world.unit[name], oracle.stage.world.unit[name])


def test_a_run_that_is_cut_off_in_the_noise_ends_the_same() -> None:
    whole, cut, resumed = (looped(False)[0] for _ in range(3))
    while whole.step():
        pass
    while not cut.stage.world.head[0]["jams_on"]:
        cut.step()
    text, arrays = checkpoints.take(cut)
    checkpoints.restore(resumed, text, arrays)
    assert resumed.stage.world.head[0]["jams_on"] == 1
    while resumed.step():
        pass
    assert resumed.counts == whole.counts
    for name in ("x0", "y0", "z0", "speed_mps"):
        assert np.array_equal(resumed.stage.world.unit[name], whole.stage.world.unit[name])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("class: generic_jamming_aircraft", "class: generic_strike_fighter"), "an aircraft with a jammer"),
        (('"Noise", nation: BB, side: orange', '"Noise", nation: AA, side: blue'), "of another side"),
    ],
)
def test_a_jammer_that_makes_no_sense_is_refused_with_its_line(change: tuple[str, str], said: str) -> None:
    assert TEXT.count(change[0]) == 1
    with pytest.raises(ScenarioError) as caught:
        load_text(TEXT.replace(*change), "noise.yaml", load_library())
    assert said in str(caught.value)
    assert "noise.yaml:" in str(caught.value)
