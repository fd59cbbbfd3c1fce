"""Abbreviations that a report may use, spelt out; the page lists those that it does use."""

import re
from collections.abc import Mapping
from types import MappingProxyType

ABBREVIATIONS = {
    "ADEX": "air defence exercise: a force against aircraft that play raiders",
    "AIRPATROL": "joint air patrol: aircraft of several nations fly a route together",
    "AIS": "automatic identification system: ships say by radio who and where they are",
    "AOR": "replenishment oiler",
    "COMEX": "commence exercise: a serial's beginning",
    "ASWEX-SIM": "anti-submarine exercise without a submarine: something stands for her",
    "CASEX": "combined anti-submarine exercise: a consenting submarine is hunted",
    "COMMEX": "communications exercise: every circuit and its alternate tried",
    "CPA": "closest point of approach",
    "CAP": "combat air patrol: fighters that wait in the air",
    "DDG": "guided-missile destroyer",
    "EMCON": "emission control: who may radiate",
    "ESCORTEX": "escort of shipping: warships screen a convoy",
    "FFG": "guided-missile frigate",
    "FINEX": "finish exercise: a serial's end",
    "FLYEX": "flying exercise: helicopters on each other's decks",
    "FSG": "corvette",
    "GUNEX-A": "anti-aircraft gunnery exercise, at a drone or a towed sleeve",
    "GUNEX-S": "surface gunnery exercise",
    "HELO": "shipborne helicopter",
    "HF": "high frequency radio, 3 to 30 MHz",
    "IFF": "identification friend or foe: aircraft and ships answer a radar's question",
    "INTERCEPT": "identification intercept: alert fighters look at strangers in a zone",
    "LINKEX": "data-link exercise: tracks shared over a common link, compared and tried",
    "MAD": "magnetic anomaly detector: finds steel hulls under an aircraft",
    "MANEX": "manoeuvring exercise: formation, course and speed changed by signal",
    "MISSILEX": "missile firing exercise, at a target on the sea or in the air",
    "MPA": "maritime patrol aircraft",
    "MPI": "mean point of impact: the middle of a salvo's splashes",
    "NEES": "normalised estimation error squared: a track's error in units of what the track says of it",
    "NGFS": "naval gunfire support: fire at a shore target with a spotter",
    "OCE": "officer conducting the exercise: who runs a serial",
    "OSC": "on-scene co-ordinator of a search and rescue",
    "OTC": "officer in tactical command",
    "PATROL": "joint maritime patrol: a route sailed in company",
    "RAS-L": "replenishment at sea of liquids: fuel by hose under way",
    "SAREX": "search and rescue exercise",
    "SSK": "conventional submarine, driven by a battery",
    "SURFEX": "surface action: two groups look for each other and fire missiles that are assessed",
    "UHF": "ultra high frequency radio, 300 MHz to 3 GHz",
    "UTC": "coordinated universal time, marked Z",
    "VHF": "very high frequency radio, 30 to 300 MHz",
    "kn": "knot: one nautical mile an hour",
    "nmi": "nautical mile: 1,852 m",
    "t/h": "tonnes an hour",
}
WORDS = {
    "generic default": "a value of the ship's type, used where none was published for her class",
    "notional": "made up for the exercise, because no report gives it",
    "straddle": "a salvo that fell short and over of the target along the line of fire, or a hit; its line may be off",
    "time on target": "fire timed so that the rounds of several ships fall together",
}


def initials_of_areas(names: Mapping[str, str]) -> dict[str, str]:
    """Those ids of areas that are the initials of their names: `KADIZ`, Korea Air Defense Identification Zone."""
    return {area: name for area, name in names.items() if area == "".join(re.findall(r"\b[A-Z]", name)) != ""}


def used_abbreviations(text: str, more: Mapping[str, str] = MappingProxyType({})) -> list[tuple[str, str]]:
    """Those of the abbreviations that stand in a text as words, then the terms, in order. `more`: an exercise's own."""
    found = [
        (short, words)
        for short, words in sorted({**more, **ABBREVIATIONS}.items(), key=lambda item: item[0].lower())
        if re.search(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text)
    ]
    return found + [(word, meaning) for word, meaning in WORDS.items() if word in text]
