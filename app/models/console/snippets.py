"""The columns of the snippets."""

from dataclasses import dataclass

from app.domain.console.snippet import Snippet
from app.domain.dialect import Dialect
from app.i18n import N_, _
from app.models.fields import Field
from app.store.console.snippets import Kept, key

DIALECT_TITLES = {Dialect.MYSQL: "MySQL", Dialect.MARIADB: "MariaDB", Dialect.ORACLE: "Oracle"}


@dataclass(frozen=True, slots=True)
class SnippetRow:
    """A snippet, and whether it is the user's."""

    snippet: Snippet
    own: bool

    @property
    def id(self) -> str:
        """What no two rows share."""
        return "/".join(key(self.snippet))


def snippet_rows(kept: Kept) -> tuple[SnippetRow, ...]:
    """A row for each that is not hidden."""
    own = set(map(key, kept.users))
    return tuple(SnippetRow(each, key(each) in own) for each in kept.all)


def dialect_title(dialect: Dialect | None) -> str:
    """Where a snippet is offered."""
    return DIALECT_TITLES[dialect] if dialect is not None else _("everywhere")


SNIPPETS: tuple[Field[SnippetRow], ...] = (
    Field("word", N_("Word"), lambda row: row.snippet.word, width=70, code=True),
    Field("title", N_("Title"), lambda row: row.snippet.title or None, width=110),
    Field("dialect", N_("Where"), lambda row: dialect_title(row.snippet.dialect), width=84),
    Field("whose", N_("Whose"), lambda row: _("yours") if row.own else _("Mohist's"), width=80),
    Field("text", N_("Text"), lambda row: row.snippet.text, stretch=True, width=160, code=True),
)  # fmt: skip
