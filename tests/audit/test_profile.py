"""Profiles: what is on, and what is said about one that makes no sense."""

import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.audit.profile import Layer, Profile, built_in, load, nearest
from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from app.domain.errors import BadProfile
from app.domain.finding import Severity

GUIDE = Path(__file__).parents[2] / "docs" / "profiles.md"


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str, name: str = "mohist.toml") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
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


def test_the_example_of_the_guide_loads(write: Write) -> None:
    example = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.S)[0]
    profile = load(write(example))
    active = {a.rule.id: a for a in profile.active(str(GUIDE.parent / "a.sql"), Dialect.MYSQL)}
    assert active["dml-require-where"].severity is Severity.ERROR
    assert "query-no-select-star" not in active
    assert active["index-max-columns"].parameters["max"] == 5
    assert active["table-engine-allowlist"].parameters["engines"] == ("InnoDB", "RocksDB")


def test_later_paths_have_the_last_word(write: Write, tmp_path: Path) -> None:
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
        "legacy/deep/deeper/a.sql": None,
        "legacy/keep/a.sql": Severity.NOTICE,
        "legacy/keep/deep/a.sql": None,
        "../legacy/a.sql": Severity.WARNING,
    }
    for name, severity in where.items():
        assert on(profile, str(tmp_path / name)).get("dml-require-where") is severity


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("legacy/**", "legacy/a.sql", True),
        ("legacy/**", "legacy/b/c/a.sql", True),
        ("legacy/**", "old/legacy/a.sql", False),
        ("legacy/", "legacy/a.sql", True),
        ("legacy/", "old/legacy/b/a.sql", True),
        ("legacy", "old/legacy/b/a.sql", True),
        ("/legacy", "legacy/b/a.sql", True),
        ("/legacy", "old/legacy/b/a.sql", False),
        ("a/b", "a/b/c/d.sql", True),
        ("a/b", "x/a/b/d.sql", False),
        ("..*", "..odd.sql", True),
        ("**/legacy/**", "legacy/a.sql", True),
        ("**/legacy/**", "x/y/legacy/b/a.sql", True),
        ("*.ddl", "a.ddl", True),
        ("*.ddl", "deep/er/a.ddl", True),
        ("/*.ddl", "a.ddl", True),
        ("/*.ddl", "deep/a.ddl", False),
        ("a/*/c.sql", "a/b/c.sql", True),
        ("a/*/c.sql", "a/b/b/c.sql", False),
        ("a/**/c.sql", "a/c.sql", True),
        ("a/**/c.sql", "a/b/b/c.sql", True),
        ("V?__*.sql", "V1__x.sql", True),
        ("V[0-4]__*.sql", "db/V7__x.sql", False),
        ("Legacy/**", "legacy/a.sql", False),
        ("表/**", "表/a.sql", True),
        ("-", "-", True),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, path: str, *, matches: bool) -> None:
    where = path if path == "-" else str(tmp_path / path)
    assert Layer(match=pattern, folder=str(tmp_path)).holds_for(where) is matches


def test_dialect_and_encoding_of_paths(write: Write, tmp_path: Path) -> None:
    profile = load(
        write(
            'dialect = "mariadb"\n[[paths]]\nmatch = "ora/**"\ndialect = "oracle"\n'
            'encoding = "gb18030"\n'
        )
    )
    for name, expected in {
        "ora/a.sql": (Dialect.ORACLE, "gb18030"),
        "a.sql": (Dialect.MARIADB, None),
    }.items():
        path = str(tmp_path / name)
        assert (profile.dialect(path), profile.encoding(path)) == expected
    assert built_in("default").dialect("a.sql") is built_in("default").encoding("a.sql") is None


def test_another_file_can_be_extended(write: Write, tmp_path: Path) -> None:
    write(
        'extends = "strict"\n[rules]\ninsert-max-rows = { severity = "error", max = 7 }\n'
        '[[paths]]\nmatch = "old/**"\nrules = { insert-max-rows = "off" }\n',
        "company.toml",
    )
    profile = load(
        write('extends = "../company.toml"\n[rules]\ndml-no-limit = "off"', "team/m.toml")
    )
    active = {a.rule.id: a for a in profile.active(str(tmp_path / "a.sql"), Dialect.MYSQL)}
    assert active["insert-max-rows"].severity is Severity.ERROR
    assert active["insert-max-rows"].parameters == {"max": 7}
    assert "dml-no-limit" not in active
    assert "dml-no-order-by" in active
    assert "insert-max-rows" not in on(profile, str(tmp_path / "old" / "a.sql"))
    assert "insert-max-rows" in on(profile, str(tmp_path / "team" / "old" / "a.sql"))


def test_files_that_extend_each_other_are_refused(write: Write) -> None:
    write('extends = "b.toml"', "a.toml")
    with pytest.raises(BadProfile, match="circle"):
        load(write('extends = "a.toml"', "b.toml"))


def test_a_rule_with_parameters_is_on(write: Write) -> None:
    name = next(r.id for r in catalogue().values() if not r.in_default and r.parameters)
    rule = catalogue()[name]
    parameter, value = next(iter(rule.parameters.items()))
    said = list(value) if isinstance(value, tuple) else value
    assert name not in on(load(write("")))
    assert name in on(load(write(f"[rules]\n{name} = {{ {parameter} = {json.dumps(said)} }}")))
    text = f"[rules]\n{name} = {{ severity = 'off', {parameter} = {json.dumps(said)} }}"
    assert name not in on(load(write(text)))


def test_on_is_the_severity_of_the_rule(write: Write) -> None:
    rule = next(r for r in catalogue().values() if not r.in_default)
    assert on(load(write(f'[rules]\n{rule.id} = "on"')))[rule.id] is rule.severity


def test_strict_can_be_extended(write: Write) -> None:
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
        ('[[paths]]\nmatch = "a"\nruls = {}', "paths[0].ruls"),
        ('[[paths]]\nmatch = "a"\n[paths.rules]\nquery-havin = "on"', "paths[0].rules.query-havin"),
        ('extends = "nowhere.toml"', "nowhere.toml"),
        ('dialect = "postgres"', "dialect"),
        ("dialect = 3", "dialect"),
        ('server = "latest"', "server"),
        ("server = 8", "server"),
        ('encoding = "utf-9"', "encoding"),
        ("encoding = 3", "encoding"),
        ('[rules]\nnaming-identifier-charset = { pattern = "[" }', "charset.pattern"),
        ("paths = 3", "paths"),
        ("rules = 3", "rules"),
    ],
)
def test_what_makes_no_sense_is_named(write: Write, text: str, said: str) -> None:
    file = write(text)
    with pytest.raises(BadProfile) as caught:
        load(file)
    assert said in str(caught.value)
    assert str(file.parent) in str(caught.value)


def test_a_misspelt_rule_is_guessed(write: Write) -> None:
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


def test_the_nearest_file_is_found(write: Write, tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    file = write("")
    assert nearest(deep) == file
    (tmp_path / "a" / "mohist.toml").write_text("", "utf-8")
    assert nearest(deep) == tmp_path / "a" / "mohist.toml"


def test_a_profile_crosses_processes(write: Write) -> None:
    profile = load(write('[rules]\nindex-max-columns = { max = 5 }\n[[paths]]\nmatch = "x"'))
    copy = pickle.loads(pickle.dumps(profile))
    assert copy == profile
    assert on(copy) == on(profile)
    # what is worked out once is not worked out for every file, nor for every process's copy
    assert copy.active("b.sql", Dialect.MYSQL) is profile.active("a.sql", Dialect.MYSQL)
