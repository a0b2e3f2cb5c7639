"""The dialog shows each step of signing in, and nothing that does not apply."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from app.auth.oauth import Providers
from app.views.sign_in.dialog import SignInDialog
from app.workers.identity_parts import State
from app.workers.lane import wait_for_lanes
from tests.workers.test_identity import AWAY, HOUSE, Desk


@pytest.fixture
def desk(qtbot: Any) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.identity.close()
    wait_for_lanes()


def dialog_of(desk: Desk, qtbot: Any) -> SignInDialog:
    dialog = SignInDialog(desk.identity, desk.standing, opener=desk.opened.append)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_without_a_provider_it_says_who_owns_the_console(desk: Desk, qtbot: Any) -> None:
    dialog = dialog_of(desk, qtbot)
    assert "owns the console" in dialog.standing.text()
    assert "settings" in dialog.help.text()
    assert not dialog.begin.isVisible()


def test_it_waits_for_the_browser_and_takes_an_address(desk: Desk, qtbot: Any) -> None:
    desk.identity.know(Providers((HOUSE,)))
    dialog = dialog_of(desk, qtbot)
    dialog.begin.click()
    qtbot.waitUntil(dialog.paste_row.isVisible)
    assert "browser is open" in dialog.help.text()
    assert not dialog.take.isEnabled()
    dialog.pasted.setText("wrong")
    dialog.take.click()
    qtbot.waitUntil(dialog.error.isVisible)
    assert "not the answer" in dialog.error.text()
    dialog.pasted.setText("right")
    dialog.take.click()
    qtbot.waitUntil(dialog.leave.isVisible)
    assert "lin is signed in at House." in dialog.standing.text()
    assert not dialog.error.isVisible()
    dialog.leave.click()
    assert dialog.begin.isVisible()


def test_a_code_is_shown_large_and_copied(desk: Desk, qtbot: Any) -> None:
    desk.identity.know(Providers((replace(HOUSE, device_flow=True),)))
    dialog = dialog_of(desk, qtbot)
    dialog.device.setChecked(True)
    dialog.begin.click()
    qtbot.waitUntil(dialog.code.isVisible)
    assert dialog.code.font().pointSizeF() > 2 * dialog.help.font().pointSizeF()
    assert "https://id.example.org/device" in dialog.help.text()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "ABCD-EFGH"


def test_what_failed_is_said_and_may_be_tried_again(desk: Desk, qtbot: Any) -> None:
    desk.account.error = AWAY
    desk.identity.know(Providers((HOUSE,)))
    dialog = dialog_of(desk, qtbot)
    dialog.begin.click()
    qtbot.waitUntil(dialog.paste_row.isVisible)
    desk.identity.paste("right")
    qtbot.waitUntil(dialog.error.isVisible)
    assert str(AWAY) in dialog.error.text()
    assert dialog.begin.text() == "Try again"


def test_closing_it_lets_the_attempt_go(desk: Desk, qtbot: Any) -> None:
    desk.identity.know(Providers((HOUSE,)))
    dialog = dialog_of(desk, qtbot)
    dialog.begin.click()
    qtbot.waitUntil(dialog.paste_row.isVisible)
    dialog.reject()
    assert desk.stands() is State.OUT
