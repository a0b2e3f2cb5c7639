"""Read-only changes nothing, and production wants its name typed."""

from dataclasses import replace

import pytest

from app.domain.act import Consent
from app.domain.endpoint import Access
from app.domain.errors import Refused
from app.engines import consent
from tests.fakes import endpoint


def test_outside_production_a_yes_is_enough() -> None:
    consent.require(endpoint(), Consent("lin"))


@pytest.mark.parametrize("typed", ["", "orders", "ORDERS-DB", "orders-db "])
def test_production_wants_exactly_its_name(typed: str) -> None:
    with pytest.raises(Refused, match="production") as refused:
        consent.require(endpoint(production=True), Consent("lin", typed))
    assert "orders-db" in refused.value.hint
    consent.require(endpoint(production=True), Consent("lin", "orders-db"))


def test_a_read_only_connection_takes_no_consent_at_all() -> None:
    at = replace(endpoint(production=True), access=Access(read_only=True))
    with pytest.raises(Refused, match="read-only"):
        consent.require(at, Consent("lin", "orders-db"))
