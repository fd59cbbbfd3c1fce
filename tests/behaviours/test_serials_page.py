"""The page on serial kinds lists every role, param and log kind as the code has it."""

import re
from pathlib import Path

import pytest

from fleetex.behaviours import manex
from fleetex.scenario.describe_kinds import page_with, section
from fleetex.scenario.kinds import KindSpec, kinds
from fleetex.scenario.tree import TreeReader

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "serials.md").read_text("utf-8")
KINDS = [kind for kind in kinds().values() if type(kind).__module__.startswith("fleetex.")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_page_lists_the_roles_and_params_of_a_kind_with_their_defaults(kind: KindSpec) -> None:
    section = (
        PAGE.split(f"### {kind.code}: ")[1].split("\n##")[0] + PAGE.split("### The radio drill")[1].split("\n##")[0]
    )
    for role, spec in kind.roles.items():
        assert f"| `{role}` |" in section
        assert spec.text in section
    for name, field in kind.params.model_fields.items():
        row = re.search(rf"^\| `{name}` \| .*? \| (.*?) \|", section, re.MULTILINE)
        assert row, f"{kind.code}.{name} is not on the page"
        if isinstance(field.default, str):
            assert row[1] == f"`{field.default}`"


def test_roles_and_params_on_the_page_are_those_that_the_kinds_write() -> None:
    written = section({kind.code: kind for kind in KINDS})
    assert page_with(PAGE, written) == PAGE, "run: python -m fleetex.scenario.describe_kinds docs/serials.md"


@pytest.mark.parametrize(
    "row",
    [
        "| `fire` | `in turn`, `together`, `time on target` | `in turn` |",
        "| `spotting` | `direct`, `bracket` | `direct` |",
        "| `retry_every` | duration, at least 30 s | `5 min` |",
        "| `route` | list of positions | none |",
        "| `evolutions` | list of mappings, below | a programme of 5 |",
        "| `stations` | names, each with a mapping, below | none |",
    ],
)
def test_the_page_lists_the_words_of_choices_and_the_shape_of_lists(row: str) -> None:
    assert f"\n{row} " in PAGE


def test_the_examples_of_evolutions_on_the_page_can_be_written_so() -> None:
    shown = re.findall(r"For example `(.*?)`", PAGE)
    assert len(shown) == 4
    for text in shown:
        params = manex.KIND.params.model_validate({"evolutions": [TreeReader("page").read(text).plain()]})
        assert params.evolutions


def test_the_page_lists_every_kind_of_log_line_that_doctrine_writes() -> None:
    written = set()
    for path in (ROOT / "src" / "fleetex" / "behaviours").glob("*.py"):
        written |= set(re.findall(r'\bLog\(\s*"([a-z -]+)"', path.read_text("utf-8")))
    listed = set(re.findall(r"`([a-z -]+)`", PAGE.split("## The log")[1]))
    assert len(written) > 30
    assert written - listed == set()
