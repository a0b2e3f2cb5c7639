"""What a tab is bound to: its instance in the colour of its environment, the schema, the login."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.domain.endpoint import Endpoint
from app.domain.inventory import TYPE_NAMES, DatabaseType
from app.i18n import N_, _
from app.models.fields import State
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme
from app.workers.link import LinkState

_STATES = {
    LinkState.IDLE: (State.NONE, "◦", N_("not connected")),
    LinkState.CONNECTING: (State.NONE, "…", N_("connecting")),
    LinkState.READY: (State.GOOD, "✓", N_("connected")),
    LinkState.LOST: (State.WARNING, "●", N_("connection lost")),
    LinkState.FAILED: (State.ERROR, "▲", N_("not reachable")),
}
_INSTANCE, _SCHEMA = 220, 190  # pixels


class BindingBar(QWidget):
    """Shows it, and asks for another.

    Signals:
        choose_wanted: another instance shall be chosen.
        connect_wanted: log in (anew).
        schema_chosen: names without a schema shall mean this one.
        schemas_wanted: the list of schemas is about to be opened.
    """

    choose_wanted = Signal()
    connect_wanted = Signal()
    schema_chosen = Signal(str)
    schemas_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._endpoint: Endpoint | None = None
        self._state, self._why, self._account = LinkState.IDLE, "", ""
        self.instance, self.schema = QPushButton(), _Schemas()
        self.instance.setProperty("role", "choice")
        self.instance.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.login = QToolButton()
        self.login.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.badge = QLabel()
        self.instance.clicked.connect(self.choose_wanted)
        self.login.clicked.connect(self.connect_wanted)
        self.schema.textActivated.connect(self.schema_chosen)
        self.schema.about_to_open.connect(self.schemas_wanted)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GAP)
        for part in (self.instance, self.schema, self.badge):
            across.addWidget(part)
        across.addStretch(1)
        across.addWidget(self.login)
        self.instance.setMinimumWidth(_INSTANCE)
        self.retranslate()

    def show_endpoint(self, endpoint: Endpoint | None) -> None:
        """The tab is bound to this instance, or to none."""
        self._endpoint = endpoint
        self.schema.clear()
        self._fill()

    def show_schema(self, schema: str) -> None:
        """Names without a schema mean this one."""
        if self.schema.findText(schema) < 0 and schema:
            self.schema.addItem(schema)
        self.schema.setCurrentIndex(self.schema.findText(schema) if schema else -1)

    def show_schemas(self, schemas: Iterable[str]) -> None:
        """There are these to choose from."""
        now, open_ = self.schema.currentText(), self.schema.view().isVisible()
        self.schema.clear()
        self.schema.addItems(list(schemas))
        self.show_schema(now)
        if open_:  # as long as what there is
            self.schema.showPopup()

    def show_login(self, state: LinkState, why: str = "", account: str = "") -> None:
        """How the session stands; `why` in a sentence where it failed."""
        self._state, self._why, self._account = state, why, account
        self._fill()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.schema.setPlaceholderText(_("no schema"))
        self.schema.setAccessibleName(_("Schema"))
        self.schema.setToolTip(_("What names without a schema mean"))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._fill()

    @Slot()
    def _fill(self) -> None:
        at, theme = self._endpoint, self._theme
        if at is None:
            self.instance.setText(_("Choose an instance…"))
            self.instance.setToolTip(_("Where the statements of this tab run"))
        else:
            mark = "▲ " if at.production else ""
            engine = TYPE_NAMES[DatabaseType(at.type)]
            self.instance.setText(f"{mark}{at.name}")
            self.instance.setToolTip(
                "\n".join(
                    filter(None, (at.name, engine, f"{at.address}:{at.port}", at.environment))
                )
            )
        self.instance.setAccessibleName(self.instance.text())
        colour = environment_colour(at, theme)
        style(self.instance, f"color: {colour}; font-weight: 600;")
        badges = []
        if at is not None and (at.production or at.environment):
            badges.append(_("PRODUCTION") if at.production else at.environment)
        if at is not None and at.read_only:
            badges.append(_("read-only"))
        self.badge.setText(" · ".join(badges))
        style(self.badge, f"color: {colour}; font-weight: 600;")
        state, shape, words = _STATES[self._state]
        self.login.setText(f"{shape} {_(words)}")
        inks = {State.GOOD: theme.good, State.WARNING: theme.warning, State.ERROR: theme.error}
        style(self.login, f"color: {inks.get(state, theme.muted)};")
        again = _("Press to log in.") if self._state is not LinkState.READY else ""
        self.login.setToolTip("\n".join(filter(None, (self._account, self._why, again))))
        for part in (self.schema, self.badge, self.login):
            part.setVisible(at is not None)
        self.schema.setEnabled(self._state is LinkState.READY)


class _Schemas(QComboBox):
    """Asks what there is when somebody wants to see it."""

    about_to_open = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(_SCHEMA)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def showPopup(self) -> None:
        """Open, and ask once more."""
        if not self.view().isVisible():
            self.about_to_open.emit()
        super().showPopup()


def environment_colour(endpoint: Endpoint | None, theme: Theme) -> str:
    """The colour in which an instance's environment is known everywhere."""
    if endpoint is None:
        return theme.muted
    if endpoint.production:
        return theme.error
    return {"staging": theme.warning, "test": theme.good}.get(endpoint.stake, theme.text)
