"""What is said about a rule, for every rule."""

import re

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from app.audit.registry import Rule, catalogue
from app.domain.finding import Finding, Level, Position
from app.i18n import LANGUAGES, speaking
from app.views.audit.rule_html import code_html, finding_html
from app.views.theme import DARK, LIGHT

AT = Position(1, 1, 0)


def finding(rule: str, message: str = "{x}", about: str = "t", said: str | None = None) -> Finding:
    known = catalogue()[rule]
    return Finding(
        rule, known.severity, Level.TEXT, message, (("x", about),), 0, about, AT, AT, said
    )


def plain(html: str) -> str:
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText().replace("\u2028", "\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", [pytest.param(r, id=r.id) for r in catalogue().values()])
def test_everything_a_rule_says_is_there(qtbot: QtBot, rule: Rule, language: str) -> None:
    with speaking(language):
        text = plain(finding_html(finding(rule.id), rule, LIGHT, "monospace"))
        squeezed = re.sub(r"\s+", " ", text).casefold()
        for said in (rule.why, rule.instead, *rule.sources):
            assert re.sub(r"\s+", " ", said).casefold() in squeezed
    for example in (*rule.bad, *rule.good):
        code = re.sub(r"\A(?:-- (?:dialect|input): [^\n]*\n)+", "", example)
        assert re.sub(r"\s+", " ", code.strip()).casefold() in squeezed


def test_nothing_of_a_stranger_is_taken_for_html(qtbot: QtBot) -> None:
    nasty = "<img src=x><b>\u202e&amp;"
    html = finding_html(
        finding("dml-require-where", about=nasty, said=nasty),
        catalogue()["dml-require-where"],
        LIGHT,
        "'><script>",
    )
    assert "<img" not in html
    assert "<script" not in html
    assert "\u202e" not in html
    assert plain(html).count("<img src=x><b>␦&amp;") == 3


def test_a_rule_this_version_does_not_know_still_has_its_message(qtbot: QtBot) -> None:
    html = finding_html(finding("dml-require-where", about="orders"), None, DARK, "monospace")
    assert plain(html).startswith("orders\n")


def test_code_has_the_colours_of_the_theme() -> None:
    html = code_html("-- dialect: oracle\nSELECT q'[<x>]' FROM dual", LIGHT)
    assert f'<span style="color:{LIGHT.keyword}">SELECT</span>' in html
    assert f'<span style="color:{LIGHT.string}">q&#x27;[&lt;x&gt;]&#x27;</span>' in html
    assert "dialect" not in html
