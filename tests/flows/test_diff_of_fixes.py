"""The diff of fixes is the one that difflib finds, whatever is changed where."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fix import Fix
from app.flows.diff_of_fixes import diff_of_fixes, mended


def fix(start: int, end: int, text: str) -> Fix:
    return Fix("", start, end, text)


def searched(old: str, new: str) -> list[str]:
    return list(
        difflib.unified_diff(old.splitlines(), new.splitlines(), "a.sql", "a.sql", lineterm="")
    )


LINES = "".join(f"line {n:02}\n" for n in range(40))  # eight code points each


@pytest.mark.parametrize(
    "fixes",
    [
        [],
        [fix(0, 4, "LINE")],
        [fix(5, 7, "first"), fix(8, 12, "next")],
        [fix(39, 44, "")],  # two lines become one
        [fix(45, 47, "a\nb\nc"), fix(8 * 30, 8 * 30 + 4, "far")],
        [fix(8 * 10, 8 * 10 + 4, "x"), fix(8 * 17, 8 * 17 + 4, "together")],
        [fix(8 * 10, 8 * 10 + 4, "x"), fix(8 * 18, 8 * 18 + 4, "apart")],
        [fix(8 * 39, 8 * 40, "end")],
    ],
)
def test_it_is_what_difflib_finds(fixes: list[Fix]) -> None:
    found = list(diff_of_fixes(LINES, fixes, "a.sql"))
    assert found == searched(LINES, mended(LINES, fixes))


@given(
    st.text(alphabet="ab \n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), st.text("xy\n", max_size=3))),
)
def test_applied_it_gives_the_mended_text(text: str, wanted: list[tuple[int, int, str]]) -> None:
    fixes, at = list[Fix](), 0
    for start, length, new in sorted(wanted):
        if at <= start and start + length <= len(text):
            fixes.append(fix(start, start + length, new))
            at = start + length
    old, new_lines, at = text.splitlines(), list[str](), 0
    for line in list(diff_of_fixes(text, fixes, "a.sql"))[2:]:
        if line.startswith("@@"):
            begin = int(line.split()[1].lstrip("-").split(",")[0])
            new_lines += old[at : begin - 1]
            at = max(at, begin - 1)
        elif line.startswith("+"):
            new_lines.append(line[1:])
        else:
            assert line[1:] == old[at], "it speaks of the old text"
            at += 1
            if line.startswith(" "):
                new_lines.append(line[1:])
    assert [*new_lines, *old[at:]] == mended(text, fixes).splitlines()
