"""CONFIG GET, and how a parameter is changed, for now or for good."""

import json
from functools import cache

from app.domain.act import Act, Command
from app.domain.errors import BadInput
from app.domain.operating.settings import Parameter
from app.engines.redis.replies import pairs, text
from app.engines.redis.session import BaseSession
from app.engines.redis.words import join
from app.i18n import _
from app.paths import resource

SECRET = frozenset(
    "requirepass masterauth tls-key-file-pass tls-client-key-file-pass sentinel-pass".split()
)
"""Parameters whose values are never shown, nor set from here."""
_FIXED = frozenset(
    "aclfile bind-source-addr cluster-config-file cluster-enabled daemonize databases"
    " io-threads io-threads-do-reads logfile pidfile port rename-command supervised syslog-enabled"
    " syslog-facility syslog-ident tcp-backlog unixsocket unixsocketperm appenddirname"
    " always-show-logo crash-log-enabled enable-debug-command enable-module-command"
    " enable-protected-configs set-proc-title".split()
)
"""Those that CONFIG SET refuses: `IMMUTABLE_CONFIG` in Redis 7's config.c."""


class ShowsParameters(BaseSession):
    """CONFIG GET and CONFIG SET."""

    def parameters(self) -> tuple[Parameter, ...]:
        """All of them; what differs between the servers of a cluster is the asked one's."""
        defaults = _defaults(self.facts.release[0] if self.facts.release else 0)
        return tuple(
            Parameter(
                name,
                "••••" if name in SECRET and text(value) else text(value),
                default=defaults.get(name),
                dynamic=name not in _FIXED,
                persistable=name not in _FIXED and name not in SECRET,
            )
            for name, value in sorted(pairs(self.main.ask("CONFIG", "GET", "*")).items())
        )

    def plan_parameter(self, parameter: Parameter, value: str, *, persist: bool) -> Act:
        """CONFIG SET on every server of the service, with CONFIG REWRITE behind it for good."""
        name = parameter.name
        if name in SECRET:
            raise BadInput(
                _("{name} is a password and is not set from here.").format(name=name),
                hint=_("It would stand in the journal; use redis-cli on the server."),
            )
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


@cache
def _defaults(major: int) -> dict[str, str]:
    """Defaults as a server of that major version starts with; none where we have no table."""
    file = resource(f"redis/defaults-{major}.json")
    if not file.is_file():
        return {}
    read: dict[str, str] = json.loads(file.read_text("utf-8"))
    return read
