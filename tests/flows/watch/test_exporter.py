"""What a Prometheus gets."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.domain.endpoint import Endpoint
from app.domain.errors import BadUsage
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Health, Sample
from app.flows.watch.exporter import Exporter, Latest, is_loopback, listening_place
from app.flows.watch.steady import SteadyClock
from tests.flows.watch.watching import catalogue

CLOCK = SteadyClock()
NAME = 'orders "1"\n'
VALUES = {"mysql.queries_per_sec": 12.5, 'mysql.sessions_by_wait/a "b"/c': 3.0}


def fresh() -> Sample:
    """A sample of now: one as old as this module would be left out."""
    return Sample("1", Tier.STATUS, CLOCK.now(), Health.UP, VALUES)


@pytest.fixture
def latest() -> Latest:
    made = Latest(catalogue(), CLOCK)
    made.watch([Endpoint("1", NAME, "mysql", "db", 3306)])
    return made


@pytest.fixture
def exporter(latest: Latest) -> Iterator[Exporter]:
    made = Exporter(latest, "127.0.0.1", 0)
    yield made
    made.close()


def asked(exporter: Exporter, path: str = "/metrics") -> dict[tuple[str, str], float]:
    """Values by name and part."""
    place = f"http://127.0.0.1:{exporter.port}{path}"
    with urllib.request.urlopen(place, timeout=5) as answer:
        said = str(answer.read(), "utf-8")
    found = {}
    for family in text_string_to_metric_families(said):
        for sample in family.samples:
            assert sample.labels["instance"] == NAME
            assert sample.labels["type"] == "mysql"
            found[sample.name, sample.labels.get("part", "")] = sample.value
    return found


def test_values_have_our_names_and_their_parts(latest: Latest, exporter: Exporter) -> None:
    latest.publish(fresh())
    found = asked(exporter)
    assert found["mohist_up", ""] == 1
    assert found["mohist_mysql_queries_per_sec", ""] == 12.5
    assert found["mohist_mysql_sessions_by_wait", 'a "b"/c'] == 3
    assert 0 <= found["mohist_sample_age_seconds", ""] < 60


def test_what_is_old_or_down_has_no_values(latest: Latest, exporter: Exporter) -> None:
    latest.publish(replace(fresh(), at=CLOCK.now() - 3600))
    assert {name for name, _part in asked(exporter)} == {"mohist_up", "mohist_sample_age_seconds"}
    latest.publish(replace(fresh(), health=Health.DOWN))
    assert asked(exporter)["mohist_up", ""] == 0


def test_who_is_not_watched_any_more_is_gone(latest: Latest, exporter: Exporter) -> None:
    latest.publish(fresh())
    latest.watch([])
    latest.publish(fresh())
    assert asked(exporter) == {}


def test_there_is_nothing_else_there(exporter: Exporter) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        asked(exporter, "/")
    refused.value.close()


def test_a_place_is_this_computer_unless_another_is_named(exporter: Exporter) -> None:
    assert listening_place("9105") == ("127.0.0.1", 9105)
    assert listening_place("[::1]:9105") == ("::1", 9105)
    assert listening_place("0.0.0.0:9105") == ("0.0.0.0", 9105)
    assert [is_loopback(each) for each in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "db")] == [
        True, True, True, False, False
    ]  # fmt: skip
    for wrong in ("", "here", "70000", "a:b", ":-1"):
        with pytest.raises(BadUsage):
            listening_place(wrong)
    with pytest.raises(BadUsage):
        Exporter(Latest(catalogue(), CLOCK), "127.0.0.1", exporter.port)
