"""Whom to ask about what: of several hundred rules a node concerns a few.

A table says for each class of node which rules want to see it (`app.audit.profile.ActiveRules`).
What a rule declares beyond that (`having` and `only`: see `app.audit.registry`) leaves it out where
the statement or the node has nothing of what it looks for.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from app.audit.profile import Active, ActiveRules
from app.audit.profile.active import Remaining
from app.audit.registry import Check, Hits, TokenCheck
from app.audit.scope import Scope
from app.audit.signs import Homeless, Incomplete, KnownTable, Lost, Noted
from app.audit.subject import Subject
from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.tree import Node

_ORACLE = Dialect.ORACLE  # members of an enumeration are slow to get at in Python 3.11

Asked: TypeAlias = tuple[Active, Check, Scope]


class Asking:
    """Asks the rules of one file; `choices` tell by class of node the numbers of those to ask.

    `rules` are whom the numbers mean, None as long as nobody was asked: of a small file that is
    nearly all of them. What has no tree is shown to checks of tokens, which come behind all rules.
    """

    def __init__(self, active: ActiveRules, subject: Subject) -> None:
        self._active = active
        self._subject = subject
        self.choices = active.choices
        self.rules: list[Asked | None] = [None] * (2 * len(active))

    def first(self, number: int) -> Asked:
        """Whom a number means, asked for the first time; both checks of a rule share its memory."""
        many = len(self._active)
        twin = self.rules[(number + many) % (2 * many)]
        active = self._active[number % many]
        scope = Scope(self._subject, active.parameters) if twin is None else twin[2]
        rule = active.rule
        check = rule.check
        if number >= many and rule.tokens_check is not None:
            check = self._of_tokens(rule.tokens_check)
        asked = self.rules[number] = active, check, scope
        return asked

    def of(self, kind: type) -> list[Asked]:
        """Everyone who wants to see what is of class `kind` and no part of a tree."""
        return [self.rules[n] or self.first(n) for n in self.choices[kind].everyone]

    def remaining(self, nodes: Sequence[Node], kinds: Iterable[str]) -> Remaining:
        """The rules for which a statement has something they name in `having`, or that need not."""
        return self._active.remaining(chain(kinds, map(type, nodes), self._beyond_words(nodes)))

    def _beyond_words(self, nodes: Sequence[Node]) -> Iterator[type]:
        """What else a rule may look for; the schema is asked where a table can be named."""
        names = [node for node in nodes if type(node) is tree.Name]
        if names:
            schema = self._subject.schema
            self._subject.read_schema = True
            if schema.may_know(names):
                yield KnownTable
            if schema.lacks_any():
                yield Lost
            if schema.homeless:
                yield Homeless
        parsed = self._subject.parsed
        told_by_tree = self._subject.dialect is _ORACLE and self._subject.release
        if parsed.constructs or told_by_tree:
            yield Noted
        if not parsed.whole or self._subject.piece.cut:
            yield Incomplete

    def _of_tokens(self, check: TokenCheck) -> Check:
        """A check of tokens as one of an opaque node, which shows that node's tokens only."""
        subject = self._subject

        def ask(node: Node, scope: Scope) -> Hits:
            if node is subject.parsed.tree:
                yield from check(subject.tokens, scope)
                return
            part = subject.narrow(node.first, node.last)
            for hit in check(part, scope):
                if hit.last and hit.place is None:
                    yield hit._replace(place=part.span(hit.first, hit.last))
                else:
                    yield hit
            subject.widen()

        return ask
