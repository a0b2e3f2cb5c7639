"""The report of a bug: enough for a developer, nothing of the user's."""

from contextlib import suppress
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import __version__
from app.views.crash_report import in_a_line, place_of, report_of

SECRET = "INSERT INTO account VALUES ('secret', 'very secret', 'most secret of all')"


def raised(error: Exception) -> Exception:
    """The exception with the traceback it gets by being raised."""
    with suppress(type(error)):
        raise error
    return error


def test_it_says_what_and_where(qtbot: QtBot) -> None:
    report = report_of(raised(ZeroDivisionError("division by zero")))
    assert f"Mohist {__version__}" in report
    assert "PySide6" in report
    assert "offscreen" in report
    assert "ZeroDivisionError: division by zero" in report
    assert "test_crash_report.py" in report


def test_it_says_what_led_to_it(qtbot: QtBot) -> None:
    try:
        try:
            raise KeyError("a")
        except KeyError as cause:
            raise RuntimeError("later") from cause
    except RuntimeError as error:
        report = report_of(error)
    assert report.index("RuntimeError: later") < report.index("KeyError: 'a'")


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"invalid literal for int(): {SECRET!r}"),
        ValueError(f"bad\n{SECRET}"),
        KeyError(SECRET),
        UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, "invalid start byte"),
        ValueError("x" * 500 + SECRET),
    ],
    ids=lambda error: type(error).__name__,
)
def test_it_does_not_quote_what_was_read(qtbot: QtBot, error: Exception) -> None:
    report = report_of(raised(error))
    assert "very secret" not in report
    assert type(error).__name__ in report
    assert len(in_a_line(error)) <= 200


def test_the_users_name_is_not_in_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(Path(__file__).parents[2]))
    report = report_of(raised(ZeroDivisionError()))
    assert str(Path.home()) not in report
    assert "~/tests/views" in report


def test_an_exception_that_cannot_speak_is_reported(qtbot: QtBot) -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert "Mute" in report_of(raised(Mute()))


def test_the_same_bug_has_the_same_place() -> None:
    first, second = (raised(ZeroDivisionError()) for _ in range(2))
    assert place_of(first) == place_of(second)
    assert place_of(first) != place_of(raised(KeyError()))
    assert place_of(ZeroDivisionError()) == "ZeroDivisionError at nowhere"
