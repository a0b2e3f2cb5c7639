"""A batch of commands spread over the servers of a cluster."""

from collections.abc import Sequence

from app.domain.errors import ConnectFailed, ConsoleError, SessionLost, StatementFailed
from app.engines.redis.node import Node
from app.engines.redis.session import BaseSession
from app.sql.redis.command_file import FileCommand, packed


class ClusterBatch:
    """Sent once: what a server was told is never told it again, unless it said MOVED or ASK."""

    def __init__(self, session: BaseSession, batch: Sequence[FileCommand]) -> None:
        self._session, self._batch = session, batch
        self.answered = self.unsent = 0
        self.errors: list[tuple[int, StatementFailed]] = []
        """By line, in the order of the file."""
        self.unknown: list[int] = []
        """Lines that may have happened or not."""
        self.lost: ConsoleError | None = None
        """Why not all of it was answered."""
        self._elsewhere: list[FileCommand] = []

    def send(self) -> None:
        """Send each server its part, then read what each says, then follow where they point."""
        asked: list[tuple[Node, list[FileCommand]]] = []
        for name, part in self._parts().items():
            if self.lost is not None:
                self.unsent += len(part)
                continue
            try:
                node = self._session.node(name)
            except (ConnectFailed, SessionLost) as error:
                self._lose(error)
                self.unsent += len(part)
                continue
            try:
                node.pour(b"".join([packed(command.words) for command in part]))
            except SessionLost as error:
                self._lose(error)
                self.unknown += [command.line for command in part]
                continue
            asked.append((node, part))
        for node, part in asked:
            self._read(node, part)
        for command in sorted(self._elsewhere):
            self._follow(command)
        self.errors.sort(key=lambda error: error[0])

    def _parts(self) -> dict[str, list[FileCommand]]:
        session = self._session
        parts: dict[str, list[FileCommand]] = {}
        for command in self._batch:
            keys = session.keys_of(command.words)
            try:
                name = session.owner_of(keys[0]) if keys else session.main.name
            except StatementFailed as error:  # no server has the slot: this command fails alone
                self.answered += 1
                self.errors.append((command.line, error))
                continue
            parts.setdefault(name, []).append(command)
        return parts

    def _read(self, node: Node, part: list[FileCommand]) -> None:
        read = 0
        try:
            while read < len(part):
                count, error = node.settle()
                read += count
                if error is None:
                    continue
                if error.code in ("MOVED", "ASK"):
                    self._elsewhere.append(part[read - 1])
                else:
                    self.errors.append((part[read - 1].line, error))
        except SessionLost as error:
            self._lose(error)
            self.unknown += [command.line for command in part[read:]]
        self.answered += read

    def _follow(self, command: FileCommand) -> None:
        """It was not done where it was sent: have it done where that server points."""
        session = self._session
        self.answered -= 1
        if self.lost is not None:
            self.unsent += 1
            return
        keys = session.keys_of(command.words)
        try:
            name = session.owner_of(keys[0]) if keys else session.main.name
            session.tell_key(name, *command.words)
        except StatementFailed as error:
            self.errors.append((command.line, error))
        except (SessionLost, ConnectFailed) as error:
            self._lose(error)
            self.unknown.append(command.line)
            return
        self.answered += 1

    def _lose(self, error: ConsoleError) -> None:
        self.lost = self.lost or error
