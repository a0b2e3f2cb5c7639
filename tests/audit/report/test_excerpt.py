from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.report.excerpt import CodeLine, Excerpt, Excerpts
from app.domain.finding import Finding, Level, Position, Severity

At = Callable[..., Finding]


def only(text: str, finding: Finding) -> Excerpt:
    return Excerpts([text]).of(finding)


def test_cuts_the_line_at_the_span(at: At) -> None:
    text = "SELECT 1;\r\n  DELETE FROM 订单; -- all\nSELECT 2"
    assert only(text, at(text, "DELETE FROM 订单")) == Excerpt(
        (CodeLine(2, "  ", "DELETE FROM 订单", "; -- all"),)
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_shows_every_line_of_the_span(at: At, end: str) -> None:
    text = end.join(["/* x */ UPDATE a", "", "SET b = 1; SELECT"])
    words = end.join(["UPDATE a", "", "SET b = 1"])
    assert only(text, at(text, words)).lines == (
        CodeLine(1, "/* x */ ", "UPDATE a", ""),
        CodeLine(2, "", "", ""),
        CodeLine(3, "", "SET b = 1", "; SELECT"),
    )


def test_a_long_span_is_cut_and_says_so(at: At) -> None:
    text = "\n".join(f"line {n}" for n in range(100))
    excerpt = only(text, at(text, text))
    assert [line.marked for line in excerpt.lines] == [f"line {n}" for n in range(8)]
    assert excerpt.more


def test_a_line_longer_than_a_screen_is_shown_around_the_span(at: At) -> None:
    text = "x" * 50_000 + "DELETE" + "y" * 50_000 + "\nSELECT 1"
    (line,) = only(text, at(text, "DELETE")).lines
    assert line.marked == "DELETE"
    assert (line.cut_before, line.cut_after) == (True, True)
    assert len(line.before) + len(line.after) < 500


def test_an_empty_span_at_the_very_end_has_its_line(at: At) -> None:
    text = "SELECT 1 +"
    finding = at(text, "+")
    empty = at(text, "+", start=finding.end)
    assert only(text, empty).lines == (CodeLine(1, "SELECT 1 +", "", ""),)


def test_a_text_that_shrank_meanwhile_gives_what_is_left(at: At) -> None:
    text = "SELECT 1;\nDELETE FROM t"
    assert only("SELECT 1;", at(text, "DELETE FROM t")).marked == ""


@given(
    text=st.text("ab\r\n\t订", min_size=1, max_size=60),
    spans=st.lists(st.tuples(st.integers(0, 59), st.integers(0, 20)), max_size=5),
    size=st.integers(1, 70),
)
def test_any_chunks_give_the_exact_span(text: str, spans: list[tuple[int, int]], size: int) -> None:
    """However the text arrives, the marked parts are the span without its line ends."""
    findings = [
        spanning(text, min(start, len(text) - 1), length) for start, length in sorted(spans)
    ]
    chunks = [text[n : n + size] for n in range(0, len(text), size)]
    excerpts = Excerpts(chunks, 99)
    for finding in findings:
        excerpt = excerpts.of(finding)
        span = text[finding.start.offset : finding.end.offset]
        shown = "".join(line.marked for line in excerpt.lines)
        assert shown == span.replace("\r", "").replace("\n", "")
        assert excerpt.lines[0].number == finding.start.line
        assert len(excerpt.lines[0].before) == finding.start.column - 1
        assert not excerpt.more


def spanning(text: str, start: int, length: int) -> Finding:
    """A finding from a start that is not within CR LF, for no token is there."""
    start -= text[start - 1 : start + 1] == "\r\n"
    end = min(len(text), start + length)
    line_start = max((n + 1 for n in range(start) if ends_line(text, n)), default=0)
    line = sum(ends_line(text, n) for n in range(start)) + 1
    begin = Position(line, start - line_start + 1, start)
    return Finding("r", Severity.NOTICE, Level.TEXT, "", (), 0, "", begin, Position(1, 1, end))


def ends_line(text: str, n: int) -> bool:
    return text[n] == "\n" or (text[n] == "\r" and text[n + 1 : n + 2] != "\n")
