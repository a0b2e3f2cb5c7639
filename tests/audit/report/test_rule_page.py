"""The manual of the rules is what the rules say."""

from io import StringIO

import pytest

from app import i18n
from app.audit.registry import catalogue
from app.audit.report.rule_page import render_page
from installer.rule_pages import FOLDER, differing


def test_every_rule_has_its_page_as_it_is_now() -> None:
    assert differing() == [], "write them anew: python installer/rule_pages.py write"


def test_a_page_says_it_in_both_languages_and_leaves_the_language_alone() -> None:
    before = i18n.language()
    out = StringIO()
    render_page(catalogue()["dml-require-where"], out)
    page = out.getvalue()
    assert "UPDATE or DELETE names no rows" in page
    assert "## 简体中文" in page
    assert "为什么" in page
    assert "```sql\nDELETE FROM" in page
    assert i18n.language() == before


@pytest.mark.parametrize("name", ["README.md", "dml-require-where.md"])
def test_it_is_where_links_look(name: str) -> None:
    assert (FOLDER / name).is_file()
