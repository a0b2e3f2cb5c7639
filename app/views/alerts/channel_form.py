"""The form of a channel; what is secret of it can be typed here, and is never shown."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol, Self

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.domain.errors import BadInput, ConsoleError
from app.domain.monitoring.rule import Subject
from app.i18n import N_, _
from app.integrations.notify.channel import SIGNS, Channel, Security
from app.models.alerts.channel_draft import PORTS, ChannelDraft
from app.models.alerts.channels import EMAIL, KINDS, LEAST
from app.models.fields import State
from app.views.alerts.scope_editor import ScopeEditor
from app.views.alerts.week_hours import WeekHours
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.edit_form import EditForm
from app.views.widgets.path_line import PathLine
from app.workers.lane import Job

SECURITY_NAMES = {
    Security.STARTTLS: N_("STARTTLS (usually port 587)"),
    Security.TLS: N_("TLS (usually port 465)"),
    Security.NONE: N_("none (usually port 25)"),
}  # fmt: skip
SECRET_NAMES = {
    "password": N_("Password"), "url": N_("Address of the webhook"),
    "sign": N_("Secret that signs"),
}  # fmt: skip
_LINES = {
    "host": N_("Mail server"), "port": N_("Port"), "user": N_("User"), "sender": N_("From"),
    "to": N_("To"),
}  # fmt: skip
_MAIL = ("host", "security", "port", "user", "password", "sender", "to")


class Tests(Protocol):
    """Sends a test: see `ChannelKeeper.test`."""

    def __call__(self, channel: Channel, typed: Mapping[str, str], /) -> Job[None]:
        """In a thread; cancelled, it is broken off."""
        ...


class ChannelForm(EditForm):
    """Edits one channel; nothing is kept before “Save”, and a test needs no saving.

    Signals:
        save_wanted: the Channel, and the secrets that were typed, by what they are.
    """

    save_wanted = Signal(object, object)

    def __init__(
        self, draft: ChannelDraft, subjects: Iterable[Subject], test: Tests, known: bool,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._first, self._known, self._send, self._theme = draft, known, test, LIGHT
        self._subjects = tuple(subjects)
        self._job: Job[None] | None = None
        self._stands = State.NONE
        self.enabled = QCheckBox(_("The channel is on"))
        self.enabled.setChecked(draft.enabled)
        self.kind, self.least, self.security = QComboBox(), QComboBox(), QComboBox()
        self.name_line, self.repeat = QLineEdit(draft.name), QLineEdit(draft.repeat)
        self.lines = {name: QLineEdit(getattr(draft, name)) for name in _LINES}
        self.secrets = {
            what: QLineEdit(echoMode=QLineEdit.EchoMode.Password) for what in SECRET_NAMES
        }
        self.ca, self.signed = PathLine(draft.ca), QCheckBox(_("The robot asks for a signature"))
        self.plain_http = QCheckBox(_("Allow http:// beyond this machine (unencrypted)"))
        self.scope = ScopeEditor(draft.scope, self._subjects, self)
        self.quiet = QCheckBox(_("Quiet hours: only what is critical is told, the rest waits"))
        self.hours = WeekHours(draft.quiet_days, draft.quiet_from, draft.quiet_to)
        self.others, self.test, self.result = QLabel(), QPushButton(), QLabel(wordWrap=True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self._fill(draft)
        self._lay_out()
        self._connect()
        self._before = self.draft
        self.look()
        self._tell_test()

    def _fill(self, draft: ChannelDraft) -> None:
        for kind, name in KINDS.items():
            self.kind.addItem(_(name), str(kind))
        self.kind.setCurrentIndex(self.kind.findData(str(draft.kind)))
        self.kind.setEnabled(not self._known)
        for least, name in LEAST.items():
            self.least.addItem(_(name), least)
        self.least.setCurrentIndex(list(LEAST).index(draft.least))
        for security, name in SECURITY_NAMES.items():
            self.security.addItem(_(name), security)
        self.security.setCurrentIndex(list(SECURITY_NAMES).index(draft.security))
        self.signed.setChecked(draft.signed)
        self.plain_http.setChecked(draft.plain_http)
        self.quiet.setChecked(draft.quiet)
        for line in self.secrets.values():
            line.setPlaceholderText(_("as it is kept") if self._known else "")
        self.lines["sender"].setPlaceholderText("Mohist <mohist@example.com>")
        self.lines["to"].setPlaceholderText("dba@example.com, …")
        self.ca.setPlaceholderText(_("whom the system trusts"))
        count = len(draft.other_scopes)
        self.others.setText(_("And others that were written by hand; they stay."))
        self.others.setProperty("role", "muted")
        self.others.setVisible(count > 0)

    def _lay_out(self) -> None:
        self.form.addRow(self.enabled)
        self.add_field(_("Kind"), self.kind, "kind")
        self.add_field(_("Name"), self.name_line, "name")
        for name in _MAIL:
            if name == "security":
                self.add_field(_("Encryption"), self.security, name)
            elif name == "password":
                self.add_field(_(SECRET_NAMES[name]), self.secrets[name], name)
            else:
                self.add_field(_(_LINES[name]), self.lines[name], name)
        self.add_field(_(SECRET_NAMES["url"]), self.secrets["url"], "url")
        self.form.addRow(self.signed)
        self.add_field(_(SECRET_NAMES["sign"]), self.secrets["sign"], "sign")
        self.form.addRow(self.plain_http)
        self.add_field(_("Authority (CA file)"), self.ca, "ca")
        self.add_section(_("What is told"))
        self.add_field(_("Told of"), self.least, "least")
        self.add_field(_("Told again every (hours)"), self.repeat, "repeat")
        self.scope.add_to(self)
        self.form.addRow(self.others)
        self.form.addRow(self.quiet)
        self.form.addRow(self.hours)
        across = QHBoxLayout()
        across.setSpacing(2 * GAP)
        across.addWidget(self.test)
        across.addWidget(self.result, 1)
        self.down.insertLayout(self.down.count() - 1, across)

    def _connect(self) -> None:
        for signal in (
            self.enabled.toggled, self.kind.currentIndexChanged, self.least.currentIndexChanged,
            self.name_line.textChanged, self.repeat.textChanged, self.ca.textChanged,
            self.signed.toggled, self.plain_http.toggled, self.scope.changed, self.quiet.toggled,
            self.hours.changed, self.security.currentIndexChanged,
            *(line.textChanged for line in (*self.lines.values(), *self.secrets.values())),
        ):  # fmt: skip
            signal.connect(self.look)
        self.security.activated.connect(self._take_port)
        self.test.clicked.connect(self.test_or_cancel)

    @property
    def draft(self) -> ChannelDraft:
        """What stands in the form, without what is secret."""
        quiet_from, quiet_to = self.hours.hours
        text = {name: line.text() for name, line in self.lines.items()}
        first = replace(self._first, **text)  # type: ignore[arg-type]
        return replace(
            first, kind=str(self.kind.currentData()), name=self.name_line.text(),
            enabled=self.enabled.isChecked(), least=list(LEAST)[self.least.currentIndex()],
            repeat=self.repeat.text(), scope=self.scope.scope, quiet=self.quiet.isChecked(),
            quiet_days=self.hours.days, quiet_from=quiet_from, quiet_to=quiet_to,
            security=list(SECURITY_NAMES)[self.security.currentIndex()], ca=self.ca.text(),
            signed=self.signed.isChecked(), plain_http=self.plain_http.isChecked(),
        )  # fmt: skip

    @property
    def typed(self) -> dict[str, str]:
        """The secrets that were typed, by what they are; nothing for what was left as it is."""
        wanted = self.draft.secrets
        return {what: self.secrets[what].text() for what in wanted if self.secrets[what].text()}

    @property
    def key(self) -> str:
        """The id of the channel."""
        return self._first.id

    @property
    def dirty(self) -> bool:
        """Whether something that was typed is not kept."""
        return self.draft != self._before or any(line.text() for line in self.secrets.values())

    def begin(self) -> None:
        """A new one begins with its kind."""
        (self.name_line if self._known else self.kind).setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self) -> Self:
        """See `EditForm`; a test that is under way is broken off."""
        form = type(self)(self.draft, self._subjects, self._send, self._known)
        for what, line in self.secrets.items():
            form.secrets[what].setText(line.text())
        form._before = self._before
        form.look()
        return form

    @Slot()
    def look(self) -> None:
        """Show what belongs to the kind that is chosen."""
        draft = self.draft
        mail = draft.kind == EMAIL
        shown = dict.fromkeys(_MAIL, mail) | {
            "password": mail and bool(draft.user.strip()), "url": not mail,
            "sign": "sign" in draft.secrets,
        }  # fmt: skip
        every: dict[str, QWidget] = {**self.lines, **self.secrets, "security": self.security}
        for name, on in shown.items():
            self.form.setRowVisible(every[name], on)
        self.form.setRowVisible(self.signed, draft.kind in SIGNS)
        self.form.setRowVisible(self.plain_http, not mail)
        self.form.setRowVisible(self.hours, draft.quiet)
        self.heading.setText(draft.name or _("New channel"))
        super().look()

    @Slot()
    def _take_port(self) -> None:
        """The usual port of the encryption, where that of another stands there."""
        security = list(SECURITY_NAMES)[self.security.currentIndex()]
        if self.lines["port"].text() in {"", *(str(port) for port in PORTS.values())}:
            self.lines["port"].setText(str(PORTS[security]))

    def field(self, name: str) -> QWidget | None:
        """See `ChannelDraft.channel`."""
        every: dict[str, QWidget] = {
            **self.lines, **self.secrets, "name": self.name_line, "repeat": self.repeat,
            "quiet": self.quiet,
        }  # fmt: skip
        return every.get(name)

    def _made_of_it(self) -> Channel | None:
        try:
            channel = self.draft.channel(self.typed, kept=self._known)
        except BadInput as error:
            self.refuse(error)
            return None
        self.said.hide()
        return channel

    @Slot()
    def try_save(self) -> None:
        """Keep it, if it makes sense."""
        if (channel := self._made_of_it()) is not None:
            self.save_wanted.emit(channel, self.typed)

    # a test

    @Slot()
    def test_or_cancel(self) -> None:
        """The one button."""
        if self._job is not None:
            self.cancel_test()
            return
        channel = self._made_of_it()
        if channel is None:
            return
        self._job = job = self._send(replace(channel, enabled=True), self.typed)
        job.succeeded.connect(self._arrive)
        job.failed.connect(self._fail)
        job.finished.connect(self._end)
        self._say(_("Sending a test…"), State.NONE)
        self._tell_test()

    def shut(self) -> None:
        """Nobody waits for the test any more."""
        self.cancel_test()

    def cancel_test(self) -> None:
        """Break off what is under way."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
            self._say("", State.NONE)
            self._tell_test()

    @Slot()
    def _arrive(self) -> None:
        self._say(_("It was taken. Look whether it arrived."), State.GOOD)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._say(f"{error} {error.hint}".strip(), State.ERROR)

    @Slot()
    def _end(self) -> None:
        if self._job is self.sender():
            self._job = None
            self._tell_test()

    def _tell_test(self) -> None:
        self.test.setText(_("Send a test") if self._job is None else _("Cancel"))

    def _say(self, text: str, state: State) -> None:
        self._stands = state
        self.result.setText(f"{state.shape} {text}".strip())
        self.apply_theme(self._theme)

    def apply_theme(self, theme: Theme) -> None:
        """What came of a test has the colour of it."""
        self._theme = theme
        colours = {State.GOOD: theme.good, State.ERROR: theme.error}
        style(self.result, f"color: {colours.get(self._stands, theme.muted)};")
