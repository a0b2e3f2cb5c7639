"""The catalogue of rules, for people and for programs."""

import json
import textwrap
from collections.abc import Iterable
from typing import TextIO

from app.audit.registry import Rule
from app.domain.display import head, padded, width
from app.domain.finding import Need
from app.i18n import N_, _

NEEDS = {
    Need.FACTS: N_("a snapshot of the server (mohist snapshot, audit --facts)"),
    Need.PLAN: N_("a server that explains the statement (audit --instance)"),
}


def render_list(rules: Iterable[Rule], out: TextIO) -> None:
    """A rule a line: its name, severity, dialects, what it needs, and what is wrong."""
    rows = [
        (
            r.id,
            r.severity.word,
            ",".join(sorted(r.dialects)),
            "" if r.need is Need.NOTHING else str(r.need),
            r.title,
        )
        for r in rules
    ]
    widths = [max((width(row[n]) for row in rows), default=0) for n in range(4)]
    for row in rows:
        cells = [padded(cell, columns) for cell, columns in zip(row, widths, strict=False)]
        out.write("  ".join([*cells, row[4]]) + "\n")


def render_json(rules: Iterable[Rule], out: TextIO) -> None:
    """Everything about every rule, as one JSON document."""
    document = {"version": 1, "rules": [_document(rule) for rule in rules]}
    json.dump(document, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _document(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "why": rule.why,
        "instead": rule.instead,
        "severity": rule.severity.word,
        "level": rule.level,
        "needs": rule.need,
        "dialects": sorted(rule.dialects),
        "profiles": ["default", "strict"] if rule.in_default else ["strict"],
        "parameters": dict(rule.parameters),
        "bad": list(rule.bad),
        "good": list(rule.good),
        "sources": list(rule.sources),
    }


def render_one(rule: Rule, out: TextIO, columns: int = 80) -> None:
    """The page of one rule."""
    out.write(f"{rule.id}\n")
    out.writelines(f"{line}\n" for line in [*_wrapped(rule.title, columns), ""])
    facts = [
        (_("Severity"), rule.severity.word),
        (_("Dialects"), ", ".join(sorted(rule.dialects))),
        *([(_("Needs"), _(NEEDS[rule.need]))] if rule.need is not Need.NOTHING else []),
        (_("Profiles"), "default, strict" if rule.in_default else "strict"),
        *((_("Parameter"), f"{name} = {_shown(value)}") for name, value in rule.parameters.items()),
        (_("Why"), rule.why),
        (_("Instead"), rule.instead),
        (_("Sources"), "; ".join(rule.sources)),
    ]
    labels = max(width(name) for name, _fact in facts)
    for name, fact in facts:
        lines = _wrapped(fact, columns - labels - 2) or [""]
        out.write(f"{padded(name, labels)}  {lines[0]}\n")
        out.writelines(f"{' ' * labels}  {line}\n" for line in lines[1:])
    for name, examples in ((_("Bad"), rule.bad), (_("Good"), rule.good)):
        for example in examples:
            lines = textwrap.dedent(example).strip().splitlines()
            out.write(f"\n{name}\n")
            out.writelines(f"    {head(line, columns - 4)}\n" for line in lines)


def _shown(value: int | str | tuple[str, ...]) -> str:
    """A parameter as it stands in a profile."""
    return json.dumps(value, ensure_ascii=False)


def _wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most so many columns, broken at blanks, or anywhere between wide characters."""
    lines: list[str] = []
    line = ""
    for word in _words(text):
        if line and width(line + word.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> list[str]:
    """Pieces between which a line may be broken; blanks stay with the word before them."""
    pieces = [""]
    for char in text:
        wide = width(char) == 2
        if wide and char not in "，。、；：！？）”" and pieces[-1]:
            pieces.append("")
        pieces[-1] += char
        if char == " " or (wide and char not in "（“"):
            pieces.append("")
    return [piece for piece in pieces if piece]
