"""Profiles: what is on, and what is said about one that makes no sense."""

import pickle
import re
from pathlib import Path

import pytest

from app.audit.profile import Profile, built_in, load, nearest
from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from app.domain.errors import BadProfile
from app.domain.finding import Severity

GUIDE = Path(__file__).parents[2] / "docs" / "profiles.md"


@pytest.fixture
def write(tmp_path: Path):
    def _write(text: str) -> Path:
        file = tmp_path / "mohist.toml"
        file.write_text(text, "utf-8")
        return file

    return _write


def on(profile: Profile, path: str = "a.sql") -> dict[str, Severity]:
    return {a.rule.id: a.severity for a in profile.active(path, Dialect.MYSQL)}


def test_default_leaves_to_strict_what_is_house_style() -> None:
    strict, default = on(built_in("strict")), on(built_in("default"))
    mysql = {r.id: r for r in catalogue().values() if Dialect.MYSQL in r.dialects}
    assert strict.keys() == mysql.keys()
    assert default.keys() == {name for name, rule in mysql.items() if rule.in_default}
    assert len(default) < len(strict)


def test_oracle_gets_the_rules_that_know_oracle() -> None:
    active = built_in("strict").active("a.sql", Dialect.ORACLE)
    assert {a.rule.id for a in active} == {
        r.id for r in catalogue().values() if Dialect.ORACLE in r.dialects
    }


def test_unknown_built_in_says_what_there_is() -> None:
    with pytest.raises(BadProfile, match="lenient") as caught:
        built_in("lenient")
    assert "strict" in caught.value.hint


def test_the_example_of_the_guide_loads(write) -> None:
    example = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.S)[0]
    profile = load(write(example))
    active = {a.rule.id: a for a in profile.active(str(GUIDE.parent / "a.sql"), Dialect.MYSQL)}
    assert active["dml-require-where"].severity is Severity.ERROR
    assert "query-no-select-star" not in active
    assert active["index-max-columns"].parameters["max"] == 5
    assert active["table-engine-allowlist"].parameters["engines"] == ("InnoDB", "RocksDB")


def test_paths_have_the_last_word(write, tmp_path: Path) -> None:
    profile = load(
        write(
            '[rules]\ndml-require-where = "warning"\n'
            '[[paths]]\nmatch = "legacy/**"\nrules = { dml-require-where = "off" }\n'
            '[[paths]]\nmatch = "*/keep/*.sql"\nrules = { dml-require-where = "notice" }\n'
        )
    )
    where = {
        "new/a.sql": Severity.WARNING,
        "legacy/a.sql": None,
        "legacy/keep/a.sql": Severity.NOTICE,
    }
    for name, severity in where.items():
        assert on(profile, str(tmp_path / name)).get("dml-require-where") is severity


def test_a_rule_with_parameters_is_on(write) -> None:
    name = next(r.id for r in catalogue().values() if not r.in_default and r.parameters.get("max"))
    assert name not in on(load(write("")))
    assert name in on(load(write(f"[rules]\n{name} = {{ max = 7 }}")))


def test_strict_can_be_extended(write) -> None:
    profile = load(write('extends = "strict"\n[rules]\nquery-no-select-star = "off"'))
    assert on(built_in("strict")).keys() - on(profile).keys() == {"query-no-select-star"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not toml at all", "not TOML"),
        ('extends = "lenient"', "extends"),
        ("[rule]", "at rule"),
        ('[rules]\ndml-requires-where = "error"', "rules.dml-requires-where"),
        ('[rules]\ndml-require-where = "fatal"', "rules.dml-require-where"),
        ("[rules]\ndml-require-where = 3", "rules.dml-require-where"),
        ("[rules]\nindex-max-columns = { max = -1 }", "rules.index-max-columns.max"),
        ('[rules]\nindex-max-columns = { max = "5" }', "rules.index-max-columns.max"),
        ("[rules]\nindex-max-columns = { max = true }", "rules.index-max-columns.max"),
        ("[rules]\nindex-max-columns = { least = 5 }", "rules.index-max-columns.least"),
        ("[rules]\ntable-engine-allowlist = { engines = 3 }", "engines"),
        ("[[paths]]\nrules = {}", "paths[0].match"),
        ("paths = 3", "paths"),
        ("rules = 3", "rules"),
    ],
)
def test_what_makes_no_sense_is_named(write, text: str, said: str) -> None:
    file = write(text)
    with pytest.raises(BadProfile) as caught:
        load(file)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_misspelt_rule_is_guessed(write) -> None:
    with pytest.raises(BadProfile) as caught:
        load(write('[rules]\ndml-requires-where = "error"'))
    assert "dml-require-where" in caught.value.hint


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"none\.toml"):
        load(tmp_path / "none.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_bytes(b'\xef\xbb\xbfextends = "strict"\n')
    assert load(file).base == "strict"


def test_the_nearest_file_is_found(write, tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    file = write("")
    assert nearest(deep) == file
    (tmp_path / "a" / "mohist.toml").write_text("", "utf-8")
    assert nearest(deep) == tmp_path / "a" / "mohist.toml"


def test_a_profile_crosses_processes(write) -> None:
    profile = load(write('[rules]\nindex-max-columns = { max = 5 }\n[[paths]]\nmatch = "x"'))
    assert on(pickle.loads(pickle.dumps(profile))) == on(profile)
