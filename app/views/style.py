"""Style sheets of single widgets."""

from PySide6.QtWidgets import QWidget


def style(widget: QWidget, sheet: str) -> None:
    """Give a widget a style sheet of its own, unless it has that one already.

    Qt reads and matches the sheets of all its ancestors anew for each one that is set, also for
    the same; what is shown several times a second is not to pay for that.
    """
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)
