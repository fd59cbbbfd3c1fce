"""What an answer says of runs that end differently, lack measures, or fail."""

from pathlib import Path

from fleetex.study.analyse.page import headline
from fleetex.study.analyse.statistics import wilson
from fleetex.study.analyse.summaries import measure_summaries, state_summaries
from fleetex.study.analyse.wording import Scale, mean_text, median_text, named, number_text, share_text, subject_text
from fleetex.study.outcome import MeasureOutcome, Outcome, SerialOutcome, outcome_line, outcome_of_line


def outcome(seed: int, state: str, reason: str, *measures: MeasureOutcome) -> Outcome:
    return Outcome(seed, (SerialOutcome("G-1", "GUNEX-S", state, reason, 0.0, None),), measures)


RUNS = [
    outcome(1, "completed", "fired 30 rounds in 8 salvoes"),
    outcome(2, "completed", "fired 34 rounds in 9 salvoes"),
    outcome(3, "aborted", "range fouled", MeasureOutcome("G-1", "hits", "", "", 2.0)),
    outcome(4, "completed", "fired 30 rounds in 8 salvoes", MeasureOutcome("G-1", "hits", "", "", None)),
    outcome(5, "aborted", "sea state 6", MeasureOutcome("G-1", "hits", "", "", 5.0)),
    outcome(6, "aborted", "range fouled"),
]


def test_states_are_counted_the_good_one_first_with_their_commonest_reasons() -> None:
    completed, aborted = state_summaries(RUNS)
    assert (completed.state, completed.count, completed.runs) == ("completed", 3, 6)
    assert (completed.low, completed.high) == wilson(3, 6)
    assert completed.reasons == (("fired … rounds in … salvoes", 3),)
    assert aborted.reasons == (("range fouled", 2), ("sea state 6", 1))
    assert aborted.seeds == (3, 5, 6)
    assert share_text(completed).replace("\N{NARROW NO-BREAK SPACE}", " ") == "50 % (19–81 %)"


def test_runs_that_lack_a_measure_are_counted_whether_it_is_absent_or_not_to_be_had() -> None:
    (hits,) = measure_summaries(RUNS)
    assert (hits.runs, hits.n, hits.missing) == (6, 2, 4)
    assert hits.values == (2.0, 5.0)
    assert (hits.seed_min, hits.seed_max) == (3, 5)


def test_salvoes_stand_in_the_order_of_their_numbers() -> None:
    names = [MeasureOutcome("G-1", "salvo_error", f"ship {n}", "m", 1.0) for n in (10, 2, 1)]
    found = measure_summaries([outcome(1, "completed", "", *names)])
    assert [m.subject for m in found] == ["ship 1", "ship 2", "ship 10"]


def test_an_outcome_is_read_as_it_was_written_to_the_last_bit() -> None:
    kept = outcome(7, "completed", "Größe ±", MeasureOutcome("", "x", "a>b", "m", 0.1 + 0.2))
    assert outcome_of_line(outcome_line(kept)) == kept
    unknown = outcome(7, "completed", "", MeasureOutcome("", "x", "", "m", float("nan")))
    assert outcome_of_line(outcome_line(unknown)).measures[0].value is None


def test_figures_have_the_digits_that_their_interval_bears() -> None:
    def text(*values: float, unit: str = "m") -> str:
        found = measure_summaries(
            [outcome(k, "", "", MeasureOutcome("", "x", "", unit, v)) for k, v in enumerate(values)]
        )
        spread = found[0].spread
        assert spread is not None
        shown = f"{mean_text(spread, Scale.of(unit, spread.median))} | {median_text(spread, Scale(1.0, ''))}"
        return shown.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")

    assert text(100.0, 110.0, 120.0).startswith("110 ± 25 m")
    assert text(1.0, 1.1, 1.2).startswith("1.10 ± 0.25 m")
    assert text(7.0, 7.0).startswith("7 m")
    assert text(0.0, 1.0, 1.0, unit="").startswith("0.67 (0.21–0.94)")
    assert text(600.0, 660.0, unit="s").startswith("10.5 ± 6.4 min")
    assert text(90.0, 100.0, 100.0, unit="%").startswith("97 % (82–100)")
    assert number_text(-0.001, 1) == "0.0"


def test_a_path_is_no_part_of_what_is_kept() -> None:
    assert str(Path.cwd()).encode() not in outcome_line(RUNS[0])


def test_the_headline_tells_what_came_of_what_was_carried_out() -> None:
    reasons = (("the area was searched to the end; no contact was gained", 6), ("contact gained by 1 hunter", 4))
    hunt = {"id": "C-1", "always": True, "share": 1.0, "states": [{"state": "completed", "reasons": reasons}]}
    told = headline([hunt], 10)
    assert "no contact was gained (6)" in told
    assert "contact gained by 1 hunter (4)" in told
    assert "completed" not in told
    assert headline([hunt, hunt], 10).endswith("with what result stands below.")
    differs = {**hunt, "states": [{"state": "completed", "reasons": (("fired \N{HORIZONTAL ELLIPSIS} rounds", 10),)}]}
    assert headline([differs], 10).endswith("with what result stands below.")


def test_a_ship_whose_id_is_a_word_is_not_named_wherever_the_word_stands() -> None:
    units = {"north": "Coaster from above", "tributs": "Admiral Tributs", "ship_2": "Second"}
    identity = {"units": units, "nations": {}}
    assert (
        named(identity, "turned north; tributs and ship_2 waited") == "turned north; Admiral Tributs and Second waited"
    )
    assert subject_text(identity, "north") == "Coaster from above"
