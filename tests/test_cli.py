"""The command line, mostly in this process; what only a process shows is run as one."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import IO

import jsonschema
import pytest

from app import __version__, i18n
from app.audit.registry import catalogue
from app.cli import main
from app.cli.parts import FOUND, NOBODY_READS, STOPPED, TROUBLE
from app.domain.display import width

BAD = "DELETE FROM orders;\n"
GOOD = "DELETE FROM orders WHERE id = 7;\n"
HOUSE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


Mohist = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that we are in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def mohist(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Mohist:
    """Runs the command line in this process, in English."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")

    def run(*arguments: str) -> Answer:
        out, err = StringIO(), StringIO()
        code = main(arguments, out, err)
        return Answer(code, out.getvalue(), err.getvalue())

    return run


def process(
    arguments: Sequence[str], folder: Path, out: int | IO[bytes] = subprocess.PIPE
) -> "subprocess.Popen[bytes]":
    """`mohist` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(HOUSE), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=subprocess.PIPE,
    )


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.sql").write_text(text, "utf-8")


# ---------------------------------------------------------------------- exit codes


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (GOOD, "error", 0),
        (BAD, "error", FOUND),
        (BAD, "warning", FOUND),
        (BAD, "notice", FOUND),
        (BAD, "never", 0),
        ("SELECT * FROM orders WHERE id = 1;\n", "error", 0),
        ("SELECT * FROM orders WHERE id = 1;\n", "notice", FOUND),
        (f"-- mohist: ignore dml-require-where emptied every night\n{BAD}", "error", 0),
        ("", "notice", 0),
    ],
)
def test_the_exit_code_says_whether_anything_bad_was_found(
    mohist: Mohist, folder: Path, text: str, fail_on: str, code: int
) -> None:
    write(folder, a=text)
    assert mohist("audit", "a.sql", "--fail-on", fail_on).code == code


def test_what_cannot_be_read_wins_over_findings_and_the_rest_is_audited(
    mohist: Mohist, folder: Path
) -> None:
    write(folder, a=BAD)
    (folder / "b.sql").write_bytes(bytes(range(256)) * 40)
    answer = mohist("audit", ".", "none.sql", "--format", "json")
    document = json.loads(answer.out)
    assert answer.code == TROUBLE
    assert [file["path"] for file in document["files"]] == ["a.sql"]
    assert [error["path"] for error in document["errors"]] == ["b.sql", "none.sql"]
    assert document["summary"]["error"] == 1
    assert "mohist: b.sql: " in answer.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["audit"], "PATH"),
        (["audit", "a.sql", "--format", "docx"], "docx"),
        (["audit", "a.sql", "--format", "pdf"], "Name it with --output."),
        (["audit", "a.sql", "--dialect", "db2"], "db2"),
        (["audit", "a.sql", "--server-version", "latest"], "latest"),
        (["audit", "a.sql", "--jobs", "many"], "many is not a number"),
        (["audit", "a.sql", "--encoding", "klingon"], "there is no encoding klingon"),
        (["audit", "a.sql", "--profile", "none.toml"], "none.toml"),
        (["audit", "a.sql", "--schema", "none.sql"], "none.sql"),
        (["audit", "a.sql", "--output", "none/report.txt"], "There is no folder"),
        (["audit", "a.sql", "--output", "."], "is a folder"),
        (["audit", "a.sql", "--language", "tlh"], "tlh"),
        (["frobnicate"], "frobnicate"),
        (["audit", "a.sql", "--form", "text"], "--form"),
        (["rules", "show", "dml-require-where", "more"], "more"),
        (["rules", "show", "dml-require-were"], "dml-require-where"),
        (["rules", "show", "zzz"], "zzz"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_2(
    mohist: Mohist, folder: Path, arguments: list[str], said: str
) -> None:
    write(folder, a=GOOD)
    answer = mohist(*arguments)
    assert answer.code == TROUBLE
    assert answer.out == ""
    assert answer.err.startswith("mohist: ")
    assert answer.err.count("\n") == 1
    assert said in answer.err


def test_paths_may_stand_between_options(mohist: Mohist, folder: Path) -> None:
    write(folder, a=GOOD, b=GOOD)
    answer = mohist("audit", "a.sql", "--format", "json", "b.sql", "--jobs", "1")
    assert [file["path"] for file in json.loads(answer.out)["files"]] == ["a.sql", "b.sql"]


def test_a_folder_without_scripts_is_said(mohist: Mohist) -> None:
    answer = mohist("audit", ".")
    assert answer.code == 0
    assert "No scripts were found" in answer.err


# ---------------------------------------------------------------------- what is written


def test_a_finding_is_where_an_editor_would_put_the_cursor(mohist: Mohist, folder: Path) -> None:
    """Columns in code points: after CJK, a tab and CR LF, in GB18030."""
    text = "-- 第一行\r\n\t/* 删除 */ DELETE FROM `订单`;\r\n"
    (folder / "a.sql").write_bytes(text.encode("gb18030"))
    document = json.loads(mohist("audit", "a.sql", "--format", "json").out)
    (file,) = document["files"]
    (finding,) = [f for f in file["findings"] if f["rule"] == "dml-require-where"]
    start, end = finding["start"], finding["end"]
    assert file["encoding"] == "gb18030"
    assert text[start["offset"] : end["offset"]] == "DELETE FROM `订单`"
    assert (start["line"], start["column"]) == (2, 11)
    assert (end["line"], end["column"]) == (2, 11 + len("DELETE FROM `订单`"))


def test_text_shows_code_only_where_it_is_asked_for(mohist: Mohist, folder: Path) -> None:
    write(folder, a=BAD)
    piped, asked = mohist("audit", "a.sql"), mohist("audit", "a.sql", "--format", "text")
    assert "     1 | DELETE FROM orders;\n       | ^^^^^^^^^^^^^^^^^^\n" in asked.out
    assert "^^^" not in piped.out
    assert "\x1b" not in piped.out + asked.out
    assert piped.out.startswith("a.sql:1:1: error dml-require-where: ")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "html"])
@pytest.mark.parametrize("encoding", ["ascii", "cp437", "gbk", "utf-8"])
def test_any_console_can_be_written_to(folder: Path, form: str, encoding: str) -> None:
    """What a console cannot show is written in UTF-8; reports for programs always are."""
    write(folder, a="DELETE FROM 订单; -- 🦭\n")
    raw = BytesIO()
    out = TextIOWrapper(raw, encoding=encoding)
    assert main(["audit", "a.sql", "--format", form], out, StringIO()) == FOUND
    assert "订单" in raw.getvalue().decode(
        encoding if (encoding, form) == ("gbk", "text") else "utf-8"
    )


@pytest.mark.parametrize("form", ["text", "json", "sarif", "html"])
def test_a_report_can_go_to_a_file(mohist: Mohist, folder: Path, form: str) -> None:
    write(folder, a=BAD)
    answer = mohist("audit", "a.sql", "--format", form, "--output", "report")
    assert (answer.code, answer.out, answer.err) == (FOUND, "", "")
    assert "dml-require-where" in (folder / "report").read_text("utf-8")


def test_the_order_of_files_is_that_of_their_names(mohist: Mohist, folder: Path) -> None:
    """Whatever process was ready first, and though the largest is audited first."""
    for n in (1, 2, 9, 10, 11):
        write(folder, **{f"V{n}__x": GOOD * (400 if n == 10 else 1)})
    answer = mohist("audit", ".", "--format", "json", "--jobs", "2")
    paths = [file["path"] for file in json.loads(answer.out)["files"]]
    assert paths == [f"V{n}__x.sql" for n in (1, 2, 9, 10, 11)]


def test_several_processes_find_what_one_does(mohist: Mohist) -> None:
    samples = str(HOUSE / "resources" / "samples")
    one, two = (mohist("audit", samples, "--format", "json", "--jobs", n).out for n in "12")
    first, second = json.loads(one), json.loads(two)
    assert first["files"] == second["files"]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_sample_in_every_form_keeps_to_its_schema(mohist: Mohist, language: str) -> None:
    arguments = ["audit", str(HOUSE / "resources" / "samples"), "--language", language, "--format"]
    sarif = json.loads((HOUSE / "tests/data/sarif-2.1.0-schema.json").read_text("utf-8"))
    ours = json.loads((HOUSE / "resources/report/audit.schema.json").read_text("utf-8"))
    jsonschema.Draft4Validator(sarif).validate(json.loads(mohist(*arguments, "sarif").out))
    jsonschema.validate(json.loads(mohist(*arguments, "json").out), ours)


def test_ddl_given_beforehand_is_known_in_every_process(mohist: Mohist, folder: Path) -> None:
    write(
        folder,
        ddl="CREATE TABLE t (id INT NOT NULL PRIMARY KEY);",
        a="SELECT id FROM t WHERE id = 1; SELECT id FROM gone WHERE id = 1;",
        b="SELECT id FROM t WHERE id = 1;",
    )
    for jobs in ("1", "2"):
        answer = mohist(
            *["audit", "a.sql", "b.sql", "--schema", "ddl.sql", "--format", "json"],
            *["--dialect", "mysql", "--jobs", jobs],
        )
        findings = [
            (file["path"], finding["object"])
            for file in json.loads(answer.out)["files"]
            for finding in file["findings"]
            if finding["rule"] == "table-missing"
        ]
        assert findings == [("a.sql", "gone")]


def test_the_profile_nearest_to_each_file_is_its_profile(mohist: Mohist, folder: Path) -> None:
    (folder / "calm").mkdir()
    (folder / "calm" / "mohist.toml").write_text(
        '[rules.dml-require-where]\nseverity = "notice"\n', "utf-8"
    )
    write(folder, a=BAD)
    write(folder / "calm", b=BAD)
    document = json.loads(mohist("audit", ".", "--format", "json").out)
    assert document["summary"]["error"] == 1
    assert document["summary"]["notice"] >= 1


# ---------------------------------------------------------------------- rules and words


def test_the_rules_are_listed_for_people_and_programs(mohist: Mohist) -> None:
    listed = mohist("rules").out
    document = json.loads(mohist("rules", "--format", "json").out)
    assert [rule["id"] for rule in document["rules"]] == list(catalogue())
    assert [line.split()[0] for line in listed.splitlines()] == list(catalogue())


@pytest.mark.parametrize("name", list(catalogue()))
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_rule_has_its_page(mohist: Mohist, name: str, language: str) -> None:
    answer = mohist("rules", "show", name, "--language", language)
    rule = catalogue()[name]
    assert answer.code == 0
    assert answer.out.startswith(f"{name}\n")
    assert all(example.split()[0] in answer.out for example in (*rule.bad, *rule.good))
    assert max(map(width, answer.out.splitlines())) <= 100


def test_help_is_in_the_language_asked_for(
    mohist: Mohist, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mohist("audit", "--help").code == 0
    assert "usage: mohist audit" in capsys.readouterr().out
    assert mohist("audit", "--help", "--language=zh_CN").code == 0
    assert "用法" in capsys.readouterr().out


# ---------------------------------------------------------------------- as a process


def test_the_version_is_said_without_the_rules_and_without_qt(folder: Path) -> None:
    script = (
        "import sys; from app.cli import main; main(['--version'])\n"
        "heavy = [m for m in sys.modules if m.startswith(('PySide6', 'app.audit', 'app.sql'))]\n"
        "sys.exit(len(heavy))"
    )
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, f"mohist {__version__}\n")


def test_standard_input_is_audited_and_shown(folder: Path) -> None:
    with process(["audit", "-", "--format", "text"], folder) as running:
        out, err = running.communicate(BAD.encode())
    assert running.returncode == FOUND, err.decode()
    assert out.decode().startswith("-:1:1: error dml-require-where")
    assert "DELETE FROM orders;" in out.decode()


def test_ctrl_c_keeps_what_was_found(folder: Path) -> None:
    """Pipes that do not end: it is in the middle of both, whose second waited for the file."""
    write(folder, a=BAD)
    os.mkfifo(folder / "endless")
    os.mkfifo(folder / "behind")
    arguments = ["audit", "a.sql", "endless", "behind", "--format", "json", "--jobs", "2"]
    with (
        process(arguments, folder) as running,
        (folder / "endless").open("wb", buffering=0) as pipe,
        (folder / "behind").open("wb"),
    ):
        pipe.write(BAD.encode() * 30_000)  # returns when most of it is read
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    document = json.loads(out)
    assert running.returncode == STOPPED, err.decode()
    assert "Stopped" in err.decode()
    assert "Traceback" not in err.decode()
    assert "a.sql" in [file["path"] for file in document["files"]]


def test_a_reader_that_leaves_is_not_complained_about(folder: Path) -> None:
    write(folder, a=BAD * 20_000)
    with process(["audit", "a.sql"], folder) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert running.returncode == NOBODY_READS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said(folder: Path) -> None:
    write(folder, a=BAD)
    with (
        Path("/dev/full").open("wb") as full,
        process(["audit", "a.sql"], folder, out=full) as running,
    ):
        err = running.communicate()[1].decode()
    assert running.returncode == TROUBLE
    assert err.startswith("mohist: The report could not be written to standard output")
    assert err.count("\n") == 1


def test_without_a_display_the_command_line_is_named(folder: Path) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "app"],
        env=environment | {"PYTHONPATH": str(HOUSE), "LC_ALL": "C.UTF-8"},
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == TROUBLE
    assert "mohist audit" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_missing_library_is_said_with_the_packages_that_hold_it(folder: Path) -> None:
    (folder / "PySide6").mkdir()
    error = "libGL.so.1: cannot open shared object file"
    (folder / "PySide6" / "__init__.py").write_text(f"raise ImportError({error!r})", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "app"],
        env=os.environ
        | {"PYTHONPATH": f"{folder}{os.pathsep}{HOUSE}", "QT_QPA_PLATFORM": "offscreen"},
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == TROUBLE
    assert error in done.stderr
    assert "libgl1" in done.stderr
    assert "mohist audit" in done.stderr
    assert done.stderr.count("\n") == 1
