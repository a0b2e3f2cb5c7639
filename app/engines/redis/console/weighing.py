"""What each command of a file is to us, said millions of times: names are looked at once."""

from app.domain.console.pipeline import Weight
from app.engines.redis import guard
from app.i18n import _
from app.sql.redis import words
from app.sql.redis.command_table import command_of, containers
from app.sql.redis.newer import NEWER

_WEIGHTS = {
    guard.Kind.READ: Weight.READ, guard.Kind.ACT: Weight.WRITE,
    guard.Kind.DANGEROUS: Weight.DANGEROUS,
}  # fmt: skip
_UNKNOWN = 1 << 30
"""The number of words of a name nobody knows."""
_REMEMBERED = 10_000


class Weigher:
    """Weighs commands; in a cluster nobody chooses a database."""

    def __init__(self, *, cluster: bool) -> None:
        self._cluster = cluster
        self._known: dict[bytes, Weight] = {}
        self._doubts: dict[tuple[bytes, bytes], tuple[str, int]] = {}

    def weight(self, command: tuple[bytes, ...]) -> Weight:
        """What it is; Refused where it is never sent from here."""
        first = command[0]
        known = self._known.get(first)
        if known is not None:
            return known
        name = words.shown(first).upper()
        if name == "SELECT" and len(command) == 2 and not self._cluster:
            return Weight.READ  # of this connection alone, and it goes back behind the file
        guard.refuse_forbidden(command)
        found = command_of([words.shown(word) for word in command[:2]])
        weight = _WEIGHTS[guard.kind_of(command, found[0].flags if found else None)]
        plain = not guard.hangs_on_arguments(name) and name not in containers()
        if plain and len(self._known) < _REMEMBERED:
            self._known[first] = weight
        return weight

    def doubt(self, command: tuple[bytes, ...]) -> str:
        """Why a server will hardly take it, as far as the table of commands goes; "" else."""
        second = command[1] if len(command) > 1 else b""
        known = self._doubts.get((command[0], b"")) or self._doubts.get((command[0], second))
        if known is None:
            known = self._look_up(command, second)
        name, arity = known
        count = len(command)
        if not arity or count == arity or count >= -arity > 0:
            return ""
        if arity is _UNKNOWN:
            return _("{command} is no command this console knows.").format(command=name)
        return _("{command} takes another number of words.").format(command=name)

    def _look_up(self, command: tuple[bytes, ...], second: bytes) -> tuple[str, int]:
        shown = [words.shown(word).upper() for word in command[:2]]
        found = command_of(shown)
        inner = shown[0] in containers()
        name = " ".join(shown) if inner else shown[0]
        if found is not None:
            known = found[0].name, found[0].arity
        elif name in NEWER:
            known = name, NEWER[name][1]
        else:  # of a module, where there is a dot
            known = name, 0 if "." in shown[0] else _UNKNOWN
        if len(self._doubts) < _REMEMBERED:
            self._doubts[command[0], second if inner else b""] = known
        return known
