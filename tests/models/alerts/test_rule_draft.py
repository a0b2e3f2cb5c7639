"""A rule while it is typed: what makes no sense is said with its field, and nothing drifts."""

from dataclasses import replace

import pytest

from app.domain.monitoring.metric import Severity, Threshold
from app.domain.monitoring.rule import Rule, Scope
from app.domain.validation import BadField
from app.models.alerts.rule_draft import (
    RuleDraft,
    draft_of,
    limit_field,
    new_draft,
    role_field,
    trouble_of,
)
from app.monitor.catalogue import Catalogue, load
from app.monitor.catalogue.thresholds import thresholds
from tests.views.alerts.judged import made_of

RUNNING = "mysql.threads_running"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def typed(warning: str = "", critical: str = "", **more: object) -> RuleDraft:
    limits = {Severity.WARNING: warning, Severity.CRITICAL: critical}
    return replace(RuleDraft("own-1", RUNNING, limits=(("", limits),)), **more)  # type: ignore[arg-type]


def refused(draft: RuleDraft, catalogue: Catalogue) -> BadField:
    with pytest.raises(BadField) as caught:
        draft.rule(catalogue.metrics)
    return caught.value


def test_every_rule_made_in_comes_out_as_it_went_in(catalogue: Catalogue) -> None:
    for rule in made_of(catalogue).values():
        assert draft_of(rule).rule(catalogue.metrics) == rule


def test_limits_nobody_touched_stay_as_exact_as_they_are(catalogue: Catalogue) -> None:
    exact = (Threshold(Severity.CRITICAL, 1 / 3), Threshold(Severity.WARNING, 0.25))
    rule = Rule(RUNNING, RUNNING, {"": exact})
    assert replace(draft_of(rule), note="x").rule(catalogue.metrics).thresholds[""] == exact


def test_what_is_typed_becomes_the_rule(catalogue: Catalogue) -> None:
    draft = typed(
        "> 80 for 5m clear 70", "> 95", title=" Busy ", note=" call ", parts=" app_* ",
        scope=Scope(tags=frozenset({"core"})),
    )  # fmt: skip
    rule = draft.rule(catalogue.metrics)
    assert rule.thresholds[""] == (
        Threshold(Severity.WARNING, 80, seconds=300, clear=70),
        Threshold(Severity.CRITICAL, 95),
    )
    assert (rule.title, rule.note, rule.parts) == ("Busy", "call", "app_*")
    assert rule.scope.tags == {"core"}


def test_a_role_without_limits_is_never_an_alert(catalogue: Catalogue) -> None:
    draft = replace(typed("> 80"), limits=(*typed("> 80").limits, ("slave", {})))
    assert draft.rule(catalogue.metrics).thresholds["slave"] == ()


def test_what_makes_no_sense_is_said_with_its_field(catalogue: Catalogue) -> None:
    assert refused(typed("> 80 fro 5m"), catalogue).field == limit_field("", Severity.WARNING)
    assert refused(typed(critical="80"), catalogue).field == limit_field("", Severity.CRITICAL)
    assert refused(typed(), catalogue).field == limit_field("", Severity.WARNING)
    assert refused(typed("> 1", metric=""), catalogue).field == "metric"
    assert refused(typed("> 1", metric="mysql.none"), catalogue).field == "metric"
    twice = replace(typed("> 1"), limits=(("", {}), ("slave", {}), ("slave", {})))
    assert refused(twice, catalogue).field == role_field("slave")
    nobody = replace(typed("> 1"), limits=(("", {}), ("", {})))
    assert refused(nobody, catalogue).field == role_field("")


def test_a_rule_that_is_off_needs_no_limits(catalogue: Catalogue) -> None:
    assert not typed(enabled=False).rule(catalogue.metrics).enabled


def test_a_copy_is_another_rule(catalogue: Catalogue) -> None:
    rule = made_of(catalogue)[RUNNING]
    copy = new_draft(rule).rule(catalogue.metrics)
    assert copy.id != rule.id
    assert replace(copy, id=rule.id) == rule


def test_trouble_is_told_while_it_is_typed() -> None:
    assert trouble_of("> 80 for 5m", Severity.WARNING) == ""
    assert trouble_of("", Severity.WARNING) == ""
    assert "“> 80 fro” is no threshold." in trouble_of("> 80 fro", Severity.WARNING)
    assert "over before it began" in trouble_of("> 80 clear 90", Severity.WARNING)


def test_a_rule_on_a_metric_that_is_away_can_still_be_edited(catalogue: Catalogue) -> None:
    rule = Rule("own-9", "mysql.own_file", {"": thresholds("> 1", Severity.WARNING)})
    assert replace(draft_of(rule), note="x").rule(catalogue.metrics).note == "x"
