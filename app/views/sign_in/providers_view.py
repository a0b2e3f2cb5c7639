"""The providers of sign-in: listed, edited and tried beside the list."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.auth.oauth import Provider
from app.i18n import N_, _
from app.models.fields import State
from app.models.record_order import Order
from app.models.records import RecordTable
from app.models.sign_in.providers import PROVIDERS, ProviderRow, provider_rows
from app.views.actions import Command
from app.views.sign_in.provider_form import ProviderForm
from app.views.theme import GAP, Theme
from app.views.widgets.ask import Ask
from app.views.widgets.edited_list import EditedList
from app.views.widgets.states import Empty
from app.workers.identity import Identity
from app.workers.provider_keeper import ProviderKeeper

_SIZE = 1120, 680
_EMPTY = Empty(
    N_("No provider yet"),
    N_("With a provider users sign in by the browser. Without one, whoever uses this computer's"
       " account owns the console."),
    N_("New provider"), icon="accounts",
)  # fmt: skip


class ProvidersView(EditedList[ProviderRow]):
    """All providers."""

    def __init__(
        self, keeper: ProviderKeeper, identity: Identity, parent: QWidget | None = None
    ) -> None:  # fmt: skip
        table: RecordTable[ProviderRow] = RecordTable(
            PROVIDERS, lambda row: row.provider.id, order=Order("name")
        )
        super().__init__("providers", table, N_("Providers of sign-in"), _EMPTY, parent)
        self._keeper, self._identity = keeper, identity
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "warning")
        self.down.insertWidget(0, self.said)
        self.panel.retry_wanted.connect(self.load)
        keeper.changed.connect(self._show)
        identity.changed.connect(self._show)
        self.panel.offer(*self._commands())
        self.panel.begin_as("add-provider")
        self._show()

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command("add-provider", N_("&New provider…"), self.add, ("Ins",), icon="add",
                    why_not=self._keeper.why_not),
            Command("edit-provider", N_("&Edit…"), self.edit, ("F2",), icon="edit",
                    enabled=lambda: self.panel.view.current is not None,
                    why_not=self._keeper.why_not),
            Command("remove-provider", N_("&Remove…"), self.remove, ("Del",), icon="close",
                    enabled=lambda: bool(self.panel.view.selected_records),
                    why_not=lambda: self._keeper.why_not(removing=True)),
        )  # fmt: skip

    @Slot()
    def load(self) -> None:
        """Read them anew."""
        self.panel.wait(_("Reading the providers…"), cancel=False)
        job = self._keeper.load()
        job.failed.connect(self.panel.fail)

    @Slot()
    def _show(self) -> None:
        here = self._identity.provider.id if self._identity.provider is not None else ""
        self.panel.show_records(provider_rows(self._keeper.providers, here))
        said = [f"{error} {error.hint}".strip() for error in self._keeper.troubles]
        self.said.setText("\n".join(f"{State.WARNING.shape} {each}" for each in said))
        self.said.setVisible(bool(said))
        self.changed.emit()

    # what can be done

    @Slot()
    def add(self) -> None:
        """A new one."""
        self._open(None)

    @Slot()
    def edit(self) -> None:
        """Open the form of the current one."""
        row = self.panel.view.current
        if row is None:
            return
        form = self.split.form
        if form is not None and form.key == row.provider.id:
            form.begin()
        else:
            self._open(row.provider)

    def _open(self, provider: Provider | None) -> None:
        taken = [each.id for each in self._keeper.providers]
        self.split.open(
            lambda: ProviderForm(provider, taken, self._keeper.test),
            lambda form: form.save_wanted.connect(self._save),
        )

    @Slot(object, object)
    def _save(self, provider: Provider, secret: str) -> None:
        form = self.split.form
        assert isinstance(form, ProviderForm)
        form.wait()
        job = self._keeper.save(provider, secret)
        job.succeeded.connect(lambda: self._kept(form))
        job.failed.connect(form.refuse)

    def _kept(self, form: ProviderForm) -> None:
        if self.split.form is form:
            self.split.close_form()
        self.panel.strip.show_done(_("The provider is kept."))

    @Slot()
    def remove(self) -> None:
        """Have those that are selected no more, after asking."""
        providers = [row.provider for row in self.panel.view.selected_records]
        if not providers:
            return
        warnings = [_("Their secrets are forgotten, and who is signed in there is so no more.")]
        if len(providers) == len(self._keeper.providers):
            warnings.append(_("Without a provider whoever uses this computer owns the console."))
        ask = Ask(
            _("Remove these providers?"), [], hits=[each.name for each in providers],
            warnings=warnings, yes=_("Remove"), parent=self,
        )  # fmt: skip
        ask.agreed.connect(lambda: self._remove([each.id for each in providers]))
        ask.open()

    def _remove(self, ids: list[str]) -> None:
        form = self.split.form
        job = self._keeper.remove(ids)
        job.failed.connect(self.panel.strip.show_failed)
        if form is not None and form.key in ids:
            job.succeeded.connect(self.split.close_form)


class ProvidersDialog(QDialog):
    """The view in a window of its own; it asks before something that was typed is lost."""

    def __init__(self, view: ProvidersView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.setWindowTitle(_("Providers of sign-in"))
        self.resize(*_SIZE)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        view.split.form_changed.connect(lambda: buttons.setVisible(view.split.form is None))
        down = QVBoxLayout(self)
        down.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        down.setSpacing(2 * GAP)
        down.addWidget(view, 1)
        down.addWidget(buttons)
        view.apply_theme(theme)

    def reject(self) -> None:
        """Close it, once nothing is lost by it."""
        self.view.leave(super().reject)
