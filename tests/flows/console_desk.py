"""What a console needs beside its sessions, for tests."""

from collections.abc import Sequence

from app.domain.act import Outcome
from app.domain.console.ran import Ended, Running
from app.domain.errors import Unwritable
from app.domain.people import Role
from app.flows.console.script import Means
from tests.fakes import FakeJournal, warden


class FakeHistory:
    """Remembers what it was told; `full` makes it refuse."""

    def __init__(self) -> None:
        self.lines: list[tuple[Running, Ended | None]] = []
        self.full = False

    def intend(self, running: Running) -> int:
        if self.full:
            raise Unwritable("The history cannot be written.")
        self.lines.append((running, None))
        return len(self.lines) - 1

    def conclude(self, number: int, ended: Ended) -> None:
        self.lines[number] = self.lines[number][0], ended


class PatientJournal(FakeJournal):
    """A journal in which an act may begin while another is not concluded, as the real one is."""

    def conclude(self, intent: str, outcomes: Sequence[Outcome]) -> None:
        assert 0 < int(intent) <= len(self.intents)
        self.outcomes.append(tuple(outcomes))


class Desk:
    """Journal, history and rights of one user."""

    def __init__(self, role: Role = Role.OWNER) -> None:
        self.journal = PatientJournal()
        self.history = FakeHistory()
        self.warden = warden(self.journal, role)
        self.means = Means(self.warden, self.journal, self.history)
