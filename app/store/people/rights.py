"""What decides, as the store has it: the matrix, the rule of two persons, who is an owner."""

from sqlalchemy import Connection, delete, insert, select

from app.domain.errors import BadInput, Refused
from app.domain.people import Role, User
from app.domain.rights import NOWHERE, Ability, Allowance, Rights, decide
from app.domain.rights_file import read_matrix
from app.i18n import _
from app.paths import resource
from app.store.people import grants
from app.store.people.clock import now_of, written
from app.store.people.tables import LONGEST_NAME, LONGEST_TEXT, RIGHTS
from app.store.people.users import user_by

MATRIX = "matrix"
TWO_PERSONS = "two-persons"


def rights_of(connection: Connection, user: str) -> Rights:
    """All that decides about somebody.

    Of a matrix that makes no sense (a newer Mohist wrote it) nothing holds but that an owner can
    write another.
    """
    try:
        matrix = read_matrix(matrix_text(connection))
    except BadInput:
        matrix = {Role.OWNER: (Allowance((Ability.CHANGE_USERS,)),)}
    return Rights(
        matrix,
        grants.of(connection, user) if user else (),
        bool(_value(connection, TWO_PERSONS)),
    )


def matrix_text(connection: Connection) -> str:
    """The matrix as it is written: the team's own, else the one that is made in."""
    return _value(connection, MATRIX) or resource("rights.toml").read_text("utf-8")


def set_matrix(connection: Connection, text: str, by: User) -> None:
    """Have another matrix; "" for the one that is made in.

    Raises:
        BadInput: it makes no sense, or no owner could change it again.
    """
    if text:
        lines = read_matrix(text).get(Role.OWNER, ())
        if not any(line.covers(Ability.CHANGE_USERS, NOWHERE) for line in lines):
            raise BadInput(
                _("With these rights no owner could change them again."),
                hint=_("Give the role owner the ability {name}, everywhere.").format(
                    name=Ability.CHANGE_USERS.value
                ),
            )
    if len(text) > LONGEST_TEXT:
        raise BadInput(_("These rights are too long."), hint=_("Shorten their remarks."))
    _keep(connection, MATRIX, text, by)


def set_two_persons(connection: Connection, wanted: bool, by: User) -> None:
    """Have acts on production need a second person's word, or not."""
    _keep(connection, TWO_PERSONS, "1" if wanted else "", by)


def require_right(connection: Connection, by: User, ability: Ability) -> None:
    """Have whoever wants something of the store be who the store says they are.

    Raises:
        Refused: by the store's own rows and clock, whatever this console thinks.
    """
    known, rights = user_by(connection, by.id), rights_of(connection, by.id)
    if known is None or not decide(known, ability, NOWHERE, rights, now_of(connection)).allowed:
        raise Refused(
            _("By the team's inventory, {user} may not do this.").format(user=by.shown),
            hint=_("Ask an owner for another role, or for a grant for a while."),
        )


def _value(connection: Connection, name: str) -> str:
    found = connection.execute(select(RIGHTS.c.value).where(RIGHTS.c.name == name)).scalar()
    return str(found or "")


def _keep(connection: Connection, name: str, value: str, by: User) -> None:
    connection.execute(delete(RIGHTS).where(RIGHTS.c.name == name))
    if value:
        row = {"name": name, "value": value, "changed_at": written(now_of(connection)),
               "changed_by": by.shown[:LONGEST_NAME]}  # fmt: skip
        connection.execute(insert(RIGHTS).values(row))
