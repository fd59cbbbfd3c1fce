"""All models of a run, by topic."""

from collections.abc import Mapping
from functools import cache

from fleetex.models.of_air import AIR
from fleetex.models.of_fire import FIRE
from fleetex.models.of_motion import MOTION
from fleetex.models.of_sound import SOUND
from fleetex.models.stated import Limit, Model

MODELS: tuple[Model, ...] = (*MOTION, *SOUND, *AIR, *FIRE)


@cache
def _named() -> Mapping[str, Model]:
    return {one.name: one for one in MODELS}


def model(name: str) -> Model:
    return _named()[name]


def limit(name: str, asked: str) -> Limit:
    """The range of one input of a model."""
    return next(one for one in model(name).limits if one.asked == asked)
