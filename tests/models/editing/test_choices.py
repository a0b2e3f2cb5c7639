"""What the list under the cursor offers: all that has the letters, what begins so first."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.console.candidate import Candidate, CandidateKind
from app.domain.console.snippet import Snippet
from app.models.editing.choices import Choices


def column(name: str, detail: str = "") -> Candidate:
    return Candidate(name, CandidateKind.COLUMN, name, detail)


def labels(choices: Choices) -> list[str]:
    return [choices.choice(row).label for row in range(choices.rowCount())]


def test_what_fits_the_likely_first() -> None:
    choices = Choices()
    tester = QAbstractItemModelTester(choices)
    choices.offer(
        [column("customer_id", "bigint"), column("acid"), column("cid"), column("name")],
        [Snippet("cidr", "x", "A network")],
    )
    choices.narrow("cid")
    assert labels(choices) == ["cid", "cidr", "acid", "customer_id"]
    assert choices.choice(3).places == (0, 9, 10)
    choices.narrow("")
    assert choices.rowCount() == 5
    assert choices.choice(4).detail == "A network"
    index = choices.index(0, 0)
    assert choices.data(index) == "customer_id"
    spoken = choices.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "customer_id, column, bigint"
    choices.narrow("zz")
    assert choices.rowCount() == 0
    del tester


def test_every_kind_has_a_word() -> None:
    choices = Choices()
    choices.offer([Candidate("a", kind, "a") for kind in CandidateKind], [])
    choices.narrow("a")
    assert all(choices.choice(row).kind_word for row in range(choices.rowCount()))
