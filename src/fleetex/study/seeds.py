"""The seeds of a study as a person writes them: `1..200`, `7`, `1..100,500..599`."""

import re
from collections.abc import Sequence

from fleetex.study.errors import StudyError

SEED_MAX = 2**63 - 1
COUNT_MAX = 1_000_000
_PART = re.compile(r"([0-9]{1,19})(?:\.\.([0-9]{1,19}))?")
_FORM = "write the first and the last, as in --seeds 1..200, or several parts, as in --seeds 1..100,500"


def parse_seeds(text: str) -> tuple[int, ...]:
    """The seeds in rising order, each once. StudyError says what is wrong with the text."""
    spans = [_span(part.strip(), text) for part in text.split(",")]
    total = sum(last - first + 1 for first, last in spans)
    if total > COUNT_MAX:
        raise StudyError(f"--seeds {text}: {total:,} runs are too many, a study holds {COUNT_MAX:,} at most")
    return tuple(sorted({seed for first, last in spans for seed in range(first, last + 1)}))


def _span(part: str, text: str) -> tuple[int, int]:
    found = _PART.fullmatch(part)
    if found is None:
        raise StudyError(f"--seeds {text}: {part!r} is no number and no span of numbers; {_FORM}")
    first, last = int(found[1]), int(found[2] or found[1])
    if last > SEED_MAX:
        raise StudyError(f"--seeds {text}: {last} is too great, seeds go up to {SEED_MAX}")
    if last < first:
        raise StudyError(f"--seeds {text}: {part} runs backwards; write {last}..{first}")
    return first, last


def seeds_text(seeds: Sequence[int]) -> str:
    """Seeds in rising order as a person writes them: `1..200`, `1..3,7`."""
    spans: list[list[int]] = []
    for seed in seeds:
        if spans and seed == spans[-1][1] + 1:
            spans[-1][1] = seed
        else:
            spans.append([seed, seed])
    return ",".join(str(first) if first == last else f"{first}..{last}" for first, last in spans)
