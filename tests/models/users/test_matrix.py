"""The matrix of rights as a table says what reviewers agreed to, and what a team wrote itself."""

from app.domain.people import Role
from app.domain.rights import Ability
from app.domain.rights_file import read_matrix
from app.flows.rights import made_in_rights
from app.models.users.matrix import MATRIX, MatrixRow, matrix_rows
from tests.flows.test_rights import table

AGREED = {
    "": "", "ours": "yes", "test": "test", "staging test": "staging, test",
    "production staging test none": "everywhere",
}  # fmt: skip


def rows(text: str) -> dict[str, MatrixRow]:
    return {row.ability: row for row in matrix_rows(read_matrix(text))}


def test_what_comes_with_the_console_is_what_was_agreed_to() -> None:
    found = {row.ability: row.where for row in matrix_rows(made_in_rights().matrix)}
    for ability, role, where in table():
        assert found[ability][role] == AGREED[where], (ability, role)


def test_what_holds_for_some_is_not_said_to_hold_for_all() -> None:
    found = rows(
        """
        [[dba]]
        abilities = ["connect", "session-kill"]
        engines = ["mysql", "mariadb"]
        environments = ["production"]
        [[dba]]
        abilities = ["session-kill", "change-rules"]
        environments = ["test"]
        [[dba]]
        abilities = ["key-*"]
        products = ["p1"]
        """
    )
    assert found["connect"].where[Role.DBA] == "production in part"
    assert found["session-kill"].where[Role.DBA] == "test, production in part"
    assert found["key-rename"].where[Role.DBA].startswith("production in part, staging in part")
    assert found[Ability.CHANGE_RULES].where[Role.DBA] == "", "rules are of no environment"
    assert found["connect"].where[Role.VIEWER] == ""
    shown = [field.shown(found["connect"]) for field in MATRIX]
    assert shown == ["Log in and look", "–", "–", "production in part", "–"]


def test_engines_named_one_by_one_are_all_of_them() -> None:
    found = rows(
        """
        [[viewer]]
        abilities = ["connect"]
        engines = ["mysql", "mariadb"]
        [[viewer]]
        abilities = ["connect"]
        engines = ["oracle", "redis"]
        """
    )
    assert found["connect"].where[Role.VIEWER] == "everywhere"
