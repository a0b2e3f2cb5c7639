"""The form of a snippet."""

from typing import Self

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.domain.console.snippet import Snippet
from app.domain.errors import BadInput
from app.i18n import _
from app.models.console.snippets import DIALECT_TITLES
from app.store.console.snippets import checked, key
from app.views.theme import code_font
from app.views.widgets.edit_form import EditForm

_LOWEST = 180  # pixels of the text


class SnippetForm(EditForm):
    """Edits one; nothing is kept before “Save”.

    Signals:
        save_wanted: the Snippet, which makes sense.
    """

    save_wanted = Signal(object)

    def __init__(
        self, snippet: Snippet, *, own: bool, code_family: str = "", code_size: int = 0,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`own`: it is the user's already; what is kept takes its place."""
        super().__init__(parent)
        self.snippet, self.own = snippet, own
        self._code = (code_family, code_size)
        self.heading.setText(snippet.word if own else _("New snippet"))
        self.word, self.title = QLineEdit(snippet.word), QLineEdit(snippet.title)
        self.dialect, self.text = QComboBox(), QPlainTextEdit(snippet.text)
        self.dialect.addItem(_("everywhere"), None)
        for dialect, title in DIALECT_TITLES.items():
            self.dialect.addItem(title, dialect)
        self.dialect.setCurrentIndex(
            list(DIALECT_TITLES).index(snippet.dialect) + 1 if snippet.dialect else 0
        )
        self.text.setFont(code_font(code_family, code_size))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(_LOWEST)
        places = QLabel(
            _("Places to fill in are ${1:what stands there first}; those of one number change"
              " together. ${0} is where the cursor stands in the end, $$ is a $."), wordWrap=True,
        )  # fmt: skip
        places.setTextFormat(Qt.TextFormat.PlainText)
        places.setProperty("role", "muted")
        self.add_field(_("Word"), self.word, "word")
        self.add_field(_("Title"), self.title, "title")
        self.add_field(_("Where"), self.dialect, "dialect")
        self.add_field(_("Text"), self.text, "text")
        self.form.addRow("", places)
        for signal in (
            self.word.textChanged, self.title.textChanged, self.dialect.currentIndexChanged,
            self.text.textChanged,
        ):  # fmt: skip
            signal.connect(self.look)
        self.look()

    @property
    def wanted(self) -> Snippet:
        """As it stands in the form."""
        return Snippet(
            self.word.text().strip(), self.text.toPlainText(), self.title.text().strip(),
            self.dialect.currentData(),
        )  # fmt: skip

    @property
    def key(self) -> str:
        """The id of its row."""
        return "/".join(key(self.snippet))

    @property
    def dirty(self) -> bool:
        """Whether something is not kept."""
        return self.wanted != self.snippet

    @Slot()
    def look(self) -> None:
        """Something else stands in it."""
        super().look()

    def begin(self) -> None:
        """The keys go into the word."""
        self.word.setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self) -> Self:
        """See `EditForm`."""
        family, size = self._code
        form = type(self)(self.snippet, own=self.own, code_family=family, code_size=size)
        form.word.setText(self.word.text())
        form.title.setText(self.title.text())
        form.dialect.setCurrentIndex(self.dialect.currentIndex())
        form.text.setPlainText(self.text.toPlainText())
        return form

    def field(self, name: str) -> QWidget | None:
        """See `EditForm`."""
        return {"word": self.word, "text": self.text}.get(name)

    @Slot()
    def try_save(self) -> None:
        """Have it kept, if it makes sense."""
        try:
            self.save_wanted.emit(checked(self.wanted))
        except BadInput as error:
            self.refuse(error)
