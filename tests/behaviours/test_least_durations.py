"""No duration of a kind may be so short that a run does nothing but ring its bells."""

import pytest
from pydantic import BaseModel, ValidationError

from fleetex.behaviours import casex, commex, flyex, gunex_s, linkex, manex, ngfs, patrol, ras_l
from fleetex.scenario.kinds import KindSpec

MODULES = (casex, commex, flyex, gunex_s, linkex, manex, ngfs, patrol, ras_l)
KINDS = {module.KIND.code: module.KIND for module in MODULES}
LEAST = {
    "answer_within": "1 s",
    "round_every": "1 min",
    "retry_every": "30 s",
    "interval": "30 s",
    "time_out": "1 min",
    "approach_within": "1 min",
    "clear_for": "5 s",
    "lead_time": "10 s",
    "setup": "1 min",
    "shadow_time": "1 min",
    "report_in": "1 min",
    "check_every": "1 min",
    "silence": "30 s",
    "attack_every": "1 min",
    "lost_after": "1 min",
    "evade_for": "1 min",
    "settle": "10 s",
    "gap": "30 s",
    "foul_after": "1 min",
    "pim_every": "30 s",
    "recall_before": "1 min",
    "dip_time": "1 min",
    "bingo_reserve": "1 min",
}
GUNNERY = {"interval": "5 s"}
NOT_REPEATED = {"operator_delay", "tell_apart", "timing_error", "spotter_delay", "secure_before", "reserve"}
"""Durations that nothing is repeated by: nought is allowed."""
CASES = [
    (code, name)
    for code, kind in KINDS.items()
    for name, prop in kind.params.model_json_schema()["properties"].items()
    if "a duration" in str(prop) or prop.get("examples") == ["90 min"]
]


def refused(kind: KindSpec, name: str, text: str) -> str:
    """What is said of a param's text; empty if it is taken."""
    try:
        kind.params.model_validate({name: text})
    except ValidationError as error:
        return " ".join(str(one.get("ctx", {}).get("allowed", "")) for one in error.errors() if one["loc"] == (name,))
    return ""


def test_every_kind_has_durations_here() -> None:
    assert {code for code, _ in CASES} == set(KINDS)
    assert {name for _, name in CASES} == {*LEAST, *NOT_REPEATED}


@pytest.mark.parametrize(("code", "name"), CASES)
def test_a_duration_has_a_least_value_which_is_said(code: str, name: str) -> None:
    kind = KINDS[code]
    assert issubclass(kind.params, BaseModel)
    if name in NOT_REPEATED:
        assert refused(kind, name, "0 s") == ""
        return
    least = GUNNERY.get(name, LEAST[name]) if code in ("GUNEX-S", "NGFS") else LEAST[name]
    for text in ("0 s", "1 ns", "1 ms"):
        assert f"at least {least} is allowed" in refused(kind, name, text)
    assert refused(kind, name, least) == ""
