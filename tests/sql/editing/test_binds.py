"""What a statement asks for before it runs."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.domain.dialect import SQL, Dialect
from app.sql.editing import BindKind, binds

MYSQL, ORACLE = Dialect.MYSQL, Dialect.ORACLE


@pytest.mark.parametrize(
    ("text", "dialect", "names"),
    [
        ("select * from t where a = :a and b = :B or c = :a", ORACLE, ["a", "B"]),
        ("select * from t where a = :1 and b = :2", ORACLE, ["1", "2"]),
        ("select ':a', \":b\" /* :c */ -- :d\n from t", ORACLE, []),
        ("begin :x := f(:y); v := 1; end;", ORACLE, ["x", "y"]),
        (
            "create trigger g before insert on t for each row begin :new.a := :old.a; end;",
            ORACLE,
            [],
        ),
        ("create table t_&month as select * from t", ORACLE, ["month"]),
        ("create table ${s}.t_${month} as select '${a}' from t", ORACLE, ["s", "month"]),
        ("select '&a', 'R&D' from &owner..t where x = &&x", ORACLE, ["owner", "x"]),
        ("select a from t where b = ? and c in (?, ?)", MYSQL, ["1", "2", "3"]),
        ("select @a, @@global.x, :n, 'x?', `a?` -- ?\n", MYSQL, ["n"]),
        ("set @a := ?", MYSQL, ["1"]),
        ("select a->'$.x' from t where b=:b", MYSQL, ["b"]),
        ("select b ? from t", ORACLE, []),
    ],
)
def test_the_places_that_ask(text: str, dialect: Dialect, names: list[str]) -> None:
    assert [bind.name for bind in binds(text, dialect)] == names


def test_every_place_is_told_and_what_to_remember() -> None:
    text = "select :a, &b, &&c, :A from t where x = &c"
    a, b, c = binds(text, ORACLE)
    assert [text[start:end] for start, end in a.spans] == [":a", ":A"]
    assert [bind.kind for bind in (a, b, c)] == [
        BindKind.NAMED,
        BindKind.SUBSTITUTED,
        BindKind.SUBSTITUTED,
    ]
    assert (b.kept, c.kept, len(c.spans)) == (False, True, 2)


@given(st.text(":?&@${}'\"`=ab1. \n-/*", max_size=60), st.sampled_from(SQL))
def test_whatever_the_text_places_are_in_it(text: str, dialect: Dialect) -> None:
    for bind in binds(text, dialect):
        for start, end in bind.spans:
            assert text[start] in ":?&$"
            assert 0 <= start < end <= len(text)
