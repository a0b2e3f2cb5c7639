"""Makes one metric of one table of a file, or says what is wrong with it and in which line."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

from app.domain.errors import BadInput
from app.domain.monitoring.metric import Family, Kind, Metric, Severity, Threshold, Tier
from app.i18n import N_, _
from app.monitor.catalogue.catalogue import Entry
from app.monitor.catalogue.sources import SOURCES, TABLES
from app.monitor.catalogue.thresholds import thresholds
from app.monitor.formula import BadFormula, Formula, compiled

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_ROLE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_TEXTS = ("title", "unit", "each", "shown_if", "group", "chart", "why", "query", "capacity")
_FIELDS = frozenset((*_TEXTS, "formula", "parts", "kind", "tier", "stacked", "warning", "critical"))
_CAPACITIES = ("", "space", "auto-increment", "connections", "memory")
OTHERWISE = "otherwise"
"""What a table of thresholds calls the roles it does not name."""
QUERY = "query"
"""The source of a formula that reads the user's own statement."""
_OWN_GROUP = N_("Own metrics")
_Choice = TypeVar("_Choice", bound=StrEnum)


def entry_of(file: str, text: str, family: Family, name: str, table: object, *, own: bool) -> Entry:
    """The metric `name` of `family` as `table` says it; `text` is the file, for line numbers.

    One of the user's `own` that names no chart is drawn by itself.
    """
    return _Reader(file, text, family, name, table, own).entry()


class _Reader:
    """One table of a file."""

    def __init__(
        self, file: str, text: str, family: Family, name: str, table: object, own: bool
    ) -> None:
        self._file, self._text, self._family, self._name = file, text, family, name
        if not isinstance(table, Mapping):
            self._table: Mapping[str, object] = {}
            self._wrong("", _("it must be a table: [{name}]").format(name=name))
        self._table = table
        self._own = own

    def entry(self) -> Entry:
        """The metric, checked."""
        if not _NAME.fullmatch(self._name):
            self._wrong("", _("a name is of small letters, digits and _"))
        for key in self._table:
            if key not in _FIELDS:
                self._wrong(
                    key,
                    _("there is no such field; there are: {fields}").format(
                        fields=", ".join(sorted(_FIELDS))
                    ),
                )
        text = {key: self._string(key) for key in _TEXTS}
        if text["capacity"] not in _CAPACITIES:
            self._wrong("capacity", _one_of(_CAPACITIES[1:]))
        if text["query"] and self._family in _NOT_ASKED:
            self._wrong("query", _("only a metric of a server takes a query"))
        parts = self._parts()
        formulas = (
            {part: self._formula("parts", formula, text) for part, formula in parts.items()}
            if parts
            else {"": self._formula("formula", self._required("formula"), text)}
        )
        shown_if = self._formula("shown_if", text["shown_if"], text) if text["shown_if"] else None
        used = [*formulas.values(), *([shown_if] if shown_if else [])]
        rises = any(formula.counters for formula in formulas.values())
        kind = self._choice("kind", Kind, Kind.RATE if rises else Kind.GAUGE)
        title = text["title"] or self._name
        metric = Metric(
            name=f"{self._family}.{self._name}",
            family=self._family,
            title=title,
            unit=text["unit"],
            kind=kind,
            tier=self._choice("tier", Tier, Tier.STATUS),
            formula="" if parts else self._string("formula"),
            fields=tuple(dict.fromkeys(r.field for f in used for r in f.references)),
            each=text["each"],
            shown_if=text["shown_if"],
            thresholds=self._thresholds(),
            group=text["group"] or (_OWN_GROUP if self._own else ""),
            chart=text["chart"] or (title if self._own and kind is not Kind.TEXT else ""),
            stacked=self._table.get("stacked", False) is True,
            why=text["why"],
            parts=parts,
            query=text["query"],
            capacity=text["capacity"],
        )
        if kind is Kind.TEXT and metric.thresholds:
            self._wrong("kind", _("words have no thresholds"))
        return Entry(metric, formulas, shown_if)

    def _formula(self, field: str, formula: str, text: Mapping[str, str]) -> Formula:
        tables = TABLES[self._family]
        if text["each"] and text["each"] not in tables:
            self._wrong("each", _one_of(sorted(tables)))
        own = self._name if text["query"] else ""
        try:
            made = compiled(formula, each=text["each"], tables=tables, own=own)
        except BadFormula as error:
            self._wrong(
                field,
                _("{what} (column {column} of “{formula}”)").format(
                    what=error, column=error.column, formula=formula
                ),
            )
        known = SOURCES[self._family] | ({own} if own else set())
        for reference in made.references:
            if reference.source not in known:
                shown = sorted(SOURCES[self._family] | ({QUERY} if own else set()))
                self._wrong(
                    field,
                    _("there is no source “{source}”; there are: {sources}").format(
                        source=reference.source, sources=", ".join(shown)
                    ),
                )
        return made

    def _parts(self) -> dict[str, str]:
        parts = self._table.get("parts", {})
        if not isinstance(parts, Mapping) or not all(isinstance(f, str) for f in parts.values()):
            self._wrong("parts", _("it must be a table of formulas"))
        if parts and ("formula" in self._table or self._table.get("each")):
            self._wrong("parts", _("a metric has parts, or a formula, or one for each row"))
        return dict(parts)

    def _thresholds(self) -> dict[str, tuple[Threshold, ...]]:
        """By role; a role that is named by one severity only has the other as all others have."""
        found = {severity: self._by_role(severity) for severity in Severity}
        roles = dict.fromkeys(("", *(role for said in found.values() for role in said)))
        complete = {
            role: tuple(
                threshold
                for said in found.values()
                for threshold in said.get(role, said.get("", ()))
            )
            for role in roles
        }
        return complete if any(complete.values()) else {}

    def _by_role(self, severity: Severity) -> dict[str, tuple[Threshold, ...]]:
        said = self._table.get(severity.value, "")
        if isinstance(said, str):
            said = {OTHERWISE: said}
        if not isinstance(said, Mapping):
            self._wrong(severity.value, _("it must be a threshold, or a table of them by role"))
        found = {}
        for role, written in said.items():
            if not isinstance(written, str) or not _ROLE.fullmatch(role):
                self._wrong(severity.value, _("it must be a threshold, or a table of them by role"))
            try:
                found["" if role == OTHERWISE else role] = thresholds(written, severity)
            except BadInput as error:
                self._wrong(severity.value, str(error).rstrip("。."), error.hint)
        return found

    def _choice(self, field: str, choices: type[_Choice], otherwise: _Choice) -> _Choice:
        said = self._table.get(field, otherwise)
        try:
            return choices(str(said))
        except ValueError:
            self._wrong(field, _one_of([str(choice) for choice in choices]))

    def _required(self, field: str) -> str:
        if not (said := self._string(field)):
            self._wrong("", _("“{field}” is missing").format(field=field))
        return said

    def _string(self, field: str) -> str:
        said = self._table.get(field, "")
        if not isinstance(said, str):
            self._wrong(field, _("it must be a text in quotes"))
        return said.strip()

    def _wrong(self, field: str, what: str, hint: str = "") -> NoReturn:
        raise BadInput(
            _("{file}, line {line}, metric “{metric}”{field}: {what}.").format(
                file=self._file,
                line=self._line(field),
                metric=self._name,
                field=f", {field}" if field else "",
                what=what.rstrip("。."),
            ),
            hint=hint or _("Compare it with the example in the documentation on metrics."),
        )

    def _line(self, field: str) -> int:
        """Where the field stands; where the metric does, when that cannot be seen."""
        name = re.escape(self._name)
        head = re.compile(rf"\s*(\[\s*{name}\s*[].]|{name}\s*[.=])")
        foreign = re.compile(rf"\s*\[(?!\s*{name}\s*[].])")
        wanted = re.compile(rf"\s*(\[\s*{name}\s*\.\s*)?{re.escape(field)}\b")
        begun = 0
        for number, line in enumerate(self._text.splitlines(), 1):
            if not begun and head.match(line):
                begun = number
            elif begun and foreign.match(line):
                break
            if begun and field and wanted.match(line):
                return number
        return begun or 1


_NOT_ASKED = (Family.HOST, Family.CONSOLE)


def _one_of(names: list[str] | tuple[str, ...]) -> str:
    return _("it must be one of: {names}").format(names=", ".join(names))
