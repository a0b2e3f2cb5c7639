"""A silence while it is made."""

from dataclasses import replace

import pytest

from app.domain.monitoring.rule import Scope, Silence, Weekly
from app.domain.validation import BadField
from app.models.alerts.silence_draft import SilenceDraft, draft_of

WINDOW = Weekly(frozenset({5, 6}), 120, 150)


@pytest.mark.parametrize(
    "silence",
    [
        Silence("1", 100.5, 200.0, Scope(tags=frozenset({"core"})), reason="disk", by="lin"),
        Silence("2", 100.0, None, rules=frozenset({"r"}), keys=frozenset({"k/p"})),
        Silence("3", 100.0, None, weekly=WINDOW),
        Silence("4", 100.0, 9e9, weekly=Weekly(frozenset({4}), 1200, 3600)),
    ],
)
def test_what_nobody_touched_comes_out_as_it_went_in(silence: Silence) -> None:
    assert draft_of(silence).silence() == silence


def test_a_window_that_closes_before_it_opens_goes_past_midnight() -> None:
    draft = SilenceDraft("1", begin=1, weekly=True, days=frozenset({0}), opens=1380, closes=60)
    assert draft.silence().weekly == Weekly(frozenset({0}), 1380, 120)
    whole_day = replace(draft, closes=1380)
    assert whole_day.silence().weekly == Weekly(frozenset({0}), 1380, 1440)


def test_what_makes_no_sense_is_said_with_its_field() -> None:
    with pytest.raises(BadField, match="over before it began") as caught:
        SilenceDraft("1", begin=10, until=10).silence()
    assert caught.value.field == "until"
    with pytest.raises(BadField, match="on which days") as caught:
        SilenceDraft("1", begin=10, weekly=True).silence()
    assert caught.value.field == "days"
