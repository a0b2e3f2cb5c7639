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
_WEIGHED = 30  # of those that have the letters apart: weighing takes long
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
        ranked: list[tuple[int, float, int, Choice]] = []
        weighed = 0
        for number, each in enumerate(self._all):
            label = (each.word if isinstance(each, Snippet) else each.label).lower()
            at = label.find(wanted)
            if at >= 0:
                places = tuple(range(at, at + len(wanted)))
                ranked.append((min(at, 1), 0.0, number, Choice(each, places)))
            elif isinstance(each, Candidate) and not each.insert:  # a hint of what to write
                ranked.append((0, 0.0, number, Choice(each)))
            elif (spread := _spread(wanted, label)) is not None:
                weighed += 1
                found = match(wanted, label) if weighed <= _WEIGHED else None
                points, places = (-found.points, found.places) if found else (0.0, spread)
                ranked.append((2, points, number, Choice(each, places)))
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


def _spread(wanted: str, label: str) -> tuple[int, ...] | None:
    """The first places at which the letters stand one behind the other; None where they do not."""
    places: list[int] = []
    at = -1
    for letter in wanted:
        at = label.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    return tuple(places)
