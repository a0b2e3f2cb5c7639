"""How far a report is: told by every format, and ended where nobody wants it any more."""

import gc
import tempfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from app.audit.report import BINARY, FORMATS, pace
from app.domain.errors import Cancelled
from app.domain.finding import Finding
from app.domain.result import AuditResult
from tests.audit.report.report_bench import Workbench

At = Callable[..., Finding]
EVERY = [*FORMATS, *BINARY]
TEXT = "DELETE FROM orders;\nUPDATE orders SET note = 'x'"


@pytest.fixture
def filled(bench: Workbench, at: At, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    monkeypatch.setattr(pace, "_BEAT", 0.0)
    for n in range(3):
        found = [at(TEXT, "DELETE"), at(TEXT, "UPDATE"), at(TEXT, "note", suppressed="agreed")]
        bench.add(f"V{n}.sql", TEXT, found)
    return bench


def write(bench: Workbench, result: AuditResult, format_: str) -> bytes:
    if format_ in BINARY:
        out = BytesIO()
        BINARY[format_](result, out, bench.code)
        return out.getvalue()
    text = StringIO()
    FORMATS[format_](result, text, bench.code)
    return text.getvalue().encode()


@pytest.mark.parametrize("format_", EVERY)
def test_every_report_tells_how_far_it_is(filled: Workbench, format_: str) -> None:
    told: list[float] = []
    made = write(filled, replace(filled.result, told=told.append), format_)
    assert made
    assert told == sorted(told)
    assert len({*told}) > 3
    assert (told[0], told[-1]) == (0.0, 1.0)


@pytest.mark.parametrize("format_", EVERY)
def test_every_report_can_be_ended_in_the_middle(
    filled: Workbench, format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def told(share: float) -> None:
        if share > 0.4:
            raise Cancelled("")

    with pytest.raises(Cancelled):
        write(filled, replace(filled.result, told=told), format_)
    gc.collect()  # nothing that was begun complains when it goes
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_", EVERY)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_once(
    filled: Workbench, format_: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def fill() -> None:
        with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123
            if format_ in BINARY:
                BINARY[format_](filled.result, full, filled.code)
            else:
                text = TextIOWrapper(full, "utf-8", write_through=True)
                FORMATS[format_](filled.result, text, filled.code)

    with pytest.raises(OSError, match="No space left"):
        fill()
    gc.collect()
    assert capfd.readouterr().err == ""
