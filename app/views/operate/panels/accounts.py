"""Users and roles, and what each may."""

from app.domain.operating.settings import Account
from app.engines.abilities import ShowsAccounts
from app.i18n import N_
from app.models.operating.settings import ACCOUNTS
from app.models.record_order import Order
from app.views.operate.answers import AnswerPanel
from app.views.operate.room import Room
from app.views.widgets.states import Empty


class AccountsPanel(AnswerPanel):
    """Refreshed when asked; the grants of the chosen one stand below."""

    key = "accounts"
    title = N_("Accounts")
    icon = "accounts"
    needs = (ShowsAccounts,)
    fields = ACCOUNTS
    record_key = staticmethod(lambda account: (account.name, account.host))
    order = Order("name")
    empty = Empty(N_("No account is known"), "", N_("Refresh"), icon="accounts")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.records.current_changed.connect(self._show_grants)

    def question(self, session: ShowsAccounts) -> tuple[Account, ...]:
        """All of them."""
        return session.accounts()

    def _show_grants(self, account: Account | None) -> None:
        if account is None:
            self.show_text("")
            return
        self.ask_beside(
            lambda session: session.grants(account), lambda found: self.show_text("\n".join(found))
        )
