"""The manual page of a rule, and the list of them, in Markdown: docs/rules is made of these.

Each page speaks English first and Chinese below, so that a link to it does for everybody.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TextIO

from app.audit.registry import Rule
from app.audit.report.rulebook import NEEDS
from app.domain.finding import Need
from app.i18n import LANGUAGES, _, speaking


def render_page(rule: Rule, out: TextIO) -> None:
    """The page of one rule, in every language; what is spoken now stays."""
    out.write(f"# {rule.id}\n")
    for n, (language, name) in enumerate(LANGUAGES.items()):
        if n:
            out.write(f"\n## {name}\n")
        with speaking(language):
            out.writelines(_told(rule))
    for heading, examples in (("Bad · 反例", rule.bad), ("Good · 正例", rule.good)):
        if examples:
            out.write(f"\n## {heading}\n")
        out.writelines(map(_fenced, examples))
    out.write("\n## Sources · 来源\n\n")
    out.writelines(f"- {source}\n" for source in rule.sources)


def _told(rule: Rule) -> Iterator[str]:
    yield f"\n**{_escaped(rule.title)}**\n\n"
    facts = [
        (_("Severity"), rule.severity.word),
        (_("Dialects"), ", ".join(sorted(rule.dialects))),
        (_("Profiles"), "default, strict" if rule.in_default else "strict"),
        *([(_("Needs"), _(NEEDS[rule.need]))] if rule.need is not Need.NOTHING else []),
        *(
            (_("Parameter"), f"`{name} = {json.dumps(value, ensure_ascii=False)}`")
            for name, value in rule.parameters.items()
        ),
    ]
    yield from (f"- {name}: {fact}\n" for name, fact in facts)
    for name, text in ((_("Why"), rule.why), (_("Instead"), rule.instead)):
        yield f"\n{name}: {_escaped(text)}\n"


def _fenced(example: str) -> str:
    fence = "````" if "```" in example else "```"
    return f"\n{fence}sql\n{example.strip()}\n{fence}\n"


def render_index(rules: Iterable[Rule], out: TextIO) -> None:
    """A table of all rules by family, each with a link to its page."""
    ordered = sorted(rules, key=lambda rule: (rule.family, rule.id))
    out.write(
        f"# Rules · 规则\n\n{len(ordered)} rules. `mohist rules show ID` tells the same in a"
        " terminal; [profiles](../profiles.md) switch them.\n"
    )
    for family, members in groupby(ordered, key=lambda rule: rule.family):
        out.write(f"\n## {family.replace('_', ' ')}\n\n| | | | |\n|---|---|---|---|\n")
        for rule in members:
            need = "" if rule.need is Need.NOTHING else str(rule.need)
            dialects = ", ".join(sorted(rule.dialects))
            title = _escaped(rule.section("title")).replace("|", "\\|")
            out.write(
                f"| [{rule.id}]({rule.id}.md) | {rule.severity.word} |"
                f" {dialects}{'; ' + need if need else ''} | {title} |\n"
            )


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*").replace("`", "\\`")
