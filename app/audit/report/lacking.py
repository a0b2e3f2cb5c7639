"""Which rules were on and did not run, and what they lacked: every report says so."""

from collections.abc import Iterable

from app.audit.registry import catalogue
from app.domain.finding import Need
from app.domain.result import AuditResult
from app.i18n import N_, _

_SENTENCES = {
    Need.FACTS: N_(
        "Not run, for want of facts about the server (mohist snapshot, --facts): {rules}."
    ),
    Need.PLAN: N_("Not run, for want of a server that explains the statements: {rules}."),
}


def not_run(result: AuditResult) -> list[tuple[str, Need]]:
    """Each rule that did not run for some file, and what it lacked there."""
    return lacked(
        (name for file in result.files for name in file.report.not_run), result.not_explained
    )


def lacked(not_asked: Iterable[str], not_explained: Iterable[str]) -> list[tuple[str, Need]]:
    """The same of the rules that reports name, and those of plans; each rule once."""
    rules = catalogue()
    found = [(name, rules[name].need) for name in sorted(set(not_asked))]
    return found + [(name, Need.PLAN) for name in not_explained]


def sentences(result: AuditResult) -> list[str]:
    """A sentence for each thing that was lacking."""
    return said(not_run(result))


def said(rules: Iterable[tuple[str, Need]]) -> list[str]:
    """A sentence for each thing that `rules` were lacking."""
    named = list(rules)
    return [
        _(sentence).format(rules=", ".join(name for name, its in named if its is need))
        for need, sentence in _SENTENCES.items()
        if any(its is need for _name, its in named)
    ]
