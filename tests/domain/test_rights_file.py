"""What is wrong with a file of rights is said, and nothing of it holds."""

import pytest

from app.domain.errors import BadInput
from app.domain.inventory import Stake
from app.domain.people import Role
from app.domain.rights import Allowance
from app.domain.rights_file import read_matrix


def test_lines_of_a_role_are_read() -> None:
    read = read_matrix(
        '[[viewer]]\nabilities = ["connect"]\n'
        '[[dba]]\nabilities = ["key-*"]\nenvironments = ["test"]\nengines = ["redis"]\n'
        'products = ["p1"]\ninstances = ["i1"]\n'
    )
    assert read == {
        Role.VIEWER: (Allowance(("connect",)),),
        Role.DBA: (
            Allowance(("key-*",), frozenset({Stake.TEST}), frozenset({"redis"}),
                      frozenset({"p1"}), frozenset({"i1"})),
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[viewer", "no TOML"),
        ('[[root]]\nabilities = ["connect"]', "no role root"),
        ('[viewer]\nabilities = ["connect"]', "[[viewer]]"),
        ('viewer = ["connect"]', "[[viewer]]"),
        ('[[dba]]\nability = ["connect"]', "ability, which is not known"),
        ("[[dba]]\n", "names no abilities"),
        ('[[dba]]\nabilities = "connect"', "no list of names"),
        ('[[dba]]\nabilities = ["drop-database"]', "no ability drop-database"),
        ('[[dba]]\nabilities = ["*"]\nenvironments = ["prod"]', "there are: production"),
        ('[[dba]]\nabilities = ["*"]\nengines = ["db2"]', "no engine db2"),
    ],
)
def test_nonsense_is_said_and_refused_as_a_whole(text: str, said: str) -> None:
    with pytest.raises(BadInput) as wrong:
        read_matrix(text + '\n[[owner]]\nabilities = ["*"]\n')
    assert said in str(wrong.value)
    assert wrong.value.hint
