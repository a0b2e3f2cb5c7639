"""The form of a provider; its client secret can be typed here, and is never shown."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Self

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

from app.auth.oauth import Fields, Provider
from app.domain.errors import ConsoleError
from app.domain.validation import BadField
from app.flows.provider_book import Found
from app.i18n import N_, _
from app.models.fields import State
from app.models.sign_in.provider_draft import ADDRESSES, FIELDS, ProviderDraft, draft_of, id_from
from app.models.sign_in.providers import CLASSIC, KINDS
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.edit_form import EditForm
from app.views.widgets.path_line import PathLine
from app.workers.lane import Job

_LINES = {
    "name": N_("Name"), "id": N_("Id"), "issuer": N_("Issuer"),
    "authorize_url": N_("Address to authorize"), "token_url": N_("Address for tokens"),
    "user_info_url": N_("Address of the user"),
    "permissions_url": N_("Address of permissions"), "revocation_url": N_("Address to revoke"),
    "device_url": N_("Address for devices"), "client_id": N_("Client id"),
    "scopes": N_("Scopes"), "redirect": N_("Comes back to"), "proxy": N_("Proxy"),
}  # fmt: skip
_NAMES = {
    "subject": N_("Id of the user"), "username": N_("User name"), "name": N_("Full name"),
    "name_cn": N_("Chinese name"), "email": N_("E-mail"), "groups": N_("Groups"),
}  # fmt: skip
_HINTS = {
    "issuer": "https://sso.example.com/realms/dba", "permissions_url": N_("none"),
    "revocation_url": N_("none"), "device_url": N_("none"), "proxy": N_("as the system has it"),
}  # fmt: skip


class ProviderForm(EditForm):
    """Edits one provider; nothing is kept before “Save”, and a test needs no saving.

    Signals:
        save_wanted: the Provider, and its client secret where that was typed, else "".
    """

    save_wanted = Signal(object, object)

    def __init__(
        self, known: Provider | None, taken: Collection[str],
        test: Callable[[Provider], Job[Found]], parent: QWidget | None = None,
        draft: ProviderDraft | None = None,
    ) -> None:  # fmt: skip
        """`known` is what is edited, None a new one; `taken` are the ids that others have."""
        super().__init__(parent)
        first = draft or (draft_of(known) if known is not None else ProviderDraft())
        self._first, self._known, self._taken, self._ask = first, known, tuple(taken), test
        self._theme, self._stands = LIGHT, State.NONE
        self._job: Job[Found] | None = None
        self.kind = QComboBox()
        for kind, name in KINDS.items():
            self.kind.addItem(_(name), kind)
        self.kind.setCurrentIndex(self.kind.findData(first.kind))
        self.lines = {name: QLineEdit(getattr(first, name)) for name in _LINES}
        for line in self.lines.values():
            line.setCursorPosition(0)  # the beginning of an address says whose it is
        self.names = {name: QLineEdit(getattr(first.fields, name)) for name in FIELDS}
        self.uses_secret = QCheckBox(_("The provider wants a client secret"))
        self.uses_secret.setChecked(first.uses_secret)
        self.secret = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.device = QCheckBox(_("Offer a code on another device, where it can"))
        self.device.setChecked(first.device_flow)
        self.ca = PathLine(first.ca)
        self.test, self.result = QPushButton(), QLabel(wordWrap=True)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._connect()
        self._before = self.draft
        self.look()
        self._tell_test()

    def _lay_out(self) -> None:
        self.add_field(_(_LINES["name"]), self.lines["name"], "name")
        self.add_field(_(_LINES["id"]), self.lines["id"], "id")
        self.lines["id"].setEnabled(self._known is None)
        self.lines["id"].setToolTip(_("For good: users and secrets stand by it."))
        self.add_field(_("Kind"), self.kind, "kind")
        for name in ("issuer", *ADDRESSES[CLASSIC]):
            self.add_field(_(_LINES[name]), self.lines[name], name)
        self.add_field(_(_LINES["client_id"]), self.lines["client_id"], "client_id")
        self.form.addRow(self.uses_secret)
        self.add_field(_("Client secret"), self.secret, "secret")
        self.add_field(_(_LINES["scopes"]), self.lines["scopes"], "scopes")
        self.form.addRow(self.device)
        self.add_section(_("Network"))
        for name in ("redirect", "proxy"):
            self.add_field(_(_LINES[name]), self.lines[name], name)
        self.add_field(_("Authority (CA file)"), self.ca, "ca")
        self.add_section(_("What the provider calls it"))
        for name in FIELDS:
            self.add_field(_(_NAMES[name]), self.names[name], f"field-{name}")
        for name, hint in _HINTS.items():
            self.lines[name].setPlaceholderText(_(hint))
        self.lines["redirect"].setToolTip(
            _("As registered at the provider. Without a port, a free one is taken each time.")
        )
        self.lines["proxy"].setToolTip(
            _("http://host:port; “direct” for none; nothing as the system has it.")
        )
        self.ca.setPlaceholderText(_("whom the system trusts"))
        across = QHBoxLayout()
        across.setSpacing(2 * GAP)
        across.addWidget(self.test, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.result, 1)
        self.down.insertLayout(self.down.count() - 1, across)

    def _connect(self) -> None:
        for signal in (
            *(line.textChanged for line in (*self.lines.values(), *self.names.values())),
            self.uses_secret.toggled, self.secret.textChanged, self.device.toggled,
            self.ca.textChanged,
        ):  # fmt: skip
            signal.connect(self.look)
        self.kind.currentIndexChanged.connect(self._take_kind)
        self.test.clicked.connect(self.test_or_cancel)

    @property
    def draft(self) -> ProviderDraft:
        """What stands in the form, without the secret."""
        text = {name: line.text() for name, line in self.lines.items()}
        return ProviderDraft(
            **text, kind=self.kind.currentData(), uses_secret=self.uses_secret.isChecked(),
            device_flow=self.device.isChecked(), ca=self.ca.text(),
            fields=Fields(**{name: line.text() for name, line in self.names.items()}),
        )  # fmt: skip

    @property
    def key(self) -> str:
        """The id of the provider."""
        return self._first.id

    @property
    def dirty(self) -> bool:
        """Whether something that was typed is not kept."""
        return self.draft != self._before or bool(self.secret.text())

    def begin(self) -> None:
        """It begins with its name."""
        self.lines["name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self) -> Self:
        """See `EditForm`; a test that is under way is broken off."""
        form = type(self)(self._known, self._taken, self._ask, draft=self.draft)
        form._first, form._before = self._first, self._before
        form.secret.setText(self.secret.text())
        form.look()
        return form

    @Slot()
    def _take_kind(self) -> None:
        """The usual scopes go with the kind."""
        kind = self.kind.currentData()
        other = next(each for each in KINDS if each != kind)
        self.lines["scopes"].setText(replace(self.draft, kind=other).of_kind(kind).scopes)
        self.look()

    @Slot()
    def look(self) -> None:
        """Show what belongs to the kind that is chosen."""
        draft = self.draft
        shown = ADDRESSES[draft.kind]
        for name in ("issuer", *ADDRESSES[CLASSIC]):
            self.form.setRowVisible(self.lines[name], name in shown)
        self.form.setRowVisible(self.secret, draft.uses_secret)
        self.secret.setPlaceholderText(_("as it is kept") if self._keeps_secret() else "")
        if self._known is None:
            made = id_from(draft.name, self._taken) if draft.name.strip() else ""
            self.lines["id"].setPlaceholderText(made)
        heading = draft.name.strip() or _("New provider")
        self.heading.setText(heading)
        super().look()

    def _keeps_secret(self) -> bool:
        known = self._known
        if known is None or not known.uses_secret:
            return False
        draft = self.draft
        before = draft_of(known)
        urls = (*ADDRESSES[draft.kind], "client_id")
        return draft.kind == before.kind and all(
            getattr(draft, name).strip() == getattr(before, name) for name in urls
        )

    def field(self, name: str) -> QWidget | None:
        """See `ProviderDraft.provider`."""
        return {**self.lines, "secret": self.secret}.get(name)

    def _made_of_it(self, secret: str) -> Provider | None:
        try:
            provider = self.draft.provider(secret, self._known, self._taken)
        except BadField as error:
            self.refuse(error)
            return None
        self.said.hide()
        return provider

    @Slot()
    def try_save(self) -> None:
        """Keep it, if it makes sense."""
        secret = self.secret.text()
        if (provider := self._made_of_it(secret)) is not None:
            self.save_wanted.emit(provider, secret)

    # a test

    @Slot()
    def test_or_cancel(self) -> None:
        """The one button; a test needs no secret."""
        if self._job is not None:
            self.cancel_test()
            return
        provider = self._made_of_it("-")
        if provider is None:
            return
        self._job = job = self._ask(provider)
        job.succeeded.connect(self._arrive)
        job.failed.connect(self._fail)
        job.finished.connect(self._end)
        self._say(_("Asking the provider…"), State.NONE)
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

    @Slot(object)
    def _arrive(self, found: Found) -> None:
        said = [
            _("The browser will be sent to {address}.").format(address=found.authorize),
            "" if found.revokes else _("It cannot end tokens at sign-out."),
            "" if found.device or not self.device.isChecked() else _("It knows no devices."),
        ]
        self._say(" ".join(filter(None, said)), State.GOOD)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._say(f"{error} {error.hint}".strip(), State.ERROR)

    @Slot()
    def _end(self) -> None:
        if self._job is self.sender():
            self._job = None
            self._tell_test()

    def _tell_test(self) -> None:
        self.test.setText(_("Test") if self._job is None else _("Cancel"))

    def _say(self, text: str, state: State) -> None:
        self._stands = state
        self.result.setText(f"{state.shape} {text}".strip())
        self.apply_theme(self._theme)

    def apply_theme(self, theme: Theme) -> None:
        """What came of a test has the colour of it."""
        self._theme = theme
        colours = {State.GOOD: theme.good, State.ERROR: theme.error}
        style(self.result, f"color: {colours.get(self._stands, theme.muted)};")
