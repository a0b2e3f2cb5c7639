"""The columns of parameters and of accounts."""

from operator import attrgetter

from app.domain.operating.settings import Account, Parameter
from app.i18n import N_, _
from app.models.fields import Field, State


def _yes(value: bool | None) -> str | None:
    return None if value is None else _("yes") if value else _("no")


VALUE: Field[Parameter] = Field(
    "value", N_("Value"), attrgetter("value"), width=240, code=True, parse=str,
    may_edit=lambda parameter: parameter.dynamic is not False or bool(parameter.reaches),
    help=N_("Double-click or F2 changes it, after it was shown what would be done."),
)  # fmt: skip
PARAMETERS: tuple[Field[Parameter], ...] = (
    Field("name", N_("Parameter"), attrgetter("name"), width=280, code=True),
    VALUE,
    Field("default", N_("Default"), attrgetter("default"), width=200, code=True,
          state=lambda parameter: State.NOTICE if parameter.changed else State.NONE),
    Field("stored", N_("After a restart"), attrgetter("stored"), width=160, code=True,
          state=lambda parameter: State.WARNING
          if parameter.stored not in (None, parameter.value) else State.NONE),
    Field("dynamic", N_("Can be changed"), lambda parameter: _yes(parameter.dynamic), width=110),
    Field("source", N_("Set by"), attrgetter("source"), width=120),
    Field("elsewhere", N_("Other instances"),
          lambda parameter: ", ".join(f"{name}: {value}" for name, value in parameter.elsewhere)
          or None, hidden=True, code=True,
          state=lambda parameter: State.NOTICE if parameter.elsewhere else State.NONE),
    Field("group", N_("Group"), attrgetter("group"), hidden=True),
    Field("least", N_("Least"), attrgetter("least"), hidden=True),
    Field("most", N_("Most"), attrgetter("most"), hidden=True),
    Field("text", N_("What for"), attrgetter("text"), stretch=True),
)  # fmt: skip

ACCOUNTS: tuple[Field[Account], ...] = (
    Field("name", N_("Account"), attrgetter("name"), width=180),
    Field("host", N_("From"), attrgetter("host"), width=130),
    Field("kind", N_("Kind"), lambda account: _("role") if account.role else _("user"), width=80),
    Field("administrator", N_("Administrator"),
          lambda account: _("yes") if account.administrator else None, width=110,
          state=lambda account: State.NOTICE if account.administrator else State.NONE),
    Field("no-password", N_("Password"),
          lambda account: None if account.role else _("none") if account.no_password
          else _("set"), width=100,
          state=lambda account: State.ERROR
          if account.no_password and not account.role and not account.locked else State.NONE),
    Field("locked", N_("Locked"), lambda account: _yes(account.locked), width=80),
    Field("expired", N_("Expired"), lambda account: _yes(account.expired), width=80),
    Field("authentication", N_("Logs in by"), attrgetter("authentication"), width=180),
    Field("roles", N_("Roles"), lambda account: ", ".join(account.roles), stretch=True),
    Field("last-login", N_("Last login"), attrgetter("last_login"), hidden=True),
    Field("created", N_("Created"), attrgetter("created"), hidden=True),
    Field("facts", N_("Facts"),
          lambda account: ", ".join(f"{name}: {value}" for name, value in account.facts),
          hidden=True),
)  # fmt: skip
