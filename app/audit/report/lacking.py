"""Which rules did not run and what they lacked, which rows nobody looked at, and which findings
are only counted.

Every report says so.
"""

from collections.abc import Iterable, Sequence

from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from app.domain.finding import LISTED, FileReport, Need, Unlisted, UnreadRows
from app.domain.result import AuditResult
from app.i18n import N_, _

_SHOWN = 3  # statements or rules that are named; JSON has them all
_SENTENCES = {
    Need.FACTS: N_(
        "Not run, for want of facts about the server (mohist snapshot, --facts): {rules}."
    ),
    Need.PLAN: N_("Not run, for want of a server that explains the statements: {rules}."),
}


def not_run(result: AuditResult) -> list[tuple[str, Need]]:
    """Each rule that did not run for some file, and what it lacked there; nobody explains commands
    of Redis.
    """
    explainable = any(file.report.dialect is not Dialect.REDIS for file in result.files)
    return lacked(
        (name for file in result.files for name in file.report.not_run),
        result.not_explained if explainable or not result.files else (),
    )


def lacked(not_asked: Iterable[str], not_explained: Iterable[str]) -> list[tuple[str, Need]]:
    """The same of the rules that reports name, and those of plans; each rule once."""
    rules = catalogue()
    found = [(name, rules[name].need) for name in sorted(set(not_asked))]
    return found + [(name, Need.PLAN) for name in not_explained]


def sentences(result: AuditResult) -> list[str]:
    """A sentence for each thing that was lacking, and those for each file that is told in part."""
    return said(not_run(result)) + partial(file.report for file in result.files)


def partial(reports: Iterable[FileReport]) -> list[str]:
    """A sentence for each file with rows nobody looked at, and for each with unlisted findings."""
    told = [report for report in reports if report.partial]
    return unread(told) + unlisted(told)


def unread(reports: Iterable[FileReport]) -> list[str]:
    """A sentence for each file in which rows of long INSERTs were only counted."""
    return [
        _("{file}: only counted, not looked at, were {rows}.").format(
            file=report.path, rows=_shown(report.unread)
        )
        for report in reports
        if report.unread
    ]


def _shown(unread: Sequence[UnreadRows]) -> str:
    one = _("rows {first} to {last} of the INSERT in line {line}")
    shown = [one.format(**rows._asdict()) for rows in unread[:_SHOWN]]
    if len(unread) > _SHOWN:
        more = unread[_SHOWN:]
        rows = sum(each.last - each.first + 1 for each in more)
        shown.append(_("{rows} rows of {count} more").format(rows=rows, count=len(more)))
    return ", ".join(shown)


def unlisted(reports: Iterable[FileReport]) -> list[str]:
    """A sentence for each file in which a rule finds more in one statement than is listed."""
    told = _(
        "{file}: of one statement at most {most} findings of a rule are listed;"
        " only counted are {more}."
    )
    return [
        told.format(file=report.path, most=f"{LISTED:,}", more=_more(report.unlisted))
        for report in reports
        if report.unlisted
    ]


def _more(unlisted: Sequence[Unlisted]) -> str:
    shown = []
    for more in unlisted[:_SHOWN]:
        one = _("{count} more of {rule} in the statement in line {line}")
        if more.statements > 1:
            one = _("{count} more of {rule} in {statements} statements from line {line} on")
        shown.append(
            one.format(
                count=f"{more.findings:,}", rule=more.rule, line=more.line,
                statements=f"{more.statements:,}",
            )
        )  # fmt: skip
    if rest := unlisted[_SHOWN:]:
        count = sum(more.findings for more in rest)
        shown.append(_("{count} more of other rules ({rules})").format(
            count=f"{count:,}", rules=len(rest)
        ))  # fmt: skip
    return ", ".join(shown)


def said(rules: Iterable[tuple[str, Need]]) -> list[str]:
    """A sentence for each thing that `rules` were lacking."""
    named = list(rules)
    return [
        _(sentence).format(rules=", ".join(name for name, its in named if its is need))
        for need, sentence in _SENTENCES.items()
        if any(its is need for _name, its in named)
    ]
