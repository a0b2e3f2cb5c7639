"""Users of Redis 6 and newer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.errors import ConsoleError, Unsupported
from app.domain.operating.settings import Account
from app.engines.redis.node import Node
from app.engines.redis.replies import pairs, text
from app.engines.redis.session import BaseSession
from app.i18n import _

_RULES = ("commands", "keys", "channels", "selectors")
_EVERYTHING = "+@all"


class ShowsAccounts(BaseSession):
    """ACL USERS and ACL GETUSER. Hashes of passwords are left where they are."""

    def accounts(self) -> tuple[Account, ...]:
        """Every user; of a cluster also which servers have one otherwise, or not at all.

        Each of them keeps users of its own: nothing carries them over.
        """
        if self.facts.release < (6,):
            raise Unsupported(
                _("Redis before 6 has no users."),
                hint=_("It has one password for all, in the parameter requirepass."),
            )
        told: dict[str, dict[str, Account]] = {}
        unasked = []
        for server, said in self.ask_everywhere(_accounts, replicas=True):
            if isinstance(said, ConsoleError):
                unasked.append(server)
            else:
                told[server] = {account.name: account for account in said}
        servers = sorted(told, key=lambda server: server != self.main.name)
        names = dict.fromkeys(name for server in servers for name in told[server])
        return tuple(
            _compared(name, {server: told[server] for server in servers}, unasked) for name in names
        )

    def grants(self, account: Account) -> tuple[str, ...]:
        """What it may, as ACL SETUSER takes it, passwords left out."""
        return tuple(
            part
            for what, rules in account.facts
            if what in _RULES
            for part in rules.split(" ")
            if part and not part.startswith(("#", ">"))
        )


def _accounts(node: Node) -> list[Account]:
    return [_account(node, text(name)) for name in node.ask("ACL", "USERS")]


def _account(node: Node, name: str) -> Account:
    said = pairs(node.ask("ACL", "GETUSER", name))
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
        facts=tuple((what, _joined(said.get(what))) for what in _RULES if said.get(what)),
    )


def _compared(
    name: str, told: Mapping[str, Mapping[str, Account]], unasked: Sequence[str]
) -> Account:
    """The account as the first server has it that does, and which have it otherwise."""
    having = {server: accounts[name] for server, accounts in told.items() if name in accounts}
    account = next(iter(having.values()))
    different = [server for server, there in having.items() if there != account]
    missing = [server for server in told if server not in having]
    notes = ((_("different on"), different), (_("missing on"), missing), (_("not asked"), unasked))
    return replace(
        account,
        facts=account.facts + tuple((what, ", ".join(which)) for what, which in notes if which),
    )


def _joined(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(_joined(each) for each in value)
    if isinstance(value, dict):
        return " ".join(f"{text(name)} {_joined(inner)}" for name, inner in value.items())
    return text(value)
