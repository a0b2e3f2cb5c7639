"""Comments toggled, brackets paired, parts folded."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.domain.dialect import Commands, Dialect, Language
from app.sql.editing import Script, bracket_pair, comment_toggle, folds

MYSQL, ORACLE, REDIS = Dialect.MYSQL, Dialect.ORACLE, Commands.REDIS

# ---------------------------------------------------------------------- comments


def test_comments_keep_the_shape_of_what_they_hide() -> None:
    lines = ["  select a", "", "    from t"]
    hidden = ["  -- select a", "", "  --   from t"]
    assert comment_toggle(lines, MYSQL) == hidden
    assert comment_toggle(hidden, MYSQL) == lines


def test_a_mixed_selection_is_commented_out_whole() -> None:
    assert comment_toggle(["-- a", "b"], ORACLE) == ["-- -- a", "-- b"]
    assert comment_toggle(["# a", "--b"], MYSQL) == ["a", "b"]
    assert comment_toggle(["GET a"], REDIS) == ["# GET a"]
    assert comment_toggle(["# GET a"], REDIS) == ["GET a"]


@given(st.lists(st.text("ab -#\t", max_size=12), max_size=5), st.sampled_from((*Dialect, REDIS)))
def test_toggled_twice_all_is_as_it_was(lines: list[str], language: Language) -> None:
    once = comment_toggle(lines, language)
    assert len(once) == len(lines)
    if once != lines and sum(map(len, once)) > sum(map(len, lines)):
        assert comment_toggle(once, language) == lines


# ---------------------------------------------------------------------- brackets


@pytest.mark.parametrize(
    ("marked", "pair"),
    [
        ("f|(a, (b))", ("(", ")")),
        ("f(a, (b)|)", ("(", ")")),
        ("f(a, |(b))", ("(", ")")),
        ("f('(', \"(\"|)", ("(", ")")),
        ("f(/* ( */ a -- (\n|)", ("(", ")")),
        ("be|gin if x then y; end if; end", ("begin", "end")),
        ("begin |if x then y; end if; end", ("if", "end if")),
        ("begin if x then y; end if; |end", ("begin", "end")),
        ("select |case when if(a, b, c) then 1 end", ("case", "end")),
        ("for i in 1..2 |loop null; end loop", ("loop", "end loop")),
        ("|if(a, b", None),
        ("select a|b from t", None),
        ("f(a|", None),
    ],
)
def test_the_other_one_is_found(marked: str, pair: tuple[str, str] | None) -> None:
    text, position = marked.replace("|", ""), marked.index("|")
    found = bracket_pair(text, position, ORACLE)
    assert (found and tuple(text[start:end] for start, end in found)) == pair
    if found:
        assert any(start <= position <= end for start, end in found)


def test_between_two_the_one_behind_the_cursor_is_meant() -> None:
    assert bracket_pair("((a))", 1, MYSQL) == ((1, 2), (3, 4))
    assert bracket_pair("((a))", 4, MYSQL) == ((0, 1), (4, 5))


# ---------------------------------------------------------------------- folds

SCRIPT = """\
-- region setup
-- first
-- second
select a,
       (
         select 1
       ) as b
from t;
-- endregion
create procedure p()
begin
  if a then
    select 1;
  end if;
  /* long
     words */
end;
"""


def test_everything_of_several_lines_folds() -> None:
    assert [tuple(fold) for fold in folds(Script(SCRIPT, MYSQL))] == [
        (0, 8),
        (3, 7),
        (4, 6),
        (9, 16),
        (10, 16),
        (11, 13),
        (14, 15),
    ]


@given(
    st.lists(
        st.sampled_from("( ) [ ' \" ` -- # /* */ \n begin end case if loop ; x".split(" ")),
        max_size=30,
    ).map(" ".join),
    st.sampled_from((*Dialect, REDIS)),
    st.integers(0, 40),
)
def test_whatever_the_text_folds_are_lines_of_it(
    text: str, language: Language, position: int
) -> None:
    lines = text.count("\n")
    found = folds(Script(text, language))
    assert all(0 <= fold.first < fold.last <= lines for fold in found)
    assert len({fold.first for fold in found}) == len(found)
    bracket_pair(text, position, language)
