"""How an example of a rule is audited: as a small script of its own.

Its first lines may say `-- dialect: oracle` or `-- server: mysql 5.7`, give parameters of the rule,
as in `-- types: YEAR, BIT`, settings of the server: `-- variable: read_only = ON`, and what the
statements stand in: `-- input: mybatis`. Rules that need facts are given those of
`resources/facts/example.json`, Oracle's those of `example-oracle.json`.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache

from app.audit.facts import file
from app.audit.facts.known import KnownFacts
from app.audit.facts.simulate import simulated
from app.audit.judge import Judge
from app.audit.profile import Active, ActiveRules
from app.audit.registry import Rule, catalogue
from app.domain.dialect import Dialect
from app.domain.errors import UnreadableInput
from app.domain.finding import Finding, Need
from app.domain.input_kind import InputKind
from app.domain.snapshot import Snapshot
from app.paths import resource
from app.sql.hidden import pieces as hidden_pieces
from app.sql.split import Piece, split
from app.sql.versions import release_of

_HEAD = re.compile(r"(?:-- \w+: [^\n]+\n)+")


def dialect_of(sql: str) -> Dialect:
    """The dialect an example asks for, or its server speaks; MySQL where it does not."""
    said = _said(sql)
    release = release_of(said.get("server", ""))
    return Dialect(said.get("dialect", release.dialect if release else "mysql"))


def _said(sql: str) -> dict[str, str]:
    """What the first lines of an example say."""
    said = {}
    for line in sql.splitlines():
        found = re.fullmatch(r"-- (\w+): (.+)", line)
        if not found:
            break
        said[found[1]] = found[2]
    return said


def _parameters(sql: str, rule: Rule) -> dict[str, int | str | tuple[str, ...]]:
    """The parameters of `rule` that the first lines give."""
    given: dict[str, int | str | tuple[str, ...]] = {}
    for name, text in _said(sql).items():
        declared = rule.parameters.get(name)
        if isinstance(declared, tuple):
            given[name] = tuple(word.strip() for word in text.split(","))
        elif declared is not None:
            given[name] = int(text) if isinstance(declared, int) else text
    return given


def active(rule: str | Rule, **parameters: int | str | tuple[str, ...]) -> Active:
    """A rule that is on, as declared but for `parameters`."""
    found = catalogue()[rule] if isinstance(rule, str) else rule
    return Active(found, found.severity, {**found.parameters, **parameters})


def _facts(sql: str, dialect: Dialect) -> KnownFacts:
    """Of the server the examples speak of."""
    name, _equals, value = _said(sql).get("variable", "").partition(" = ")
    snapshot = _snapshot(dialect)
    return KnownFacts(replace(snapshot, variables={**snapshot.variables, name: value}))


@cache
def _snapshot(dialect: Dialect) -> Snapshot:
    name = "example-oracle.json" if dialect is Dialect.ORACLE else "example.json"
    return file.read(resource("facts") / name)


def pieces(sql: str, dialect: Dialect | None = None) -> list[Piece]:
    """The pieces of an example."""
    dialect = dialect or dialect_of(sql)
    kind = InputKind(_said(sql).get("input", "script"))
    if kind is InputKind.SCRIPT:
        return list(split([sql], dialect))
    said = _HEAD.match(sql)
    assert said is not None
    blank = re.sub(r"[^\n]", " ", said[0])  # so that places stay what they are
    found: list[Piece] = []
    with suppress(UnreadableInput):  # examples are cut to pieces, too
        found.extend(hidden_pieces(kind, [blank + sql[said.end() :]], dialect))
    return found


def findings(
    sql: str,
    rule: str | Rule,
    dialect: Dialect | None = None,
    **parameters: int | str | tuple[str, ...],
) -> list[Finding]:
    """What one rule says of a script."""
    rule = catalogue()[rule] if isinstance(rule, str) else rule
    one = active(rule, **_parameters(sql, rule), **parameters)
    return judged(sql, [one], dialect or dialect_of(sql))


def everything(sql: str, dialect: Dialect | None = None, *, cache: bool = True) -> list[Finding]:
    """What all rules say of a script; those that need facts of a server know its schema too."""
    dialect = dialect or dialect_of(sql)
    rules = [active(r) for r in catalogue().values() if dialect in r.dialects]
    by_need = [[one for one in rules if one.rule.need is need] for need in Need]
    return [
        finding for some in by_need if some for finding in judged(sql, some, dialect, cache=cache)
    ]


def judged(
    sql: str, rules: Iterable[Active], dialect: Dialect, *, cache: bool = True
) -> list[Finding]:
    """What `rules` say of a script."""
    rules = tuple(rules)
    facts = _facts(sql, dialect) if any(one.rule.need is Need.FACTS for one in rules) else None
    schema = simulated(facts.snapshot) if facts else None
    release = release_of(_said(sql).get("server", ""))
    judge = Judge(ActiveRules(rules), dialect, schema, facts=facts, release=release, cache=cache)
    found = [finding for piece in pieces(sql, dialect) for finding in judge.judge(piece)]
    return found + judge.finish()
