"""Abbreviations that a report may use, spelt out; the page lists those that it does use."""

import re

ABBREVIATIONS = {
    "AOR": "replenishment oiler",
    "COMEX": "commence exercise: a serial's beginning",
    "ASWEX-SIM": "anti-submarine exercise without a submarine: something stands for her",
    "CASEX": "combined anti-submarine exercise: a consenting submarine is hunted",
    "COMMEX": "communications exercise: every circuit and its alternate tried",
    "CPA": "closest point of approach",
    "DDG": "guided-missile destroyer",
    "EMCON": "emission control: who may radiate",
    "FFG": "guided-missile frigate",
    "FINEX": "finish exercise: a serial's end",
    "FLYEX": "flying exercise: helicopters on each other's decks",
    "FSG": "corvette",
    "GUNEX-A": "anti-aircraft gunnery exercise, at a drone or a towed sleeve",
    "GUNEX-S": "surface gunnery exercise",
    "HELO": "shipborne helicopter",
    "HF": "high frequency radio, 3 to 30 MHz",
    "LINKEX": "data-link exercise: tracks shared over a common link, compared and tried",
    "MAD": "magnetic anomaly detector: finds steel hulls under an aircraft",
    "MANEX": "manoeuvring exercise: formation, course and speed changed by signal",
    "MPA": "maritime patrol aircraft",
    "MPI": "mean point of impact: the middle of a salvo's splashes",
    "NGFS": "naval gunfire support: fire at a shore target with a spotter",
    "OCE": "officer conducting the exercise: who runs a serial",
    "OSC": "on-scene co-ordinator of a search and rescue",
    "OTC": "officer in tactical command",
    "PATROL": "joint maritime patrol: a route sailed in company",
    "RAS-L": "replenishment at sea of liquids: fuel by hose under way",
    "SAREX": "search and rescue exercise",
    "SSK": "conventional submarine, driven by a battery",
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
    "straddle": "a salvo with splashes on both sides of the target, or a hit",
    "time on target": "fire timed so that the rounds of several ships fall together",
}


def used_abbreviations(text: str) -> list[tuple[str, str]]:
    """Those of the abbreviations that stand in a text as words, then the terms, in order."""
    found = [
        (short, words)
        for short, words in sorted(ABBREVIATIONS.items(), key=lambda item: item[0].lower())
        if re.search(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text)
    ]
    return found + [(word, meaning) for word, meaning in WORDS.items() if word in text]
