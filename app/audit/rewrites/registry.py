"""How a rewriter is made: decorate a function and say which rule's findings it answers.

    @rewrites("query-or-could-be-in", tree.Logical,
              equal=["SELECT id FROM t WHERE a = 1 OR a = 2"],
              refused=["SELECT id FROM t WHERE a = 1 OR a = '2'"])
    def in_for_or(node: tree.Logical, where: Where) -> Iterator[Fix]:
        '''Why the two are equal, and when.'''

`equal` are queries on the tables of `TABLES`, each of which it must rewrite; `refused` are some in
which the two ways may differ, so that it must offer nothing. `oracle` are queries on those of
`ORACLE_TABLES`: a rewriter that has none is not offered for Oracle, one that has nothing else only
there.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.domain.dialect import Dialect
from app.domain.fix import Fix
from app.sql.schema import Schema
from app.sql.tokens import Tokens
from app.sql.tree import Node

TABLES = """\
CREATE TABLE t (
  id INT NOT NULL, a INT NOT NULL, b INT, n DECIMAL(6, 2), f DOUBLE, d DATE, m DATETIME NOT NULL,
  s VARCHAR(20), c VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  g VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci,
  k BIGINT, p INT UNSIGNED NOT NULL,
  PRIMARY KEY (id), KEY (d), KEY (m)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
CREATE TABLE u (
  id INT NOT NULL, t_id INT NOT NULL, x INT, y VARCHAR(20), m DATETIME NOT NULL,
  PRIMARY KEY (id), KEY (t_id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
"""
"""What the examples speak of."""

ORACLE_TABLES = """\
CREATE TABLE t (
  id NUMBER(10) PRIMARY KEY, a NUMBER(10) NOT NULL, b NUMBER(10), n NUMBER(6, 2), d DATE,
  m TIMESTAMP NOT NULL, s VARCHAR2(20), z TIMESTAMP WITH TIME ZONE
);
CREATE TABLE u (
  id NUMBER(10) PRIMARY KEY, t_id NUMBER(10) NOT NULL, x NUMBER(10), y VARCHAR2(20)
);
CREATE INDEX t_d ON t (d);
"""
"""What the examples for Oracle speak of."""

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*", re.I | re.ASCII)


@dataclass(frozen=True, slots=True)
class Where:
    """The statement a node stands in, its place in the script, and the schema before it."""

    tokens: Tokens
    schema: Schema
    start: int
    of_oracle: bool = False

    def source(self, first: Node | int, last: Node | int | None = None) -> str:
        """The text of a node, or from a node or token to another."""
        begin = first.first if isinstance(first, Node) else first
        end = first if last is None else last
        return self.tokens.source(begin, end.last if isinstance(end, Node) else end)

    def span(self, node: Node) -> tuple[int, int]:
        """Where a node starts and ends in the script."""
        starts, ends = self.tokens.starts, self.tokens.ends
        return self.start + starts[node.first], self.start + ends[node.last]

    def find(self, kind: str, first: int, last: int) -> int | None:
        """The first token of that kind from `first` to `last` that stands in no parentheses."""
        depth = 0
        for at in range(first, last + 1):
            found = self.tokens.kinds[at]
            if depth == 0 and found == kind:
                return at
            depth += (found == "(") - (found == ")")
        return None

    def put(
        self, template: str, text: str, first: Node | int, last: int | None = None, /, **values: str
    ) -> Fix:
        """Put `text` in the place of a node, or of the tokens from `first` to `last`."""
        begin = first.first if isinstance(first, Node) else first
        end = last if last is not None else first.last if isinstance(first, Node) else first
        starts, ends = self.tokens.starts, self.tokens.ends
        place = self.start + starts[begin], self.start + ends[end]
        return Fix(template, *place, text, tuple(values.items()))


Rewriting: TypeAlias = Callable[[Any, Where], Iterator[Fix]]


@dataclass(frozen=True, slots=True)
class Rewriter:
    """One way to write something else: of nodes of class `on`, for findings of `rule`."""

    rule: str
    on: type[Node]
    rewrite: Rewriting
    equal: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    oracle: tuple[str, ...] = ()

    def speaks(self, dialect: Dialect) -> bool:
        """Whether it holds there: what has no example is not offered."""
        if dialect is Dialect.REDIS:
            return False
        return bool(self.oracle if dialect is Dialect.ORACLE else self.equal)


REWRITERS: list[Rewriter] = []
"""All there are."""


def rewrites(
    rule: str,
    on: type[Node],
    *,
    equal: Iterable[str] = (),
    refused: Iterable[str] = (),
    oracle: Iterable[str] = (),
) -> Callable[[Rewriting], Rewriting]:
    """Enter the decorated function among the rewriters."""

    def keep(made: Rewriting) -> Rewriting:
        REWRITERS.append(Rewriter(rule, on, made, tuple(equal), tuple(refused), tuple(oracle)))
        return made

    return keep


def written(name: str) -> str:
    """A name as one writes it: in quotes where it might be anything else."""
    return name if _PLAIN.fullmatch(name) else "`" + name.replace("`", "``") + "`"
