"""What entities are called in eleven letters, no two alike: IEEE 1278.1's markings hold no more.

exercise_warship, exercise_warship/ssm-01, exercise_warship/ssm-02  ->  exerc.rship, exerc.sm-01, exerc.sm-02
"""

from collections import Counter
from collections.abc import Iterable

LETTERS = 11
HEAD, TAIL = 5, 5
"""Of a name that begins like another: so much of its beginning and of its end, with a point between."""


def markings(names: Iterable[str]) -> dict[str, str]:
    """The marking of each name: itself where it is short enough, else its beginning where no other has that, else
    beginning and end, and where these are another's too its beginning and a number. The same for the same names."""
    every = sorted({*names})
    plain = {name: name.encode("ascii", "replace").decode("ascii") for name in every}
    begins = Counter(text[:LETTERS] for text in plain.values())
    found = {name: text[:LETTERS] for name, text in plain.items() if begins[text[:LETTERS]] == 1}
    found |= {name: name for name in every if plain[name] == name and len(name) <= LETTERS}
    taken = {*found.values()}
    for name in every:
        if name not in found:
            found[name] = _apart(plain[name], taken)
            taken.add(found[name])
    return found


def _apart(text: str, taken: set[str]) -> str:
    """A marking that none of those taken is."""
    marking, number = f"{text[:HEAD]}.{text[-TAIL:]}"[:LETTERS], 1
    while marking in taken:
        number += 1
        marking = f"{text[: LETTERS - 1 - len(str(number))]}.{number}"
    return marking
