"""What somebody may not do to alerts is grey with the reason, until they may."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.domain.people import Role, User
from app.models.preferences import Preferences
from app.views.alerts.channels_view import ChannelsView
from app.views.alerts.desktop import Desktop
from app.views.alerts.needed import NEEDED
from app.views.alerts.page import AlertsPage
from app.views.alerts.rules_view import RulesView
from app.views.alerts.silences_view import SilencesView
from app.views.widgets.states import States
from app.workers.standing import Standing
from tests.fakes import warden
from tests.views.alerts.alarm import AlarmKeeper
from tests.views.alerts.judged import FakeChannels, FakeKeeper

MAKE: dict[str, Callable[[Standing, Any], QWidget]] = {
    "rules": lambda standing, _path: RulesView(FakeKeeper(), standing),
    "silences": lambda standing, _path: SilencesView(FakeKeeper(), standing),
    "channels": lambda standing, _path: ChannelsView(FakeChannels(), standing),
    "now": lambda standing, path: AlertsPage(
        AlarmKeeper(), standing, lambda *_: (),
        Desktop(Preferences(path / "settings.json"), lambda _parent: None),
    ).now,
}  # fmt: skip


def grey(view: QWidget) -> set[str]:
    """The commands that say why they are not for this user."""
    return {
        action.objectName()
        for action in view.findChildren(QAction)
        if "for the role" in action.toolTip()
    }


def needing(view: QWidget) -> set[str]:
    return {action.objectName() for action in view.findChildren(QAction)} & set(NEEDED)


def beginning(view: QWidget) -> list[States]:
    """Where there is nothing yet, and a button makes the first."""
    made = any(name.startswith("add-") for name in needing(view))
    return view.findChildren(States)[:1] if made else []


@pytest.mark.parametrize("name", MAKE)
def test_commands_are_grey_for_who_has_no_right_to_them(
    qtbot: Any, tmp_path: Any, name: str
) -> None:
    standing = Standing(warden(role=Role.VIEWER))
    view = MAKE[name](standing, tmp_path)
    qtbot.addWidget(view)
    found = needing(view)
    assert found
    assert grey(view) == found
    assert not any(states.begin.isEnabled() for states in beginning(view))
    standing.become(User("u1", "lin", role=Role.DBA), standing.rights)
    assert grey(view) == set()
    assert all(states.begin.isEnabled() for states in beginning(view))


def test_every_command_that_needs_a_right_is_there(qtbot: Any, tmp_path: Any) -> None:
    found: set[str] = set()
    for make in MAKE.values():
        view = make(Standing(warden()), tmp_path)
        qtbot.addWidget(view)
        found |= needing(view)
    assert found == set(NEEDED)
