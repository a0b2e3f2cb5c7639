"""Rules as TOML come back as they were; nonsense is said, and costs no other rule."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.domain.monitoring.metric import Severity, Threshold
from app.domain.monitoring.rule import Rule, Scope
from app.monitor.alerts import read_rules, write_rules
from app.monitor.alerts.rules_file import KeptRules
from tests.monitor.alerts.judging import KEY, Court, catalogue, rule

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = words.filter(str.strip)
numbers = st.integers(-10_000, 10_000).map(lambda n: n / 8)
spans = st.sampled_from([1.0, 30.0, 60.0, 90.0, 3600.0, 86_400.0, 7 * 86_400.0])


@st.composite
def limits(draw: st.DrawFn) -> Threshold:
    limit, below = draw(numbers), draw(st.booleans())
    room = draw(st.none() | st.integers(1, 800).map(lambda n: n / 8))
    clear = None if room is None else limit + room if below else limit - room
    return Threshold(
        draw(st.sampled_from(Severity)), limit, below, draw(st.just(0.0) | spans), clear,
        draw(st.booleans()), draw(st.none() | spans),
    )  # fmt: skip


def by_severity(those: list[Threshold]) -> tuple[Threshold, ...]:
    return tuple(sorted(those, key=lambda each: each.severity is Severity.CRITICAL))


roles = st.sampled_from(["", "master", "slave", "cache", "数据仓库", 'a "b"', "a.b"])
those = st.lists(limits(), min_size=1, max_size=3).map(by_severity)
scopes = st.builds(Scope, *[st.frozensets(words, max_size=2)] * 4)
rules = st.lists(
    st.builds(
        Rule, names, names, st.dictionaries(roles, those, max_size=3), scopes, words,
        st.booleans(), words, words,
    ),
    max_size=4, unique_by=lambda each: each.id,
)  # fmt: skip


@settings(max_examples=40)
@given(rules)
def test_what_is_written_is_read_again(made: list[Rule]) -> None:
    read, troubles = read_rules(write_rules(made))
    assert troubles == ()
    assert list(read) == made


def test_all_that_is_made_in_is_read_again(tmp_path: Path) -> None:
    made = tuple(Court(tmp_path).judge.made_in.values())
    assert len(made) > 50
    assert read_rules(write_rules(made)) == (made, ())


@settings(max_examples=60)
@given(st.text(max_size=200) | st.builds("[\"{}\"]\nmetric = {}\nwarning = {}".format, words,
       words, words))  # fmt: skip
def test_whatever_is_in_a_file_is_read_or_refused(text: str) -> None:
    with suppress(BadInput):
        read, troubles = read_rules(text)
        assert all(str(each) for each in troubles)
        assert all(each.metric for each in read)


@pytest.mark.parametrize(
    "wrong",
    [
        "metric = 7", "metric = ''", "", "metric = 'm'\nwarning = 'much'",
        "metric = 'm'\nwarning = 7", "metric = 'm'\nwarning = { slave = 7 }",
        "metric = 'm'\nenabled = 'no'", "metric = 'm'\nnote = 1", "metric = 'm'\nlimit = '> 1'",
        "metric = 'm'\nscope = 'all'", "metric = 'm'\nscope = { hosts = ['a'] }",
        "metric = 'm'\nscope = { tags = 'a' }",
    ],
)  # fmt: skip
def test_a_bad_rule_is_named_and_costs_no_other(wrong: str) -> None:
    good = "metric = 'mysql.qps'\nwarning = '> 1'"
    read, (trouble,) = read_rules(f"[bad]\n{wrong}\n[good]\n{good}\n")
    assert [each.id for each in read] == ["good"]
    assert "bad" in str(trouble)


@pytest.mark.parametrize("text", ["[", "a = 1\na = 2", "x = " + "[" * 5000, "#" * ((1 << 20) + 1)])
def test_what_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_rules(text)


def test_what_could_not_be_read_is_kept_before_another_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    for number, text in enumerate(["[", "[bad]\nmetric = 7", "["], 1):
        path.write_text(text, "utf-8")
        kept = KeptRules(path)
        assert kept.troubles
        assert path.read_text("utf-8") == text
        kept.write([rule("> 1")])
        assert KeptRules(path).rules == (rule("> 1"),)
        aside = sorted(tmp_path.glob("rules*.damaged"))
        assert len(aside) == number
        assert text in {each.read_text("utf-8") for each in aside}


def test_a_bad_entry_is_said_when_the_judge_begins(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(
        f"[mine]\nmetric = '{KEY}'\nwarning = '> 80'\n[bad]\nmetric = 1\n", "utf-8"
    )
    court = Court(tmp_path)
    assert len(court.judge.troubles) == 1
    assert [each.rule for each in court.see(90)] == ["mine"]
    assert catalogue().troubles == ()
