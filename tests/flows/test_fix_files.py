"""`mohist fix`: what it shows, what it writes and keeps, and what it leaves alone."""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.audit.fixes import FIXERS
from app.audit.registry import catalogue
from app.cli.parts import FOUND, TROUBLE
from app.domain.errors import Unwritable
from app.domain.finding import Finding
from app.flows.audit_files import Request, audit_files
from app.flows.collect import Collector
from app.flows.fix_files import plan_fixes, write_fixes
from app.flows.fixable_files import Mended
from tests.audit.examples import _parameters, dialect_of
from tests.audit.test_fixes import OFFERED
from tests.test_cli import Mohist, folder, mohist

__all__ = ["folder", "mohist"]

TWICE = "CREATE INDEX idx_a ON t (a, b, a);\n"
ONCE = "CREATE INDEX idx_a ON t (a, b);\n"


def found(path: Path, profile: str = "") -> tuple[Finding, ...]:
    """What an audit finds in a file."""
    collector = Collector()
    for event in audit_files(Request(paths=(path,), profile=profile)):
        collector.take(event)
    (file,) = collector.result().files
    return tuple(file.findings)


def plan_of(path: Path, *rules: str) -> Mended:
    (mended,) = plan_fixes(Request(paths=(path,)), rules).mended
    return mended


def test_it_shows_a_diff_and_writes_nothing(mohist: Mohist, folder: Path) -> None:
    (folder / "a.sql").write_text(TWICE, "utf-8")
    answer = mohist("fix", ".")
    assert answer.code == FOUND
    assert answer.out.splitlines() == [
        "--- a.sql", "+++ a.sql", "@@ -1 +1 @@", "-" + TWICE.rstrip(), "+" + ONCE.rstrip(),
    ]  # fmt: skip
    assert answer.err == "1 fixes in 1 files; --apply makes them.\n"
    assert [each.name for each in folder.iterdir()] == ["a.sql"]
    assert (folder / "a.sql").read_text("utf-8") == TWICE


def test_applied_it_keeps_what_was_and_never_over_another(mohist: Mohist, folder: Path) -> None:
    script = folder / "a.sql"
    for n, copy in enumerate(("a.sql.bak", "a.sql.bak2", "a.sql.bak3")):
        text = f"-- {n}\n{TWICE}"
        script.write_text(text, "utf-8")
        script.chmod(0o640)
        assert mohist("fix", "--apply", "a.sql").out == (
            f"a.sql: 1 fixed; as it was it is in {copy}.\n"
        )
        assert script.read_text("utf-8") == f"-- {n}\n{ONCE}"
        assert (folder / copy).read_text("utf-8") == text
        assert {each.stat().st_mode & 0o777 for each in (script, folder / copy)} == {0o640}
    assert (folder / "a.sql.bak").read_text("utf-8").startswith("-- 0")
    answer = mohist("fix", "--apply", "a.sql")
    assert (answer.code, answer.out, answer.err) == (0, "", ""), "nothing is left to do"


@pytest.mark.parametrize("rule", sorted(FIXERS))
def test_every_fixer_mends_files_and_breaks_nothing(
    mohist: Mohist, folder: Path, rule: str
) -> None:
    done = 0
    for sql in dict.fromkeys(sql for name, sql, *_rest in OFFERED if name == rule):
        script = folder / f"{done}.sql"
        script.write_text(sql, "utf-8", newline="")
        dialect = dialect_of(sql)
        given = "".join(
            f", {name} = {list(value) if isinstance(value, tuple) else value!r}"
            for name, value in _parameters(sql, catalogue()[rule]).items()
        )
        (folder / "mohist.toml").write_text(
            f'extends = "default"\ndialect = "{dialect}"\n[rules]\n'
            f'{rule} = {{ severity = "error"{given} }}\n',
            "utf-8",
        )
        before = found(script)
        answer = mohist("fix", "--apply", "--rule", rule, script.name)
        if not any(each.rule == rule for each in before):
            continue  # it needs a server's version or facts, which no file gives
        assert answer.code == 0, answer.err
        after = Counter(each.rule for each in found(script))
        was = Counter(each.rule for each in before)
        assert after[rule] < was[rule], script.read_text("utf-8")
        assert not after - was, script.read_text("utf-8")
        assert (folder / f"{done}.sql.bak").read_text("utf-8") == sql
        done += 1
    assert done


@pytest.mark.parametrize(
    ("encoding", "mark"), [("gb18030", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe")]
)
def test_encoding_mark_and_line_ends_stay(
    mohist: Mohist, folder: Path, encoding: str, mark: bytes
) -> None:
    text = f"-- 订单的状态与客户的名称\n{TWICE}-- 完\n".replace("\n", "\r\n")
    (folder / "a.sql").write_bytes(mark + text.encode(encoding))
    assert mohist("fix", "--apply", "a.sql").code == 0
    wanted = text.replace(TWICE.rstrip(), ONCE.rstrip())
    assert (folder / "a.sql").read_bytes() == mark + wanted.encode(encoding)
    assert (folder / "a.sql.bak").read_bytes() == mark + text.encode(encoding)


def test_what_changes_the_script_wants_to_be_named(mohist: Mohist, folder: Path) -> None:
    text = "SELECT a FROM t UNION SELECT b FROM u;\n"
    (folder / "a.sql").write_text(text, "utf-8")
    answer = mohist("fix", "--apply", "a.sql")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == (
        "1 more would change what a script does; name them with --rule: query-union-all.\n"
    )
    assert mohist("fix", "--apply", "--rule", "query-union-all", "a.sql").code == 0
    assert (folder / "a.sql").read_text("utf-8") == text.replace("UNION", "UNION ALL")
    answer = mohist("fix", "--rule", "dml-require-where", "a.sql")
    assert answer.code == TROUBLE
    assert "No fix is known for findings of dml-require-where. There are fixes for:" in answer.err


@pytest.mark.parametrize(
    ("more", "renamed"),
    [
        ("", True),
        ("SELECT * FROM t WHERE unnamed = 1 AND named_too = 2;\n", True),
        ("ALTER TABLE t DROP INDEX Named;\n", False),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_index_that_is_spoken_of_elsewhere_keeps_its_name(
    mohist: Mohist, folder: Path, more: str, renamed: bool, encoding: str
) -> None:
    (folder / "mohist.toml").write_text('[rules]\nnaming-index-prefix = "error"\n', "utf-8")
    (folder / "a.sql").write_text("CREATE INDEX named ON t (a);\n", "utf-8")
    (folder / "b.sql").write_text(more, encoding)
    answer = mohist("fix", "--apply", ".")
    assert ("INDEX idx_named" in (folder / "a.sql").read_text("utf-8")) is renamed
    assert ("name them with --rule: naming-index-prefix" in answer.err) is not renamed


def test_of_two_that_touch_the_same_code_one_waits(mohist: Mohist, folder: Path) -> None:
    script = folder / "a.sql"
    script.write_text("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a CHAR(200));\n", "utf-8")
    (folder / "mohist.toml").write_text('extends = "strict"\n', "utf-8")
    rules = ("--rule", "column-not-null", "--rule", "column-char-to-varchar")
    answer = mohist("fix", "--apply", *rules, "a.sql")
    assert answer.err == "1 more touch the same code: fix it again for these.\n"
    assert mohist("fix", "--apply", *rules, "a.sql").err == ""
    assert "a VARCHAR(200) NOT NULL" in script.read_text("utf-8")
    assert mohist("fix", *rules, "a.sql").code == 0


def test_suppressed_findings_and_mappers_stay(mohist: Mohist, folder: Path) -> None:
    (folder / "a.sql").write_text(f"-- mohist: ignore index-duplicate-column so\n{TWICE}", "utf-8")
    (folder / "b.xml").write_text(
        '<mapper namespace="m"><update id="u">CREATE INDEX i ON t (a, a)</update></mapper>', "utf-8"
    )
    assert mohist("fix", "--apply", ".").out == ""


def test_a_file_that_changed_meanwhile_is_left_alone(folder: Path) -> None:
    script = folder / "a.sql"
    script.write_text(TWICE, "utf-8")
    mended = plan_of(script)
    script.write_text("SELECT 2;", "utf-8")
    with pytest.raises(Unwritable, match="changed on disk"):
        write_fixes(mended)
    assert script.read_text("utf-8") == "SELECT 2;"
    assert [each.name for each in folder.iterdir()] == ["a.sql"]


def test_a_file_that_changes_during_the_audit_is_left_alone(folder: Path) -> None:
    script = folder / "a.sql"
    script.write_text(TWICE, "utf-8")
    plan = plan_fixes(
        Request(paths=(script,)), watch=lambda _event: script.write_text(f"\n{TWICE}", "utf-8")
    )
    assert plan.mended == []
    assert ["changed on disk" in each.message for each in plan.failures] == [True]


def test_bytes_that_are_no_text_are_left_alone(mohist: Mohist, folder: Path) -> None:
    (folder / "a.sql").write_bytes(b"-- \xff\xfe\xfa\n" + TWICE.encode())
    (folder / "b.sql").write_text(TWICE, "utf-8")
    answer = mohist("fix", "--apply", "--encoding", "utf-8", "a.sql", "b.sql", "nosuch.sql")
    assert answer.code == TROUBLE
    assert "a.sql" in answer.err
    assert "nosuch.sql" in answer.err
    assert (folder / "a.sql").read_bytes().endswith(TWICE.encode())
    assert (folder / "b.sql").read_text("utf-8") == ONCE, "the others are done all the same"


def test_a_link_stays_a_link(mohist: Mohist, folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real" / "a.sql").write_text(TWICE, "utf-8")
    (folder / "a.sql").symlink_to(folder / "real" / "a.sql")
    assert mohist("fix", "--apply", "a.sql").code == 0
    assert (folder / "a.sql").is_symlink()
    assert (folder / "real" / "a.sql").read_text("utf-8") == ONCE
    assert (folder / "real" / "a.sql.bak").read_text("utf-8") == TWICE


@contextmanager
def nobody() -> Iterator[None]:
    """Be somebody whom the rights of files bind."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_a_folder_that_may_not_be_written_is_told() -> None:
    with tempfile.TemporaryDirectory() as name:
        script = Path(name) / "a.sql"
        script.write_text(TWICE, "utf-8")
        mended = plan_of(script)
        Path(name).chmod(0o555)
        try:
            with nobody(), pytest.raises(Unwritable, match="could not be changed: Permission"):
                write_fixes(mended)
        finally:
            Path(name).chmod(0o755)
        assert script.read_text("utf-8") == TWICE
        assert [each.name for each in Path(name).iterdir()] == ["a.sql"]


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file grows beyond so many bytes."""
    resource = pytest.importorskip("resource", reason="this system has no such limits")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [100, 1050])  # the copy does not fit; only the copy does
def test_a_full_disk_leaves_all_as_it_was(folder: Path, room: int) -> None:
    script = folder / "a.sql"
    text = f"-- {'x' * 1000}\nCREATE INDEX idx_a ON t (a);\n"
    script.write_text(text, "utf-8")
    (folder / "mohist.toml").write_text(
        '[rules]\nnaming-index-prefix = { severity = "error", prefix = "a_much_longer_prefix_" }\n',
        "utf-8",
    )
    mended = plan_of(script)
    assert len(text) < 1050 < len(mended.text)
    with full_disk(room), pytest.raises(Unwritable, match="could not be changed: File too large"):
        write_fixes(mended)
    assert script.read_text("utf-8") == text
    assert sorted(each.name for each in folder.iterdir()) == ["a.sql", "mohist.toml"]


def test_what_gives_the_same_rows_is_counted_and_made_where_it_is_named(
    mohist: Mohist, folder: Path
) -> None:
    text = "CREATE TABLE t (a INT);\nSELECT a FROM t WHERE a = 1 OR a = 2;\n"
    (folder / "a.sql").write_text(text, "utf-8")
    answer = mohist("fix", "--apply", "a.sql")
    assert (
        "1 more could be written otherwise, with the same rows; name them with --rule:"
        " query-or-could-be-in.\n"
    ) in answer.err
    assert mohist("fix", "--apply", "--rule", "query-or-could-be-in", "a.sql").code == 0
    expected = text.replace("a = 1 OR a = 2", "a IN (1, 2)")
    assert (folder / "a.sql").read_text("utf-8") == expected
