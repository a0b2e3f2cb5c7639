"""What can be done to keys: planned, shown, and done by the operate flow."""

from collections.abc import Sequence

from app.domain.act import Act, Command
from app.domain.errors import BadInput
from app.engines.redis import guard
from app.engines.redis.servers import slot_of
from app.engines.redis.session import BaseSession
from app.i18n import _, ngettext
from app.sql.redis import words

_BATCH = 500
"""Keys in one UNLINK: the server frees the memory in a thread of its own."""
_SHOWN = 50


class ChangesKeys(BaseSession):
    """UNLINK, EXPIRE, RENAME, and any command there is."""

    def plan_delete(self, keys: Sequence[bytes]) -> Act:
        """UNLINK them, in batches for each server (and slot, in a cluster)."""
        commands = [
            self._command(("UNLINK", *held[start : start + _BATCH]), target)
            for target, held in self._together(keys)
            for start in range(0, len(held), _BATCH)
        ]
        shown = tuple(words.shown(key) for key in keys[:_SHOWN])
        more = len(keys) - len(shown)
        return Act(
            "keys-delete",
            ngettext("Delete a key", "Delete {count} keys", len(keys)).format(
                count=f"{len(keys):,}"
            ),
            tuple(commands),
            (*shown, _("and {count} more").format(count=f"{more:,}")) if more else shown,
            (_("Deleted keys cannot be brought back."), *self._where()),
        )

    def plan_expire(self, key: bytes, seconds: float | None) -> Act:
        """Let it live so long, or for ever (None)."""
        name = words.shown(key)
        if seconds is None:
            command: tuple[str | bytes, ...] = ("PERSIST", key)
            title = _("Keep {key} for ever").format(key=name)
        else:
            command = ("PEXPIRE", key, str(round(seconds * 1000)))
            title = _("Let {key} live for {seconds} s").format(key=name, seconds=f"{seconds:g}")
        return Act(
            "key-expire", title, (self._command(command, self.owner_of(key)),), (name,),
            self._where(),
        )  # fmt: skip

    def plan_rename(self, key: bytes, name: bytes) -> Act:
        """RENAMENX: a key that has the new name already is left alone."""
        if self.is_cluster and slot_of(key) != slot_of(name):
            raise BadInput(
                _("The new name lies in another slot of the cluster."),
                hint=_("Give both the same part in braces, like {user1}.a and {user1}.b."),
            )
        return Act(
            "key-rename",
            _("Rename {key} to {name}").format(key=words.shown(key), name=words.shown(name)),
            (self._command(("RENAMENX", key, name), self.owner_of(key)),),
            (words.shown(key),),
            self._where(),
        )

    def plan_command(self, line: str) -> Act:
        """Any command as redis-cli takes it; dangerous ones must be typed once more."""
        command = words.split(line)
        if not command:
            raise BadInput(_("There is no command."), hint=_("Write one as redis-cli takes it."))
        guard.refuse_forbidden(command)
        name = words.shown(command[0]).upper()
        dangerous = guard.kind_of(command, None) is guard.Kind.DANGEROUS
        done = self._command(tuple(command), self.place_of(command))
        warnings = list(self._where())
        if dangerous:
            warnings.append(_("It may change or delete far more than one key."))
        if self.is_cluster and not self.keys_of(command):
            warnings.append(
                _("It goes to one server of the cluster alone: {server}.").format(
                    server=done.target
                )
            )
        return Act(
            "redis-command",
            _("Run {command}").format(command=name),
            (done,),
            (done.target,),
            tuple(warnings),
            type_to_confirm=name if dangerous else "",
        )

    def _together(self, keys: Sequence[bytes]) -> list[tuple[str, list[bytes]]]:
        """Keys that may stand in one command: of one server, and in a cluster of one slot."""
        if not self.is_cluster:
            return [(self.main.name, list(keys))]
        found: dict[tuple[str, int], list[bytes]] = {}
        for key in keys:
            found.setdefault((self.owner_of(key), slot_of(key)), []).append(key)
        return [(target, held) for (target, _slot), held in found.items()]

    def _command(self, command: tuple[str | bytes, ...], server: str) -> Command:
        """Acts are done on a login of their own: the database goes with them."""
        target = server if self.is_cluster else f"{server}/{self.main.database}"
        return Command(words.join(command), command, target)

    def _where(self) -> tuple[str, ...]:
        """A word of warning where it is not the database of the connection."""
        here = self.main.database
        if here == self.endpoint.access.redis.first_database:
            return ()
        return (_("It is done in database {number}.").format(number=here),)
