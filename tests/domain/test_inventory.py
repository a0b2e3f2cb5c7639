"""The words of the inventory fit together."""

import pytest

from app.domain.errors import BadInput
from app.domain.inventory import (
    PORTS,
    ROLE_NAMES,
    ROLES,
    TYPE_NAMES,
    DatabaseType,
    TopologyRole,
    new_id,
)


def test_a_type_is_known_in_any_case_and_an_unknown_one_refused() -> None:
    assert DatabaseType.named(" MySQL ") is DatabaseType.MYSQL
    with pytest.raises(BadInput, match="db2") as refused:
        DatabaseType.named("db2")
    assert "oracle" in refused.value.hint


@pytest.mark.parametrize("type_", DatabaseType)
def test_every_type_has_a_name_a_port_and_roles(type_: DatabaseType) -> None:
    assert TYPE_NAMES[type_]
    assert PORTS[type_]
    assert TopologyRole.UNKNOWN in ROLES[type_]


def test_every_role_has_a_name_and_some_type_that_has_it() -> None:
    assert set(ROLE_NAMES) == set(TopologyRole)
    assert frozenset().union(*ROLES.values()) == set(TopologyRole)


def test_ids_differ() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
