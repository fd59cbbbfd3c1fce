"""The report's cards: of the models that the recording shows, and of no others."""

import re

from fleetex.models import MODELS, Trace
from fleetex.record.reader import Recording
from fleetex.report.model_cards import range_words
from fleetex.report.models_used import models_used, traces


def test_a_model_is_used_where_the_recording_has_rows_of_it(recording: Recording) -> None:
    found = traces(recording)
    assert found[Trace.SHOTS] == recording.table("shots")["time_s"].size
    assert found[Trace.WEATHER] == 2
    assert Trace.MISSILES not in found
    used = {one.name for one, _ in models_used(recording)}
    assert {"gun trajectory", "geodesic", "fuel over speed", "codes of wind and sea"} <= used
    assert not {"engagement by missiles", "salvo by chance", "magnetic anomaly"} & used


def test_the_report_has_a_folded_card_of_each_model_used(recording: Recording, page: str) -> None:
    used = {one.key for one, _ in models_used(recording)}
    assert set(re.findall(r'<div id="model-([\w-]+)">', page)) == used
    assert used < {one.key for one in MODELS}
    card = page[page.index('id="model-gun-trajectory"') :]
    card = card[: card.index("</details>")]
    assert "82 of 82" in card
    assert "Drift by spin" in card
    assert "<svg" in card


def test_ranges_are_told_in_short_units() -> None:
    said = {range_words(held) for one in MODELS for held in one.limits}
    assert {"frequency 0.5 to 35 GHz", "frequency 0.4 to 1,000 kHz", "temperature 2 to 30 degC"} <= said
    assert not any("e+" in words for words in said)


def test_a_warning_leads_to_the_card_of_its_model(page: str) -> None:
    linked = set(re.findall(r'<a href="#model-([\w-]+)">', page))
    assert linked <= set(re.findall(r'<div id="model-([\w-]+)">', page))
