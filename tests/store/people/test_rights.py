"""The team's own rights: written by who may, whole or not at all, never so that nobody may."""

import pytest

from app.domain.errors import BadInput
from app.domain.people import Role, local_owner
from app.domain.rights import NOWHERE, Ability, decide
from app.store.people.rights import MATRIX
from app.store.people.store import People
from app.store.people.tables import RIGHTS
from tests.store.people.conftest import CORP, Open, Said

HERE = local_owner("root")


def test_settings_hold_until_they_are_taken_back(opened: Open) -> None:
    people = opened()
    assert not people.standing(HERE).rights.two_persons
    people.set_two_persons(True, HERE)
    people.set_matrix('[[owner]]\nabilities = ["*"]  # 我们的', HERE)
    found = opened().standing(HERE).rights
    assert found.two_persons
    assert set(found.matrix) == {Role.OWNER}
    assert "我们的" in people.matrix_text()
    people.set_two_persons(False, HERE)
    people.set_matrix("", HERE)
    assert set(people.standing(HERE).rights.matrix) == {*Role}
    assert not people.standing(HERE).rights.two_persons


def test_rights_without_anybody_who_can_change_them_are_not_taken(people: People) -> None:
    for text, said in (
        ("nonsense", "TOML"),
        ('[[dba]]\nabilities = ["*"]', "no owner"),
        ('[[owner]]\nabilities = ["*"]\nenvironments = ["test"]', "no owner"),
        ('[[owner]]\nabilities = ["*"]\n#' + "x" * 20_000, "too long"),
    ):
        with pytest.raises(BadInput, match=said):
            people.set_matrix(text, HERE)
    assert set(people.standing(HERE).rights.matrix) == {*Role}


def test_of_rights_nobody_understands_only_an_owner_can_do_something(people: People) -> None:
    owner, _new = people.find_or_create(CORP, Said("lin", "lin"))
    people.set_matrix('[[owner]]\nabilities = ["*"]', owner)
    with people._store.writing() as connection:
        newer = '[[owner]]\nabilities = ["fly"]'
        connection.execute(RIGHTS.update().where(RIGHTS.c.name == MATRIX).values(value=newer))
    standing = people.standing(owner)
    assert not decide(owner, Ability.CONNECT, NOWHERE, standing.rights, standing.now).allowed
    people.set_matrix("", owner)
    assert set(people.standing(owner).rights.matrix) == {*Role}
