"""Statements of SQL as documents: clauses below one another, lists and conditions inside them."""

from collections.abc import Sequence

from app.domain.dialect import Dialect
from app.sql.format.layout import LINE, SOFT, Break, Comment, Doc, Fill, Group, Nest, joined
from app.sql.format.lexis import END, Item
from app.sql.format.spacing import Commas, Style, gap, is_star, is_unary, keyword, written

_CLAUSES: dict[str, tuple[tuple[str, ...], ...]] = {}
for _phrase in """
    SELECT; SELECT DISTINCT; SELECT ALL; FROM; WHERE; GROUP BY; HAVING; ORDER BY; ORDER
    SIBLINGS BY; LIMIT; OFFSET; FETCH FIRST; FETCH NEXT; UNION; UNION ALL; UNION DISTINCT;
    EXCEPT; INTERSECT; MINUS; WITH; WITH RECURSIVE; VALUES; VALUE; SET; RETURNING; CONNECT BY;
    CONNECT BY NOCYCLE; START WITH; WINDOW; INSERT INTO; INSERT IGNORE INTO; INSERT; REPLACE
    INTO; REPLACE; UPDATE; DELETE FROM; DELETE; MERGE INTO; USING; ON DUPLICATE KEY UPDATE; FOR
    UPDATE; FOR SHARE; LOCK IN SHARE MODE; INTO; BULK COLLECT INTO; WHEN MATCHED THEN; WHEN
    MATCHED THEN UPDATE SET; WHEN NOT MATCHED THEN INSERT; WHEN MATCHED THEN DELETE; WHEN NOT
    MATCHED THEN; QUALIFY; LOG ERRORS INTO; MODEL; PIVOT
    """.split(";"):
    _words = tuple(_phrase.split())
    _CLAUSES[_words[0]] = tuple(
        sorted((*_CLAUSES.get(_words[0], ()), _words), key=len, reverse=True)
    )
_JOIN_WORDS = frozenset("JOIN LEFT RIGHT INNER CROSS FULL NATURAL STRAIGHT_JOIN OUTER".split())
_SETS = frozenset("UNION EXCEPT INTERSECT MINUS".split())
_LISTS = frozenset(
    "SELECT GROUP ORDER RETURNING SET VALUES VALUE WITH WINDOW ON INTO BULK WHEN".split()
)
_CONDITIONS = frozenset("WHERE HAVING CONNECT START QUALIFY".split())
_QUERIES = frozenset({"SELECT", "WITH"})
_INSERTS = frozenset({"INSERT", "REPLACE", "MERGE", "VALUES"})
_LONGEST = 5  # words of a clause's name
_SMALL = 3
_FILLED = 12  # items of a list from which it is written as a paragraph, if they are small


class Queries:
    """Makes documents of statements."""

    def __init__(self, style: Style, dialect: Dialect) -> None:
        self.style, self.dialect = style, dialect
        # to MySQL it is a name: `FROM t FULL JOIN u` joins t, called full
        self._join_words = _JOIN_WORDS - (set() if dialect is Dialect.ORACLE else {"FULL"})

    def statement(self, items: Sequence[Item]) -> Doc:
        """A query or change of rows, without its `;`."""
        return Group(self._query(items), self.style.short)

    # ------------------------------------------------------------------ clauses

    def _query(self, items: Sequence[Item]) -> list[Doc]:
        return joined([self._clause(head, body) for head, body in self._split(items)], LINE)

    def _split(self, items: Sequence[Item]) -> list[tuple[Sequence[Item], Sequence[Item]]]:
        """The clauses of a query, each as the words it begins with and the rest."""
        starts: list[tuple[int, int]] = []
        at = depth = 0
        verb = items[0].kind if items else ""
        cases = 0
        while at < len(items):
            kind = items[at].kind
            depth += (kind in {"(", "["}) - (kind in {")", "]"})
            cases += (kind == "CASE") - (kind == "END")
            length = 0
            if depth == 0 and cases <= 0 and kind in _CLAUSES:
                length = self._begins(items, at, verb, starts)
            if length:
                starts.append((at, length))
                at += length
            else:
                at += 1
        if not starts or starts[0][0]:
            starts.insert(0, (0, 0))
        ends = [start for start, _length in starts[1:]] + [len(items)]
        return [
            (items[start : start + length], items[start + length : end])
            for (start, length), end in zip(starts, ends, strict=True)
        ]

    def _begins(
        self, items: Sequence[Item], at: int, verb: str, before: list[tuple[int, int]]
    ) -> int:
        """How many words of a clause's name stand at `at`; 0 where none begins there."""
        kinds = [item.kind for item in items[at : at + _LONGEST]]
        previous = items[at - 1].kind if at else ""
        if previous in {".", "AS"} and kinds[0] != "SELECT":
            return 0
        for words in _CLAUSES[kinds[0]]:
            if tuple(kinds[: len(words)]) == words:
                break
        else:
            return 0
        first = words[0]
        if first == "USING" and verb not in {"MERGE", "DELETE"}:
            return 0
        if (
            first in {"REPLACE", "INSERT", "UPDATE", "DELETE"}
            and at
            and previous not in {"THEN", ")"}
        ):
            return 0 if first != "UPDATE" or previous in {"FOR", "KEY", "ON"} else len(words)
        if first in {"VALUE", "VALUES"} and (verb not in _INSERTS or _named(items, before, "ON")):
            return 0  # VALUES(column), the function
        if first == "FROM" and _named(items, before, "FROM") and not _set_since(items, before):
            return 0  # IS DISTINCT FROM
        if first == "SET" and previous in {"CHARACTER", "UPDATE"} and verb != "MERGE":
            return 0
        if first in {"WITH", "OFFSET", "PIVOT", "MODEL", "FETCH", "LOCK", "START"} and previous in {
            ",", "=", "", "BY",
        } and at:  # fmt: skip
            return 0
        if first == "WITH" and at and kinds[1:2] and verb not in {"INSERT", "CREATE"}:
            return 0  # WITH ROLLUP, WITH TIES
        return len(words)

    def _clause(self, head: Sequence[Item], body: Sequence[Item]) -> Doc:
        first = head[0].kind if head else ""
        name = self.phrase(head)
        if not body:
            return name
        if first in _SETS:
            return [name, LINE, self._query(body)]
        if first in _CONDITIONS:
            return [name, " ", Nest(self._conditions(body, head[-1]))]
        if first == "FROM" or first in {"UPDATE", "DELETE", "USING"}:
            return [name, " ", Nest(self._tables(body, head[-1]))]
        if first == "WITH":
            return [name, " ", self._listed(body, head[-1], LINE)]
        if first in _LISTS or (first == "ON" and len(head) > 1):
            return Group([name, Nest([LINE, self._listed(body, head[-1], LINE)])])
        text = self.inline(body, head[-1] if head else None)
        return [name, gap(head[-1], body[0]), text] if head else text

    # ------------------------------------------------------------------ what is in them

    def _listed(self, items: Sequence[Item], before: Item | None, between: Break) -> list[Doc]:
        """What stands between the commas, and the commas."""
        parts, commas = _parts(items)
        docs = [self.inline(part, None if number else before) for number, part in enumerate(parts)]
        return self._with_commas(docs, commas, between)

    def _with_commas(
        self, docs: Sequence[Doc], commas: Sequence[Item], between: Break
    ) -> list[Doc]:
        """The items of a list with their commas where the style wants them."""
        found: list[Doc] = list(docs[:1])
        for comma, doc in zip(commas, docs[1:], strict=True):
            if self.style.commas is Commas.TRAILING:
                found += [*remarks(comma), ",", *tails(comma), between, doc]
            else:
                leading = Break("", between.hard)
                found += [*remarks(comma), *tails(comma), leading, ", ", doc]
        return found

    def _conditions(self, items: Sequence[Item], before: Item | None) -> Doc:
        """Conditions, each AND and OR on a line of its own where the whole takes several."""
        starts = _connectives(items)
        ends = [*starts, len(items)]
        docs: list[Doc] = []
        if ends[0]:
            docs.append(self.inline(items[: ends[0]], before))
        for start, end in zip(starts, ends[1:], strict=True):
            docs.append(self.inline(items[start:end]))
        return joined(docs, LINE)

    def _tables(self, items: Sequence[Item], before: Item) -> Doc:
        """Tables and their joins, each join on a line."""
        starts = [at for at in level(items) if self._joins(items, at)]
        ends = [*starts, len(items)]
        docs: list[Doc] = [Group(self._listed(items[: ends[0]], before, LINE))]
        for start, end in zip(starts, ends[1:], strict=True):
            docs.append(self._join(items[start:end]))
        return joined(docs, LINE)

    def _joins(self, items: Sequence[Item], at: int) -> bool:
        """Whether a join begins at `at`, and is not in the middle of its words."""
        if items[at].kind not in self._join_words or (
            at and items[at - 1].kind in self._join_words
        ):
            return False
        following = [item.kind for item in items[at : at + 4]]
        return bool({"JOIN", "STRAIGHT_JOIN", "APPLY"} & set(following))

    def _join(self, items: Sequence[Item]) -> Doc:
        """`JOIN b ON …`; the condition goes on the next line where it does not fit."""
        words = next(
            (n for n, item in enumerate(items) if item.kind not in self._join_words), len(items)
        )
        head = [self.phrase(items[:words]), " "]
        at = next((at for at in level(items) if items[at].kind == "ON"), None)
        if at is None:
            return [*head, self.inline(items[words:], items[words - 1])]
        condition = [self.phrase(items[at : at + 1]), " "]
        condition.append(Nest(self._conditions(items[at + 1 :], items[at])))
        table = self.inline(items[words:at], items[words - 1])
        return Group([*head, table, Nest([LINE, condition])])

    # ------------------------------------------------------------------ inline

    def phrase(self, items: Sequence[Item]) -> Doc:
        """Words that are known to be keywords where they stand."""
        docs: list[Doc] = []
        for number, item in enumerate(items):
            docs += remarks(item)
            docs += [" " if number else "", keyword(item, self.style), *tails(item)]
        return docs

    def inline(self, items: Sequence[Item], before: Item | None = None) -> Doc:
        """Words one after another; what is in parentheses may break."""
        docs: list[Doc] = []
        at = 0
        unary = False
        while at < len(items):
            item = items[at]
            docs += remarks(item)
            space = "" if unary and item.touches else gap(before, item)
            if at or before is None or item.kind == END:
                docs.append(space if at else "")
            unary = is_unary(before, item)
            if item.kind == "(":
                close = closing(items, at)
                docs.append(self._parentheses(items, at, close))
                at = close
            elif item.kind == "CASE" and (close := _case_end(items, at)):
                docs.append(self._case(items[at : close + 1]))
                at = close
            else:
                docs += [written(item, before, self.style, self.dialect), *tails(item)]
            before = items[at]
            if is_star(items[at - 1] if at else None, item):
                before = Item("*", "<star>")
            at += 1
        return docs

    def _parentheses(self, items: Sequence[Item], opening: int, close: int) -> Doc:
        inner = items[opening + 1 : close]
        head: list[Doc] = ["(", *tails(items[opening])]
        tail: list[Doc] = [*remarks(items[close]), items[close].text, *tails(items[close])]
        if not inner:
            return [*head, *tail]
        if inner[0].kind in _QUERIES:
            return Group([*head, Nest([SOFT, self._query(inner)]), SOFT, *tail], self.style.short)
        if _connectives(inner):
            return Group([*head, Nest([SOFT, self._conditions(inner, None)]), SOFT, *tail])
        parts, commas = _parts(inner)
        if len(parts) >= _FILLED and all(len(part) < _SMALL for part in parts):
            ends: list[Doc] = [[*remarks(comma), ",", *tails(comma)] for comma in commas]
            docs = [self.inline(part) for part in parts]
            filled = Fill(tuple([doc, end] for doc, end in zip(docs, [*ends, ""], strict=True)))
            return Group([*head, Nest([SOFT, filled]), SOFT, *tail])
        return Group([*head, Nest([SOFT, self._listed(inner, None, LINE)]), SOFT, *tail])

    def _case(self, items: Sequence[Item]) -> Doc:
        """CASE with a line for each WHEN, unless all of it fits on one."""
        starts = [at for at in level(items) if at and _is_branch(items, at)]
        ends = [*starts, len(items) - 1]
        head = self._without_case(items[: ends[0]])
        branches: list[Doc] = []
        for start, end in zip(starts, ends[1:], strict=True):
            branches += [LINE, self.inline(items[start:end])]
        return Group([head, Nest(branches), LINE, self.phrase(items[-1:])], self.style.short)

    def _without_case(self, items: Sequence[Item]) -> Doc:
        first = [keyword(items[0], self.style), *tails(items[0])]
        rest = self.inline(items[1:], items[0])
        return [*first, " ", rest] if len(items) > 1 else first


def remarks(item: Item) -> list[Doc]:
    """The comments in front of a word."""
    found: list[Doc] = []
    for remark in item.remarks:
        found.append(Comment(remark.text, remark.own, remark.line))
        if not remark.line and not remark.own and item.kind != END:
            found.append(" ")
    return found


def tails(item: Item) -> list[Doc]:
    """The comments behind a word, on its line."""
    return [Comment(remark.text, remark.own, remark.line) for remark in item.tails]


def _parts(items: Sequence[Item]) -> tuple[list[Sequence[Item]], list[Item]]:
    """What stands between the commas of this level, and the commas."""
    found: list[Sequence[Item]] = []
    commas: list[Item] = []
    start = 0
    for at in level(items):
        if items[at].kind == ",":
            found.append(items[start:at])
            commas.append(items[at])
            start = at + 1
    return [*found, items[start:]], commas


def level(items: Sequence[Item]) -> list[int]:
    """The places at this level: outside parentheses and CASE expressions."""
    found, at = [], 0
    while at < len(items):
        found.append(at)
        if items[at].kind in {"(", "["}:
            at = closing(items, at)
            if at < len(items):
                found.append(at)
        elif items[at].kind == "CASE" and at and (end := _case_end(items, at)):
            at = end
        at += 1
    return found


def closing(items: Sequence[Item], opening: int) -> int:
    """Where the parenthesis at `opening` is closed; the last place where it is not."""
    depth = 0
    for at in range(opening, len(items)):
        depth += (items[at].kind in {"(", "["}) - (items[at].kind in {")", "]"})
        if depth == 0:
            return at
    return len(items) - 1


def _case_end(items: Sequence[Item], opening: int) -> int:
    depth = 0
    for at in range(opening, len(items)):
        depth += (items[at].kind == "CASE") - (items[at].kind == "END")
        if depth == 0:
            return at
    return 0


def _is_branch(items: Sequence[Item], at: int) -> bool:
    return items[at].kind in {"WHEN", "ELSE"}


def _connectives(items: Sequence[Item]) -> list[int]:
    """Where AND and OR stand that part conditions, not the one of BETWEEN."""
    found, between = [], 0
    for at in level(items):
        kind = items[at].kind
        if kind == "BETWEEN":
            between += 1
        elif kind == "AND" and between:
            between -= 1
        elif kind in {"AND", "OR"}:
            found.append(at)
    return found


def _named(items: Sequence[Item], starts: list[tuple[int, int]], word: str) -> bool:
    return any(items[start].kind == word for start, length in starts if length)


def _set_since(items: Sequence[Item], starts: list[tuple[int, int]]) -> bool:
    """Whether a SELECT began since the last FROM."""
    for start, length in reversed(starts):
        if length and items[start].kind in {"SELECT", "FROM", "DELETE"}:
            return items[start].kind != "FROM"
    return True
