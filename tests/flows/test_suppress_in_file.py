"""A suppression is written, and not a byte else is changed."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.judge import Judge
from app.audit.profile import built_in
from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError, UnreadableInput, Unwritable
from app.domain.finding import Finding
from app.domain.input_kind import InputKind
from app.flows.suppress_in_file import Insertion, plan_suppression, write_suppression
from app.sql.decode import open_source, read_text
from app.sql.hidden import pieces
from app.sql.split import split

RULE = "dml-require-where"
REASON = "表很小 — the table is small"


def findings(path: Path, dialect: Dialect = Dialect.MYSQL) -> list[Finding]:
    judge = Judge(built_in("default").active(str(path), dialect), dialect, None)
    found = (judge.judge(piece) for piece in split([read_text(path)], dialect))
    return [finding for some in found for finding in some if finding.rule == RULE]


def suppress(path: Path, number: int = 0, dialect: Dialect = Dialect.MYSQL) -> Insertion:
    planned = plan_suppression(path, None, dialect, findings(path, dialect)[number], REASON)
    write_suppression(planned)
    return planned


@pytest.mark.parametrize(
    ("encoding", "line_end"),
    [
        ("gb18030", "\r\n"),
        ("utf-8", "\n"),
        ("utf-8-sig", "\r\n"),
        ("utf-16", "\r\n"),
        ("utf-16-le", "\n"),
        ("utf-8", "\r"),
    ],
)
def test_encoding_mark_and_line_ends_stay(tmp_path: Path, encoding: str, line_end: str) -> None:
    script = tmp_path / "v1.sql"
    before = (
        line_end.join(
            ["-- 日志表 😀", "UPDATE 日志 SET 值 = 1 WHERE id = 7;", "  DELETE FROM 日志;", ""]
        )
    ).replace("😀", "" if encoding == "gb18030" else "😀")
    content = before.encode(encoding)
    script.write_bytes(content)
    opened = open_source(script).encoding
    planned = suppress(script)
    comment = f"-- mohist: ignore {RULE} {REASON}{line_end}  "
    assert planned.inserted == comment
    after = script.read_bytes()
    assert len(after) > len(content)
    assert open_source(script).encoding == opened
    text = read_text(script)
    assert text == before.replace("DELETE", f"{comment}DELETE")
    assert after.decode(encoding).lstrip("\ufeff") == text
    assert [finding.suppressed for finding in findings(script)] == [REASON]


def test_the_places_of_all_findings_move_along(tmp_path: Path) -> None:
    script = tmp_path / "v1.sql"
    script.write_text("DELETE FROM a; DELETE FROM b; DELETE FROM c;\n\tDELETE FROM d;\n")
    expected = [(f.start, f.end) for f in findings(script)]
    for number in (3, 1):
        planned = suppress(script, number)
        expected = [(planned.moved(start), planned.moved(end)) for start, end in expected]
        assert [(f.start, f.end) for f in findings(script)] == expected
    assert [f.suppressed for f in findings(script)] == [None, REASON, None, REASON]


def test_within_a_program_only_the_inner_statement_is_meant(tmp_path: Path) -> None:
    script = tmp_path / "p.sql"
    script.write_text(
        "CREATE OR REPLACE PROCEDURE p IS\nBEGIN\n  DELETE FROM a;\n  DELETE FROM b;\nEND;\n/\n"
    )
    suppress(script, 1, Dialect.ORACLE)
    assert [f.suppressed for f in findings(script, Dialect.ORACLE)] == [None, REASON]
    assert f"  -- mohist: ignore {RULE} {REASON}\n  DELETE FROM b;" in script.read_text("utf-8")


def test_the_diff_shows_the_line_that_comes(tmp_path: Path) -> None:
    script = tmp_path / "v1.sql"
    script.write_text("DELETE FROM orders;\n")
    planned = plan_suppression(script, None, Dialect.MYSQL, findings(script)[0], "so be it")
    assert planned.diff[-2:] == (
        f"+-- mohist: ignore {RULE} so be it",
        " DELETE FROM orders;",
    )
    assert script.read_text() == "DELETE FROM orders;\n"


@given(st.text(max_size=40))
def test_no_reason_gets_out_of_its_comment(
    tmp_path_factory: pytest.TempPathFactory, reason: str
) -> None:
    script = tmp_path_factory.mktemp("any") / "v1.sql"
    script.write_text("DELETE FROM orders;\n")
    try:
        planned = plan_suppression(script, "utf-8", Dialect.MYSQL, findings(script)[0], reason)
    except Unwritable:
        return  # a lone surrogate has no bytes
    write_suppression(planned)
    assert [piece.text for piece in split([read_text(script)], Dialect.MYSQL)] == [
        "DELETE FROM orders"
    ]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    script = tmp_path / "v1.sql"
    script.write_text("DELETE FROM orders;\n")
    planned = plan_suppression(script, None, Dialect.MYSQL, findings(script)[0], REASON)
    script.write_text("DELETE FROM orders WHERE id = 7;\n")
    with pytest.raises(Unwritable, match="changed on disk"):
        write_suppression(planned)
    assert script.read_text() == "DELETE FROM orders WHERE id = 7;\n"


def test_a_finding_whose_statement_is_gone_is_not_guessed_at(tmp_path: Path) -> None:
    script = tmp_path / "v1.sql"
    script.write_text("SELECT 1;\nDELETE FROM orders;\n")
    finding = findings(script)[0]
    script.write_text("SELECT 1;\n")
    with pytest.raises(Unwritable, match="changed on disk"):
        plan_suppression(script, None, Dialect.MYSQL, finding, REASON)


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    script = tmp_path / "v1.sql"
    script.write_text("DELETE FROM orders;\n")
    finding = findings(script)[0]
    script.unlink()
    with pytest.raises(UnreadableInput):
        plan_suppression(script, None, Dialect.MYSQL, finding, REASON)


def test_bytes_that_are_no_text_are_not_written_anew(tmp_path: Path) -> None:
    script = tmp_path / "v1.sql"
    script.write_bytes("-- 日志，表，数据\n".encode() + b"-- \xff\xfe\xfa\nDELETE FROM orders;\n")
    content = script.read_bytes()
    with pytest.raises(ConsoleError, match="not text") as raised:
        suppress(script)
    assert raised.value.hint
    assert script.read_bytes() == content


def test_a_reason_the_encoding_cannot_say_is_refused(tmp_path: Path) -> None:
    script = tmp_path / "v1.sql"
    script.write_bytes(b"-- d\xe9j\xe0 vu\nDELETE FROM orders;\n")
    with pytest.raises(Unwritable, match="表"):
        plan_suppression(script, "latin-1", Dialect.MYSQL, findings(script)[0], REASON)


@pytest.mark.skipif(os.name != "posix", reason="rights are kept otherwise elsewhere")
def test_rights_and_links_stay(tmp_path: Path) -> None:
    script = tmp_path / "real.sql"
    script.write_text("DELETE FROM orders;\n")
    script.chmod(0o640)
    link = tmp_path / "link.sql"
    link.symlink_to(script)
    suppress(link)
    assert link.is_symlink()
    assert stat.S_IMODE(script.stat().st_mode) == 0o640
    assert findings(script)[0].suppressed == REASON
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.sql", "real.sql"]


def test_in_a_mapper_it_is_a_comment_before_the_element(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(
        "<mapper>\n  <select id='a'>SELECT 1</select>\n  <delete id='b'>\n    DELETE FROM t\n"
        "  </delete>\n</mapper>\n"
    )

    def found() -> list[Finding]:
        judge = Judge(built_in("default").active("a.xml", Dialect.MYSQL), Dialect.MYSQL)
        read = pieces(InputKind.MYBATIS, [read_text(file)], Dialect.MYSQL)
        return [each for piece in read for each in judge.judge(piece) if each.rule == RULE]

    planned = plan_suppression(
        file, None, Dialect.MYSQL, found()[0], "no -- more", InputKind.MYBATIS
    )
    write_suppression(planned)
    assert planned.inserted == f"<!-- mohist: ignore {RULE} no - more -->\n  "
    assert [finding.suppressed for finding in found()] == ["no - more"]
    with pytest.raises(Unwritable):
        plan_suppression(file, None, Dialect.MYSQL, found()[0], REASON, InputKind.SLOW_LOG)
