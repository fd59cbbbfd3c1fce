"""Serial kinds as an announcement and a report speak of them: what a kind is, and which measures tell how it went."""

from collections.abc import Sequence

from fleetex.measures.values import Measure
from fleetex.scenario.kinds import kind_of

_WORDS = {
    "ADEX": "air defence",
    "AIRPATROL": "joint air patrol",
    "ASWEX-SIM": "anti-submarine work without a submarine",
    "CASEX": "anti-submarine work",
    "COMMEX": "communications",
    "ESCORTEX": "escort of shipping",
    "FLYEX": "flying from each other's decks",
    "GUNEX-A": "fire at air targets",
    "GUNEX-S": "surface gunnery",
    "INTERCEPT": "identification by fighters",
    "LINKEX": "data link",
    "MANEX": "manoeuvring",
    "MISSILEX": "practice missile firing",
    "NGFS": "gunfire at the shore",
    "PATROL": "patrol",
    "RAS-L": "replenishment at sea",
    "SAREX": "search and rescue",
    "SURFEX": "naval battle",
}
_OUTCOMES = {
    "ASWEX-SIM": ("coverage", "detection_range", "hold_time"),
    "CASEX": ("detection_range", "hold_time", "attacks_valid", "assessed_hits"),
    "COMMEX": ("circuits_up", "messages_heard"),
    "ESCORTEX": ("track_covered", "screen_coverage", "detection_range", "leakers"),
    "FLYEX": ("recoveries", "cross_deck_landings", "deck_wait"),
    "GUNEX-S": ("comex_to_first_round", "rounds", "straddles", "hits", "range_fouled"),
    "LINKEX": ("completeness", "continuity"),
    "MANEX": ("time_to_station", "station_error"),
    "NGFS": ("comex_to_first_round", "rounds_for_effect", "hits", "effect_error"),
    "PATROL": ("track_covered", "contacts_held", "contacts_shared"),
    "RAS-L": ("delivered", "time_to_first_flow"),
    "SAREX": ("detection_range", "time_to_recovery", "area_covered"),
}
_TOLD = 3
"""So many measures tell of a kind that says nothing here of its own."""


def kind_words(kind: str) -> str:
    """`surface gunnery` of GUNEX-S; of a kind from another package what it says, or its code where that is not here."""
    if kind in _WORDS:
        return _WORDS[kind]
    spec = kind_of(kind)
    return (spec.words or spec.name) if spec is not None else kind


def kind_name(kind: str) -> str:
    """The name of a kind from another package; empty of fleetex's own, which the list of abbreviations has."""
    spec = kind_of(kind) if kind not in _WORDS else None
    return spec.name if spec is not None else ""


def told_by(kind: str) -> frozenset[str]:
    """What the log of a kind from another package holds that matters, as it says itself."""
    spec = kind_of(kind) if kind not in _WORDS else None
    return spec.tells if spec is not None else frozenset()


def outcome_words(kind: str, own: Sequence[Measure]) -> str:
    """What came of one serial, in the sentences of those of its measures that tell most of its kind, each once."""
    whole = [measure for measure in own if not measure.subject and measure.text]
    spec = kind_of(kind) if kind not in _WORDS else None
    names = _OUTCOMES.get(kind) or (spec.outcomes if spec is not None else ())
    names = names or tuple(dict.fromkeys(measure.name for measure in whole))[:_TOLD]
    said = [measure.text for name in names for measure in whole if measure.name == name]
    return " ".join(dict.fromkeys(said))
