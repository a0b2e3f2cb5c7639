"""One tab of the console: an editor bound to a session of its own, and what came of running it."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QTextCharFormat, QTextEdit
from PySide6.QtWidgets import QFrame, QSplitter, QTabWidget, QVBoxLayout, QWidget

from app.domain.console.draft import Binding, Draft
from app.domain.console.transaction import Mode
from app.domain.dialect import Dialect
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.flows.console.preparing import Wanted
from app.i18n import _
from app.models.fields import State
from app.views.console.binding_bar import BindingBar, environment_colour
from app.views.console.editor.editor import SqlEditor
from app.views.console.messages_panel import MessagesPanel
from app.views.console.room import ConsoleRoom, language_of
from app.views.console.run_bar import RunBar
from app.views.console.running import Running
from app.views.console.session import SheetSession
from app.views.console.sheet_file import SheetFile
from app.views.console.transaction_bar import TransactionBar
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme, code_font
from app.views.widgets.strip import Strip

_BAR = 3  # pixels of the environment's colour
_IDLE = 3_000  # milliseconds without a key after which what is kept is compared with the text
