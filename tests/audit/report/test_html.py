import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import i18n
from app.audit.registry import catalogue
from app.audit.report import html
from app.audit.report.chart import Bar, bars
from app.domain.finding import FileFailure, Finding, Severity
from tests.audit.report.report_bench import Workbench, finding_at

At = Callable[..., Finding]

VOID = {"meta", "input", "br", "link", "img"}
HOSTILE = "</pre></title><script>alert(1)</script><img src=x onerror=alert(2)>'\"&amp;$title${x}"


class Page(HTMLParser):
    """What a browser would see: tags, attributes, and the text outside style and script."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.text += data

    def count(self, tag: str, css_class: str = "") -> int:
        return sum(
            name == tag and css_class in [*(attributes.get("class") or "").split(), ""]
            for name, attributes in self.tags
        )


def page_of(bench: Workbench) -> Page:
    page = Page(bench.render("html"))
    assert page.open == []  # every tag is closed, in order
    return page


def test_a_finding_shows_its_message_its_code_and_its_rule(bench: Workbench, at: At) -> None:
    text = "SELECT 1;\n\tDELETE FROM 订单 -- all"
    bench.add("db/V2.sql", text, [at(text, "DELETE FROM 订单", object="订单")])
    source = bench.render("html")
    page = page_of(bench)
    assert "DELETE without WHERE changes every row" in page.text
    assert "line 2, column 2" in page.text
    assert "     2  \tDELETE FROM 订单 -- all\n" in page.text
    assert "<mark>DELETE FROM 订单</mark>" in source
    rule = catalogue()["dml-require-where"]
    assert rule.why in page.text
    assert rule.instead in page.text
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    names = {f"#{attributes['id']}" for _tag, attributes in page.tags if attributes.get("id")}
    assert links
    assert set(links) <= names


def test_it_needs_nothing_but_itself(bench: Workbench, at: At) -> None:
    """Nothing is fetched, and the policy allows only the script that is in the page."""
    bench.add("a.sql", "DELETE", [at("DELETE", "DELETE")])
    source = bench.render("html")
    assert not re.search(r"https?:|//[a-z]|url\(|@import|\bsrc=", source)
    script = re.findall(r"<script>(.*?)</script>", source, re.S)
    assert len(script) == 1
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in source


def test_hostile_names_and_code_stay_text(bench: Workbench, at: At) -> None:
    clean = page_of(bench)
    bench.add(
        HOSTILE,
        HOSTILE,
        [at(HOSTILE, HOSTILE, object=HOSTILE, rule=HOSTILE, suppressed=HOSTILE)],
        includes=[HOSTILE],
    )
    bench.add(f"clean {HOSTILE}", "")
    bench.failures.append(FileFailure(HOSTILE, HOSTILE))
    page = page_of(bench)
    assert page.count("script") == clean.count("script") == 1
    assert page.count("img") == page.count("title", "") - clean.count("title", "") == 0
    assert page.text.count(HOSTILE) >= 6
    assert not any(name.startswith("on") for _tag, names in page.tags for name in names)


@given(name=st.text(max_size=30), code=st.text(min_size=1, max_size=30))
def test_any_text_leaves_the_page_whole(name: str, code: str) -> None:
    bench = Workbench()
    bench.add(name, code, [finding_at(code, code, object=name, rule="x-y")])
    plain = Workbench()
    plain.add("a", "b", [finding_at("b", "b", object="c", rule="x-y")])
    made, expected = page_of(bench), page_of(plain)
    structure = [tag for tag, _ in made.tags if tag not in {"pre", "mark", "span"}]
    assert structure == [tag for tag, _ in expected.tags if tag not in {"pre", "mark", "span"}]
    bench.render("html").encode("utf-8")


def test_the_charts_count_by_severity_and_by_rule(bench: Workbench, at: At) -> None:
    text = "DELETE"
    found = [at(text, text)] * 3 + [at(text, text, rule="index-x", severity=Severity.NOTICE)] * 7
    bench.add("a.sql", text, [*found, at(text, text, suppressed="known")])
    labels = re.findall(r'<text class="label"[^>]*>([^<]*)<', bench.render("html"))
    figures = re.findall(r'<text class="figure"[^>]*>([^<]*)<', bench.render("html"))
    assert list(zip(labels, figures, strict=True)) == [
        ("Errors", "3"),
        ("Warnings", "0"),
        ("Notices", "7"),
        ("dml-require-where", "3"),
        ("index-x", "7"),
    ]


def test_bars_have_one_scale_and_hide_no_rule() -> None:
    svg = bars("t", [Bar("a", 100, "error"), Bar("b", 50, "error"), Bar("c" * 99, 0, "error")])
    widths = [float(width) for width in re.findall(r'rx="2" width="([\d.]+)"', svg)]
    assert widths[1] == widths[0] / 2
    assert widths[2] == 0
    assert "…</text>" in svg


def test_of_too_many_findings_the_worst_are_shown(
    bench: Workbench, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "MOST", 5)
    text = "DELETE"
    notices = [at(text, text, severity=Severity.NOTICE)] * 4
    bench.add("a.sql", text, [*notices, *[at(text, text)] * 2, at(text, text, suppressed="x")])
    bench.add("b.sql", text, [at(text, text)])
    page = page_of(bench)
    assert page.count("article", "error") == 3
    assert page.count("article", "notice") == 2
    assert page.count("article", "suppressed") == 0
    assert "3 findings are left out" in page.text


def test_ten_thousand_findings_fit_a_page_that_a_browser_opens(bench: Workbench, at: At) -> None:
    text = "DELETE FROM t;\n" * 10_000
    first = at(text, "DELETE")
    bench.add("a.sql", text, [first] * 10_000)
    source = bench.render("html")
    assert len(source) < 10_000_000
    assert '<details class="file" data-path="a.sql">' in source  # closed until it is asked for


@pytest.mark.parametrize("name", i18n.LANGUAGES)
def test_it_is_whole_in_every_language(bench: Workbench, at: At, name: str) -> None:
    bench.add("a.sql", "DELETE", [at("DELETE", "DELETE")])
    with i18n.speaking(name):
        page = page_of(bench)
    assert page.tags[0] == ("html", {"lang": name.replace("_", "-")})
