"""What differs between two versions, who changed it, and the record that a choice makes."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.conflict import Clash
from app.domain.endpoint import Hop, TlsMode
from app.domain.inventory import Instance, TopologyRole
from app.flows.merging import choices, merged
from tests.store.inventory.conftest import sample


@pytest.fixture
def base() -> Instance:
    found = sample()[-1]
    assert isinstance(found, Instance)
    return found


def changed(base: Instance, **access: Any) -> Instance:
    return replace(base, access=replace(base.access, **access))


def test_only_what_differs_is_a_choice(base: Instance) -> None:
    mine = replace(base, port=3307, notes="mine", version="9")
    theirs = replace(base, role=TopologyRole.SLAVE, notes="theirs", version="9")
    found = {choice.path: choice for choice in choices(Clash(mine, theirs, base))}
    assert set(found) == {("port",), ("role",), ("notes",)}
    assert (found["port",].changed_by_me, found["port",].changed_by_them) == (True, False)
    assert (found["role",].changed_by_me, found["role",].changed_by_them) == (False, True)
    assert found["notes",].is_disputed


def test_the_connection_is_looked_into(base: Instance) -> None:
    mine = changed(base, user="mine", tls=replace(base.access.tls, mode=TlsMode.OFF))
    theirs = changed(base, route=replace(base.access.route, hops=(Hop("other"),)))
    clash = Clash(mine, theirs, base)
    assert {choice.path for choice in choices(clash)} == {
        ("access", "user"), ("access", "tls", "mode"), ("access", "route", "hops"),
    }  # fmt: skip
    both = merged(clash, [("access", "route", "hops")])
    assert isinstance(both, Instance)
    assert both.access.user == "mine"
    assert both.access.tls.mode is TlsMode.OFF
    assert both.access.route.hops == (Hop("other"),)
    assert both.access.route.socks == base.access.route.socks


def test_all_of_theirs_is_theirs_and_none_is_mine(base: Instance) -> None:
    mine, theirs = replace(base, port=1, name="m"), changed(replace(base, port=2), user="t")
    clash = Clash(mine, theirs, base)
    assert merged(clash, [choice.path for choice in choices(clash)]) == theirs
    assert merged(clash, ()) == mine


def test_without_a_common_start_everything_is_disputed(base: Instance) -> None:
    theirs = replace(base, port=1, notes="x")
    assert all(choice.is_disputed for choice in choices(Clash(base, theirs, None)))


def test_what_was_deleted_has_no_fields(base: Instance) -> None:
    assert choices(Clash(base, None, base)) == ()
