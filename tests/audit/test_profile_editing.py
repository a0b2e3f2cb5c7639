"""What the editor of profiles writes, the reader reads as the same."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit.profile import built_in, load
from app.audit.profile.editing import Choice, Choices, choices, inherited, new_file, written
from app.audit.registry import catalogue
from app.audit.scope import Pattern
from app.domain.errors import BadProfile
from app.domain.finding import Severity

FILE = """# ours
extends = "strict"   # all of it
dialect = "mysql"

[rules]
# agreed on in spring
dml-require-where = "error"
index-max-columns = { severity = "warning", max = 5 }

[[paths]]
match = "legacy/**"
[paths.rules]
table-require-comment = "off"
"""


def loaded(folder: Path, text: str) -> Any:
    path = folder / "mohist.toml"
    path.write_text(text, "utf-8")
    return load(path)


def changed(all_of_them: Choices, **some: Choice) -> Choices:
    return {**all_of_them, **{name.replace("_", "-"): choice for name, choice in some.items()}}


def test_only_what_was_changed_is_changed(tmp_path: Path) -> None:
    profile = loaded(tmp_path, FILE)
    before = choices(profile)
    assert before["index-max-columns"].parameters["max"] == 5
    select = replace(before["query-no-select-star"], on=False)
    text = written(FILE, before, inherited(profile), changed(before, query_no_select_star=select))
    assert [line for line in text.splitlines() if line not in FILE.splitlines()] == [
        'query-no-select-star = "off"'
    ]
    assert [line for line in FILE.splitlines() if line not in text.splitlines()] == []


def test_what_is_as_in_the_base_is_taken_out(tmp_path: Path) -> None:
    profile = loaded(tmp_path, FILE)
    before, base = choices(profile), inherited(profile)
    text = written(FILE, before, base, changed(before, index_max_columns=base["index-max-columns"]))
    assert "index-max-columns" not in text
    assert "# agreed on in spring" in text
    assert choices(loaded(tmp_path, text))["index-max-columns"] == base["index-max-columns"]


def test_a_table_of_paths_stays_the_only_one_to_say_it(tmp_path: Path) -> None:
    profile = loaded(tmp_path, FILE)
    assert choices(profile)["table-require-comment"].on


@pytest.mark.parametrize("text", ["[rules", 'rules = "all"', "rules = 3"])
def test_what_cannot_be_changed_is_told(text: str) -> None:
    base = choices(built_in("default"))
    rule = replace(base["dml-require-where"], on=False)
    with pytest.raises(BadProfile):
        written(text, base, base, changed(base, dml_require_where=rule))


def _value(draw: st.DrawFn, like: Any) -> Any:
    if isinstance(like, Pattern):
        return Pattern(draw(st.sampled_from(["^a$", "\\d+", 'x"y', "订单"])))
    if isinstance(like, int):
        return draw(st.integers(0, 10_000))
    words = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=6)
    if isinstance(like, str):
        return draw(words)
    return tuple(draw(st.lists(words, max_size=3)))


@st.composite
def wanted(draw: st.DrawFn) -> dict[str, Choice]:
    """Choices for some rules, whatever they may be."""
    rules = draw(st.lists(st.sampled_from(sorted(catalogue())), max_size=8, unique=True))
    return {
        name: Choice(
            draw(st.booleans()),
            draw(st.sampled_from(list(Severity))),
            {key: _value(draw, value) for key, value in catalogue()[name].parameters.items()},
        )
        for name in rules
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(some=wanted(), base=st.sampled_from(["default", "strict"]))
def test_what_is_written_is_read_as_the_same(
    tmp_path: Path, some: dict[str, Choice], base: str
) -> None:
    before = choices(built_in(base))
    text = written(new_file(base), before, before, {**before, **some})
    after = choices(loaded(tmp_path, text))
    for name, choice in some.items():
        assert after[name].on == choice.on
        assert dict(after[name].parameters) == dict(choice.parameters)
        if choice.on:
            assert after[name].severity is choice.severity
    assert {name: after[name] for name in after if name not in some} == {
        name: before[name] for name in before if name not in some
    }
