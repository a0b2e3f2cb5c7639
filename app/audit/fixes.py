"""Fixes of findings, by the id of their rule: what its `Instead:` says, done.

A fix goes by the text of the finding's place and what stands right before it. It changes nothing
else, and where it is not certain what to write there is none. A test applies every fix to the bad
examples of its rule: what was found must be gone, and nothing else broken.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.dialect import Dialect
from app.domain.finding import Finding
from app.domain.fix import Fix
from app.i18n import N_

_FAR = 200  # code points before a finding that are looked at


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a finding is, and what it said."""

    text: str
    """What it is about."""
    before: str
    """What stands in front of that."""
    start: int
    dialect: Dialect
    values: dict[str, str]

    def put(self, template: str, text: str, back: int = 0, /, **values: str) -> Fix:
        """Put `text` there; `back` code points in front of it go as well."""
        return Fix(
            template,
            self.start - back,
            self.start + len(self.text),
            text,
            tuple(values.items()),
        )

    def drop(self, template: str, back: int = 0) -> Fix:
        """Take it out, with the blanks in front of it."""
        before = self.before[: len(self.before) - back]
        return self.put(template, "", back + len(before) - len(before.rstrip()), text=self.text)


_Fixer: TypeAlias = Callable[[_Place], Iterator[Fix]]
FIXERS: dict[str, _Fixer] = {}
"""Who mends the findings of which rule."""


def fixes(finding: Finding, text: str, dialect: Dialect) -> tuple[Fix, ...]:
    """What would mend a finding on `text`, the whole script; nothing where nobody knows."""
    fixer = FIXERS.get(finding.rule)
    if fixer is None:
        return ()
    start, end = finding.start.offset, finding.end.offset
    place = _Place(
        text[start:end], text[max(0, start - _FAR) : start], start, dialect, dict(finding.values)
    )
    return tuple(fixer(place))


_SAFE = frozenset({"index-duplicate-column"})
"""Of these a server refuses the statement as it stands."""
_RENAMES = frozenset({"naming-index-prefix", "naming-unique-index-prefix"})


def renamed(finding: Finding) -> str:
    """The index that its fix calls by another name, in small letters; empty where it calls none."""
    return dict(finding.values).get("index", "").lower() if finding.rule in _RENAMES else ""


def safe(finding: Finding, mentions: Mapping[str, int]) -> bool:
    """Whether its fix leaves alone what the scripts do: rows, values, types, settings.

    `mentions` counts how often they speak of each `renamed` index: where that is once, by the
    statement that makes it, nothing else misses the old name.
    """
    return finding.rule in _SAFE or mentions.get(renamed(finding)) == 1


def _mends(rule: str) -> Callable[[_Fixer], _Fixer]:
    def keep(fixer: _Fixer) -> _Fixer:
        FIXERS[rule] = fixer
        return fixer

    return keep


_NULL_TEST = re.compile(r"(<=>|<>|!=|\^=|=)\s*NULL\Z", re.I)


@_mends("query-equal-null")
@_mends("query-null-test")
def _null_test(place: _Place) -> Iterator[Fix]:
    if found := _NULL_TEST.search(place.text):
        test = "IS NULL" if found[1] in {"=", "<=>"} else "IS NOT NULL"
        text = f"{place.text[: found.start()].rstrip()} {test}".lstrip()
        yield place.put(N_("Write {test}"), text, test=test)


@_mends("query-union-all")
def _union_all(place: _Place) -> Iterator[Fix]:
    if place.text.upper() == "UNION":
        yield place.put(N_("Write UNION ALL, which keeps equal rows"), f"{place.text} ALL")


@_mends("query-implicit-conversion")
def _quoted_number(place: _Place) -> Iterator[Fix]:
    if re.fullmatch(r"-?\d+(?:\.\d+)?", place.text):
        text = f"'{place.text}'"
        yield place.put(N_("Write the number as the text {text}"), text, text=text)


@_mends("dml-no-limit")
def _no_limit(place: _Place) -> Iterator[Fix]:
    yield place.drop(N_("Take out {text}"))


@_mends("ddl-no-column-order-change")
def _no_order(place: _Place) -> Iterator[Fix]:
    yield place.drop(N_("Take out {text}"))


@_mends("auto-increment-initial-value")
def _no_initial_value(place: _Place) -> Iterator[Fix]:
    before = place.before.rstrip()
    comma = before.endswith(",")  # which may stand between options
    yield place.drop(N_("Take out {text}"), len(place.before) - len(before) + 1 if comma else 0)


@_mends("auto-increment-unsigned")
def _unsigned(place: _Place) -> Iterator[Fix]:
    yield place.put(N_("Make it UNSIGNED"), f"{place.text} UNSIGNED")


@_mends("column-char-to-varchar")
def _varchar(place: _Place) -> Iterator[Fix]:
    if found := re.fullmatch(r"(?s)CHAR\b(.*)", place.text, re.I):
        name = "VARCHAR2" if place.dialect is Dialect.ORACLE else "VARCHAR"
        yield place.put(N_("Make it {type}"), name + found[1], type=name)


_EXACT = re.compile(r"(?:FLOAT|DOUBLE|REAL)\s*(\(\s*\d+\s*,\s*\d+\s*\))", re.I)


@_mends("column-float-to-decimal")
def _decimal(place: _Place) -> Iterator[Fix]:
    if found := re.fullmatch(
        r"(?:FLOAT|DOUBLE|REAL)\s*(\(\s*\d+\s*,\s*\d+\s*\))", place.text, re.I
    ):
        text = f"DECIMAL{found[1]}"
        yield place.put(N_("Make it {type}"), text, type=text)


@_mends("column-not-null")
def _not_null(place: _Place) -> Iterator[Fix]:
    text = "NOT NULL" if place.text.upper() == "NULL" else f"{place.text} NOT NULL"
    yield place.put(N_("Make it NOT NULL"), text)


@_mends("column-blob-no-default")
def _expression_default(place: _Place) -> Iterator[Fix]:
    if found := re.fullmatch(r"(?s)(DEFAULT\s+)(.+)", place.text, re.I):
        title = N_("Make the default an expression (MySQL 8.0.13)")
        yield place.put(title, f"{found[1]}({found[2]})")


_OWN_CHARSET = re.compile(r"(?:CHARACTER\s+SET|CHARSET|COLLATE)\s*=?\s*\Z", re.I)


@_mends("column-charset-not-set")
def _no_charset(place: _Place) -> Iterator[Fix]:
    if found := _OWN_CHARSET.search(place.before):
        yield place.drop(N_("Take out {text}"), len(found[0]))


def _allowed(place: _Place, given: str) -> Iterator[Fix]:
    """The first that the profile allows, in the place of the one that was given."""
    first = place.values.get("allowed", "").split(",")[0].strip()
    old = place.values.get(given, "")
    if first and old and old in place.text:
        text = place.text.replace(old, first)
        yield place.put(N_("Write {text}"), text, text=text)


@_mends("table-engine-allowlist")
def _engine(place: _Place) -> Iterator[Fix]:
    yield from _allowed(place, "engine")


@_mends("table-charset-allowlist")
def _charset(place: _Place) -> Iterator[Fix]:
    yield from _allowed(place, "name")


@_mends("table-collation-allowlist")
def _collation(place: _Place) -> Iterator[Fix]:
    yield from _allowed(place, "name")


@_mends("index-duplicate-column")
def _once(place: _Place) -> Iterator[Fix]:
    before = place.before.rstrip()
    if before.endswith(","):
        yield place.drop(N_("Take out {text}"), len(place.before) - len(before) + 1)


@_mends("table-exists")
def _if_not_exists(place: _Place) -> Iterator[Fix]:
    if re.search(r"\bCREATE\s+(?:TEMPORARY\s+)?TABLE\s+\Z", place.before, re.I):
        yield place.put(N_("Write IF NOT EXISTS"), f"IF NOT EXISTS {place.text}")


@_mends("naming-index-prefix")
@_mends("naming-unique-index-prefix")
def _prefixed(place: _Place) -> Iterator[Fix]:
    prefix = place.values.get("prefix", "")
    found = re.fullmatch(r"(`?)([\w$]+)(`?)", place.text)
    if prefix and found and found[2] == place.values.get("index"):
        text = f"{found[1]}{prefix}{found[2]}{found[3]}"
        yield place.put(N_("Call it {name}"), text, name=f"{prefix}{found[2]}")
