"""Users of Redis 6 and newer."""

from typing import Any

from app.domain.errors import Unsupported
from app.domain.operating.settings import Account
from app.engines.redis.replies import pairs, text
from app.engines.redis.session import BaseSession
from app.i18n import _

_EVERYTHING = "+@all"


class ShowsAccounts(BaseSession):
    """ACL USERS and ACL GETUSER. Hashes of passwords are left where they are."""

    def accounts(self) -> tuple[Account, ...]:
        """Every user."""
        if self.facts.release < (6,):
            raise Unsupported(
                _("Redis before 6 has no users."),
                hint=_("It has one password for all, in the parameter requirepass."),
            )
        return tuple(self._account(text(name)) for name in self.main.ask("ACL", "USERS"))

    def _account(self, name: str) -> Account:
        said = pairs(self.main.ask("ACL", "GETUSER", name))
        flags = {text(flag) for flag in said.get("flags", ())}
        commands = _joined(said.get("commands"))
        return Account(
            name,
            locked="on" not in flags,
            authentication="nopass"
            if "nopass" in flags
            else _("{count} passwords").format(count=len(said.get("passwords", ()))),
            administrator=commands.startswith(_EVERYTHING) and " -" not in commands,
            no_password="nopass" in flags,
            facts=tuple(
                (what, _joined(said.get(what)))
                for what in ("commands", "keys", "channels", "selectors")
                if said.get(what)
            ),
        )

    def grants(self, account: Account) -> tuple[str, ...]:
        """What it may, as ACL SETUSER takes it, passwords left out."""
        return tuple(
            part
            for _what, rules in account.facts
            for part in rules.split(" ")
            if part and not part.startswith(("#", ">"))
        )


def _joined(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(_joined(each) for each in value)
    if isinstance(value, dict):
        return " ".join(f"{text(name)} {_joined(inner)}" for name, inner in value.items())
    return text(value)
