"""The style sheet: what the palette alone cannot say, made from the colours of a theme."""

from app.views.theme import Theme

_RULES = """
QWidget { outline: none; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 6px; }
QMainWindow, QDialog { background: @window; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox {
    background: @surface; color: @text; border: 1px solid @border; border-radius: 4px;
    padding: 3px 6px; selection-background-color: @selection; selection-color: @text; }
QComboBox { padding-right: 18px; min-height: 18px; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @border; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus,
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid @accent; }
QPushButton {
    background: @raised; color: @text; border: 1px solid @border; border-radius: 4px;
    padding: 4px 12px; min-height: 18px; }
QPushButton:hover { border-color: @muted; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:pressed, QPushButton:checked { background: @selection; }
QPushButton:disabled { color: @border; }
QPushButton[primary="true"] { background: @accent; color: @on_accent; border-color: @accent; }
QPushButton[primary="true"]:focus { border: 2px solid @text; padding: 3px 11px; }
QPushButton[primary="true"]:disabled { background: @border; color: @muted; border-color: @border; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px;
    padding: 4px; color: @text; }
QToolButton:hover { background: @selection; }
QToolButton:focus { border: 1px solid @accent; }
QToolButton:checked { background: @selection; }
QTableView, QTreeView, QListView {
    background: @surface; alternate-background-color: @window; border: 1px solid @border;
    border-radius: 4px; gridline-color: @border; selection-background-color: @selection;
    selection-color: @text; }
QTableView::item, QTreeView::item { padding: 0 6px; border: none; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {
    background: @selection; color: @text; }
QHeaderView { background: @window; }
QHeaderView::section {
    background: @window; color: @muted; border: none; border-bottom: 1px solid @border;
    padding: 5px 6px; font-weight: 600; }
QTableCornerButton::section { background: @window; border: none; }
QSplitter::handle { background: @window; }
QSplitter::handle:hover { background: @border; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 4px; margin: 2px; min-height: 24px;
    min-width: 24px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: @border; border: none; border-radius: 3px; max-height: 6px;
    min-height: 6px; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QMenuBar { background: @window; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @selection; }
QMenu { background: @raised; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QStatusBar { background: @window; color: @muted; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @muted; padding: 0 8px; }
QFrame#rail { background: @window; border-right: 1px solid @border; }
QFrame#rail QToolButton { border-radius: 6px; }
QFrame#rail QToolButton:checked { background: @selection; }
QFrame#notice { background: @raised; border: 1px solid @border; border-left: 3px solid @error; }
QLabel[role="title"] { font-size: 18px; font-weight: 600; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="heading"] { font-weight: 600; }
"""


def style_sheet(theme: Theme) -> str:
    """The rules with the colours of `theme` in them."""
    text = _RULES
    for name in sorted(Theme.__slots__, key=len, reverse=True):
        text = text.replace(f"@{name}", str(getattr(theme, name)))
    return text
