"""CREATE TABLE, ALTER TABLE, CREATE VIEW and CREATE INDEX as documents."""

from collections.abc import Sequence

from app.sql.format.layout import LINE, Break, Doc, Group, Nest
from app.sql.format.lexis import Item
from app.sql.format.queries import Queries, closing, level, remarks, tails
from app.sql.format.spacing import gap

_HARD = Break(hard=True)
DEFINING = frozenset(
    """AUTO_INCREMENT COMMENT VISIBLE INVISIBLE STORED VIRTUAL ALWAYS DATE DATETIME TIMESTAMP TIME
    YEAR TEXT JSON ENUM BOOLEAN BOOL BIT ENGINE CHARSET ROW_FORMAT PARTITIONS FIRST AFTER ALGORITHM
    ONLINE""".split()
)
"""Words that define columns and tables where they do not stand first, and names elsewhere."""


class Definitions(Queries):
    """Makes documents of what defines objects."""

    def definition(self, items: Sequence[Item]) -> "Doc | None":
        """A definition without its `;`; None of what is not known."""
        kinds = [item.kind for item in items]
        if kinds[:2] == ["ALTER", "TABLE"]:
            return self._alter_table(items)
        if kinds[0] != "CREATE":
            return None
        head = kinds[:8]
        if "VIEW" in head and "AS" in kinds:
            return self._view(items)
        if "TABLE" in head:
            return self._create_table(items)
        if "INDEX" in head:
            return Group(self.inline(items))
        return None

    def _create_table(self, items: Sequence[Item]) -> Doc:
        """A column or key to a line, whatever the width; the options behind them."""
        opening = next((at for at in level(items) if items[at].kind == "("), None)
        query = next((at for at in level(items) if items[at].kind in {"SELECT", "WITH"}), None)
        if opening is None or (query is not None and query < opening):
            if query is None:
                return Group(self.inline(items))
            return [self.inline(items[:query]), LINE, self._query(items[query:])]
        close = closing(items, opening)
        _mark(items[opening + 1 : close])
        _mark(items[close:])
        body: Doc = [
            "(",
            *tails(items[opening]),
            Nest([_HARD, self._listed(items[opening + 1 : close], None, _HARD)]),
            _HARD,
            *remarks(items[close]),
            ")",
            *tails(items[close]),
        ]
        head = [self.inline(items[:opening]), " ", body]
        rest = items[close + 1 :]
        if not rest:
            return head
        if query is not None:
            words = [" ", self.inline(items[close + 1 : query])] if query > close + 1 else []
            return [*head, *words, LINE, self._query(items[query:])]
        return [*head, self._options(rest, items[close])]

    def _options(self, items: Sequence[Item], before: Item) -> Doc:
        """ENGINE and its kind on the line of the parenthesis; PARTITION BY below it."""
        at = next((at for at in level(items) if items[at].kind == "PARTITION"), len(items))
        docs: list[Doc] = []
        if at:
            docs += [gap(before, items[0]), self.inline(items[:at], before)]
        if at < len(items):
            docs += [_HARD, self.inline(items[at:])]
        return docs

    def _alter_table(self, items: Sequence[Item]) -> Doc:
        """Each change on a line of its own."""
        name = 2
        while name + 2 < len(items) and items[name + 1].kind == ".":
            name += 2
        if len(items) <= name + 1:
            return self.inline(items)
        _mark(items[name + 1 :])
        body = Nest([LINE, self._listed(items[name + 1 :], None, LINE)])
        return Group([self.inline(items[: name + 1]), body])

    def _view(self, items: Sequence[Item]) -> "Doc | None":
        """The query below its AS."""
        at = next((at for at in level(items) if items[at].kind == "AS"), None)
        if at is None or at + 1 >= len(items) or items[at + 1].kind not in {"SELECT", "WITH"}:
            return None
        return [self.inline(items[: at + 1]), _HARD, self._query(items[at + 1 :])]


def _mark(items: Sequence[Item]) -> None:
    """Note the words that define something, of each part between the commas."""
    first = True
    for at in level(items):
        item = items[at]
        if item.kind in DEFINING and not first and items[at - 1].kind not in _NAMED_NEXT:
            item.keyword = True
        first = item.kind == ","


_NAMED_NEXT = frozenset("COLUMN ADD DROP MODIFY CHANGE KEY INDEX AFTER . TO CONSTRAINT".split())
"""Words in front of a name."""
