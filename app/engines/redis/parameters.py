"""CONFIG GET, and how a parameter is changed, for now or for good."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from app.domain.act import Act, Command
from app.domain.errors import BadInput
from app.domain.operating.server import ServerFacts
from app.domain.operating.settings import Parameter
from app.engines.redis import replies
from app.engines.redis.replies import pairs, text
from app.engines.redis.session import BaseSession
from app.i18n import _
from app.paths import resource
from app.sql.redis.words import join

SECRET = frozenset(
    "requirepass masterauth tls-key-file-pass tls-client-key-file-pass sentinel-pass".split()
)
"""Parameters whose values are never shown, nor set from here."""
_NEWEST = 8


@dataclass(frozen=True, slots=True)
class _Known:
    """What a version starts with and what it lets nobody set, from `resources/redis`."""

    defaults: Mapping[str, str] = field(default_factory=dict)
    immutable: frozenset[str] = frozenset()
    protected: frozenset[str] = frozenset()
    """Set only where `enable-protected-configs` says so."""


class ShowsParameters(BaseSession):
    """CONFIG GET and CONFIG SET."""

    def parameters(self) -> tuple[Parameter, ...]:
        """All of them; what differs between the servers of a cluster is the asked one's."""
        known = _known_of(self.facts)
        said = {
            name: text(value) for name, value in pairs(self.main.ask("CONFIG", "GET", "*")).items()
        }
        fixed = known.immutable
        if said.get("enable-protected-configs") == "no":
            fixed |= known.protected
        return tuple(
            Parameter(
                name,
                "••••" if name in SECRET and value else value,
                default=known.defaults.get(name),
                dynamic=name not in fixed,
                persistable=name not in fixed and name not in SECRET,
            )
            for name, value in sorted(said.items())
        )

    def plan_parameter(self, parameter: Parameter, value: str, *, persist: bool) -> Act:
        """CONFIG SET on every server of the service, with CONFIG REWRITE behind it for good."""
        name = parameter.name
        if name in SECRET:
            raise BadInput(
                _("{name} is a password and is not set from here.").format(name=name),
                hint=_("It would stand in the journal; use redis-cli on the server."),
            )
        if persist:
            self._refuse_without_file(name)
        commands = []
        for node in self.masters():
            words = ("CONFIG", "SET", name, value)
            commands.append(Command(join(words), words, node.name))
            if persist:
                commands.append(Command("CONFIG REWRITE", ("CONFIG", "REWRITE"), node.name))
        return Act(
            "parameter-set",
            _("Set {name} to {value}").format(name=name, value=value or '""'),
            tuple(commands),
            tuple(node.name for node in self.masters()),
            () if persist else (_("It holds until the server restarts."),),
        )

    def _refuse_without_file(self, name: str) -> None:
        """CONFIG REWRITE fails there, when the value is set already."""
        for node in self.masters():
            info = replies.info(node.ask("INFO", "server"))
            if info.get("config_file") == "":
                raise BadInput(
                    _("{server} runs without a configuration file: {name} cannot be kept.").format(
                        server=node.name, name=name
                    ),
                    hint=_("Set it until the restart, or start the server with a redis.conf."),
                )


def _known_of(facts: ServerFacts) -> _Known:
    """Of the server's version; of the newest we know where it is newer, without its defaults.

    Valkey parted from Redis at 7.2 and has gone its own way since: nobody's defaults are its.
    """
    major = facts.release[0] if facts.release else 0
    if facts.edition.startswith("Valkey"):
        return replace(_known(7), defaults={})
    if major > _NEWEST:
        return replace(_known(_NEWEST), defaults={})
    return _known(major)


@cache
def _known(major: int) -> _Known:
    """Of a major version; nothing where there is no file of it."""
    file = resource(f"redis/defaults-{major}.json")
    if not file.is_file():
        return _Known()
    read = json.loads(file.read_text("utf-8"))
    return _Known(read["defaults"], frozenset(read["immutable"]), frozenset(read["protected"]))
