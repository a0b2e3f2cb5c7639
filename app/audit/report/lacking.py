"""Which rules were on and did not run, and what they lacked: every report says so."""

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
    rules = catalogue()
    names = {name for file in result.files for name in file.report.not_run}
    lacked = [(name, rules[name].need) for name in sorted(names)]
    return lacked + [(name, Need.PLAN) for name in result.not_explained]


def sentences(result: AuditResult) -> list[str]:
    """A sentence for each thing that was lacking."""
    lacked = not_run(result)
    return [
        _(sentence).format(rules=", ".join(name for name, its in lacked if its is need))
        for need, sentence in _SENTENCES.items()
        if any(its is need for _name, its in lacked)
    ]
