"""Style sheets of single widgets."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPlainTextEdit, QWidget


def style(widget: QWidget, sheet: str) -> None:
    """Give a widget a style sheet of its own, unless it has that one already.

    Qt reads and matches the sheets of all its ancestors anew for each one that is set, also for
    the same; what is shown several times a second is not to pay for that.
    """
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)


def set_font(text: QPlainTextEdit, font: QFont) -> None:
    """Show a text in this font; by a style sheet, for that of the application undoes `setFont`."""
    families = ", ".join(f'"{family}"' for family in font.families())
    style(text, f"QPlainTextEdit {{ font-family: {families}; font-size: {font.pointSize()}pt; }}")
