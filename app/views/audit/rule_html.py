"""What there is to say about a finding and its rule, as rich text."""

from collections.abc import Iterable, Iterator
from html import escape

from app.audit.registry import Rule
from app.domain.dialect import Dialect
from app.domain.finding import Finding
from app.i18n import _
from app.models.findings_store import kind_of
from app.models.severities import shown
from app.models.source_text import visible
from app.plans import PlanRule
from app.views.inks import colour_of
from app.views.sql_html import sql_html
from app.views.theme import Theme

_DIALECT = "-- dialect: "
_INPUT = "-- input: "


def finding_html(
    finding: Finding, rule: Rule | PlanRule | None, theme: Theme, code_font: str
) -> str:
    """The finding, then its rule; `rule` is None where this version does not know it."""
    parts = [_head(finding, rule, theme)]
    if finding.suppressed is not None:
        reason = finding.suppressed or _("no reason given")
        parts.append(_section(_("Suppressed"), escape(visible(reason)), theme))
    if isinstance(rule, PlanRule):
        parts.extend(_of_plan(finding, rule, theme))
    elif rule:
        parts.extend(_of_rule(rule, theme, code_font))
    return f'<div style="color:{theme.text}">{"".join(parts)}</div>'


def rule_html(rule: Rule, theme: Theme, code_font: str) -> str:
    """The page of a rule, of which nothing was found."""
    head = f'<p style="margin:0 0 8px 0; font-size:large"><b>{escape(rule.title)}</b></p>'
    parts = "".join(_of_rule(rule, theme, code_font))
    return f'<div style="color:{theme.text}">{head}{parts}</div>'


def _of_rule(rule: Rule, theme: Theme, code_font: str) -> Iterator[str]:
    yield _section(_("Why"), escape(_sentence(rule.why)), theme)
    yield _section(_("Instead"), escape(_sentence(rule.instead)), theme)
    if rule.bad:  # what a server says of a statement has no examples, it is one
        yield _examples(_("Bad"), rule.bad, theme.error, theme, code_font)
        yield _examples(_("Good"), rule.good, theme.good, theme, code_font)
    yield _parameters(rule, theme)
    yield _section(_("Also checked by"), escape(", ".join(rule.sources)), theme)


def _of_plan(finding: Finding, rule: PlanRule, theme: Theme) -> Iterator[str]:
    """Why a plan is bad, and what can be done; it has no examples, the statement is one."""
    values = dict(finding.values)
    for title, text in ((_("Why"), rule.why), (_("Instead"), rule.advice)):
        yield _section(title, escape(visible(_(text).format(**values))), theme)


def _head(finding: Finding, rule: Rule | PlanRule | None, theme: Theme) -> str:
    kind = kind_of(finding)
    message = escape(visible(finding.message))
    named = _(rule.title) if isinstance(rule, PlanRule) else rule.title if rule else ""
    title = named if named.rstrip(".") != finding.message.rstrip(".") else ""
    about = f" · {escape(visible(finding.object))}" if finding.object else ""
    return (
        f'<p style="margin:0 0 2px 0; font-size:large"><b>{message}</b></p>'
        f'<p style="margin:0 0 8px 0"><span style="color:{colour_of(kind, theme)}">'
        f"<b>{escape(shown(kind))}</b></span> · {escape(finding.rule)}{about}</p>"
        + (f'<p style="margin:0 0 8px 0">{escape(title)}</p>' if title else "")
    )


def _section(title: str, html: str, theme: Theme) -> str:
    if not html:
        return ""
    return f'{_heading(title, theme.muted)}<p style="margin:0 0 8px 0">{html}</p>'


def _sentence(text: str) -> str:
    """`text` with a capital: in the documentation it stands behind `Why:`."""
    return text[:1].upper() + text[1:]


def _heading(title: str, ink: str) -> str:
    return f'<p style="margin:0 0 2px 0; color:{ink}"><b>{escape(title)}</b></p>'


def _parameters(rule: Rule, theme: Theme) -> str:
    lines = (
        f"{escape(name)} = {escape(', '.join(value) if isinstance(value, tuple) else str(value))}"
        for name, value in rule.parameters.items()
    )
    return _section(_("Parameters"), "<br>".join(lines), theme)


def _examples(title: str, codes: Iterable[str], ink: str, theme: Theme, font: str) -> str:
    blocks = "".join(_example(code, ink, theme, font) for code in codes)
    return _heading(title, ink) + blocks if blocks else ""


def _example(code: str, ink: str, theme: Theme, font: str) -> str:
    """One example with its colours, behind a bar that says whether it is good."""
    return (
        '<table width="100%" cellspacing="0" cellpadding="0" style="margin:0 0 6px 0"><tr>'
        f'<td width="3" bgcolor="{ink}"></td>'
        f'<td bgcolor="{theme.window}" style="padding:4px 8px">'
        f"<pre style=\"margin:0; font-family:'{escape(font)}'; white-space:pre-wrap\">"
        f"{code_html(code, theme)}</pre></td></tr></table>"
    )


def code_html(code: str, theme: Theme) -> str:
    """An example as coloured text; its first lines may name the dialect, and what it stands in."""
    dialect, hidden = Dialect.MYSQL, False
    while (named := code.partition("\n"))[0].startswith((_DIALECT, _INPUT)):
        if named[0].startswith(_DIALECT):
            dialect = Dialect(named[0].removeprefix(_DIALECT).strip())
        hidden = hidden or named[0].startswith(_INPUT)
        code = named[2]
    return escape(code) if hidden else sql_html(code, dialect, theme)
