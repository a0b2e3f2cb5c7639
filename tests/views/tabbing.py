"""Going through a page by Tab and Shift+Tab, as somebody does who has no mouse."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_KEYS = {
    "Tab": (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
    "Shift+Tab": (Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier),
}


def missed(page: QWidget) -> list[str]:
    """The controls of a page that one of the keys does not reach, or does not leave again.

    It begins where whoever comes to the page is; the page must be active.
    """
    return [
        f"{name} never comes to {_told(control)}"
        for name, key in _KEYS.items()
        for control in _not_met(page, *key)
    ]


def _not_met(page: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier) -> list[QWidget]:
    page.setFocus()
    met: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and now not in met:
        met.append(now)
        QTest.keyClick(now, key, modifier)
    return [each for each in _controls(page) if each not in met]


def _controls(page: QWidget) -> list[QWidget]:
    """What is in sight and takes Tab."""
    return [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusProxy() is None
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def _told(widget: QWidget) -> str:
    """A widget in words."""
    text = getattr(widget, "text", None)
    said = text() if callable(text) else ""
    return f"{type(widget).__name__} {widget.accessibleName() or said or widget.objectName()}"
