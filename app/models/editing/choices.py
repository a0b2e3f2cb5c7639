"""What the list under the cursor offers: candidates and snippets that fit what is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.console.candidate import Candidate, CandidateKind
from app.domain.console.snippet import Snippet
from app.i18n import N_, _
from app.models.fuzzy import match

Index: TypeAlias = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
SNIPPET = "snippet"
_WORDS = {
    CandidateKind.JOIN: N_("join"),
    CandidateKind.COLUMNS: N_("columns"),
    CandidateKind.COLUMN: N_("column"),
    CandidateKind.VARIABLE: N_("variable"),
    CandidateKind.ALIAS: N_("alias"),
    CandidateKind.TABLE: N_("table"),
    CandidateKind.VIEW: N_("view"),
    CandidateKind.SCHEMA: N_("schema"),
    CandidateKind.PROCEDURE: N_("procedure"),
    CandidateKind.FUNCTION: N_("function"),
    CandidateKind.PACKAGE: N_("package"),
    CandidateKind.SEQUENCE: N_("sequence"),
    CandidateKind.KEYWORD: N_("keyword"),
    CandidateKind.COMMAND: N_("command"),
    CandidateKind.ARGUMENT: N_("argument"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what comes of it, and the letters of its label that were typed."""

    of: Candidate | Snippet
    places: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """What is shown, and held against what is typed."""
        return self.of.word if isinstance(self.of, Snippet) else self.of.label

    @property
    def detail(self) -> str:
        """A type, a comment, what a snippet is for."""
        return self.of.title if isinstance(self.of, Snippet) else self.of.detail

    @property
    def kind(self) -> CandidateKind | None:
        """What it is; None for a snippet."""
        return None if isinstance(self.of, Snippet) else self.of.kind

    @property
    def kind_word(self) -> str:
        """The word for its kind, in the language spoken now."""
        return _(_WORDS[self.kind]) if self.kind else _("snippet")


class Choices(QAbstractListModel):
    """The lines that fit, the likely first: those that begin so, then those with the letters in."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Candidate | Snippet] = []
        self._shown: list[Choice] = []

    def offer(self, candidates: Sequence[Candidate], snippets: Sequence[Snippet]) -> None:
        """Take what may be chosen; `narrow` shows what fits."""
        self._all = [*candidates, *snippets]

    def narrow(self, typed: str) -> None:
        """Show what fits what is typed."""
        wanted = typed.lower()
        ranked = []
        for number, each in enumerate(self._all):
            label = each.word if isinstance(each, Snippet) else each.label
            found = match(typed, label)
            hint = isinstance(each, Candidate) and not each.insert
            if found is None and not hint:
                continue
            starts = label.lower().startswith(wanted)
            inside = wanted in label.lower()
            rank = 0 if starts or hint else 1 if inside else 2
            points = -found.points if found and rank == 2 else 0.0
            ranked.append((rank, points, number, Choice(each, found.places if found else ())))
        ranked.sort(key=lambda entry: entry[:3])
        self.beginResetModel()
        self._shown = [entry[3] for entry in ranked]
        self.endResetModel()

    def choice(self, row: int) -> Choice:
        """What stands in a row."""
        return self._shown[row]

    def rowCount(self, parent: Index = ROOT) -> int:
        """How many fit."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The label; for those who listen, all of it."""
        if not index.isValid():
            return None
        choice = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (choice.label, choice.kind_word, choice.detail)))
        return None
