"""Whom to ask about what: of several hundred rules a node concerns a few.

A table says for each class of node which rules want to see it. What a rule declares beyond that
(`having` and `only`: see `app.audit.registry`) leaves it out where the statement has no such words
and the node no such signs. Who is left is worked out when a combination is first met, and kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from app.audit.profile import Active, ActiveRules
from app.audit.registry import Check, Hits, TokenCheck
from app.audit.scope import Scope, Subject
from app.audit.signs import Incomplete, KnownTable, Lost, Noted, Sign, Signs, signs_of
from app.sql import tree
from app.sql.tree import Node

Asked: TypeAlias = tuple[Active, Check, Scope]
EVERY_WORD = -1
"""What to say of a statement whose words nobody looked at: every rule may be asked."""
_MOST = 4096  # combinations kept for a class of node; a script has a few dozen


class Choice:
    """Who wants to see the nodes of one class; each rule is a bit of a number.

    `everyone` are all of them; `narrowed` that a statement or a node may want fewer.
    """

    __slots__ = ("_asked", "_by_sign", "_found", "_signs", "_unsigned", "everyone", "narrowed")

    def __init__(
        self,
        asked: Sequence[tuple[int, Asked]],
        by_sign: dict[Sign, int],
        signs: Signs | None,
        *,
        narrowed: bool,
    ) -> None:
        self.everyone = tuple(one for _bit, one in asked)
        self.narrowed = narrowed
        self._asked = asked
        self._by_sign = by_sign
        self._unsigned = sum(bit for bit, _one in asked)
        for bits in by_sign.values():
            self._unsigned &= ~bits
        self._signs = signs if by_sign else None
        self._found: dict[int, tuple[Asked, ...]] = {}

    def about(self, node: object, worded: int) -> tuple[Asked, ...]:
        """Whom to ask about `node` in a statement that has words for the rules `worded`."""
        wanted = self._unsigned
        if self._signs is not None:
            for sign in self._signs(node):
                wanted |= self._by_sign.get(sign, 0)
        wanted &= worded
        found = self._found.get(wanted)
        if found is None:
            if len(self._found) >= _MOST:
                self._found.clear()
            found = tuple(one for bit, one in self._asked if bit & wanted)
            self._found[wanted] = found
        return found


class Asking(dict[type, Choice]):
    """The choices by class of node, each worked out when the first of them is met."""

    def __init__(self, active: ActiveRules, subject: Subject) -> None:
        super().__init__()
        self._active = active
        self._subject = subject
        self._scopes = [(one, Scope(subject, one.parameters)) for one in active]

    def of(self, kind: type) -> tuple[Asked, ...]:
        """Everyone who wants to see what is of class `kind` and no part of a tree."""
        return self[kind].everyone

    def worded(self, nodes: Iterable[Node], kinds: Iterable[str]) -> int:
        """The rules for which a statement has words, or nodes of a class they name instead."""
        found, by_word = self._active.wordless, self._active.by_word
        for word in {*kinds, *map(type, nodes), *self._beyond_words(nodes)}:
            if word in by_word:
                found |= by_word[word]
        return found

    def _beyond_words(self, nodes: Iterable[Node]) -> Iterator[type]:
        """What else a rule may look for; the schema is asked where a table can be named."""
        names = [node for node in nodes if isinstance(node, tree.Name)]
        if names:
            schema = self._subject.schema
            self._subject.read_schema = True
            if schema.may_know(names):
                yield KnownTable
            if schema.lacks_any():
                yield Lost
        parsed = self._subject.parsed
        if parsed.constructs:
            yield Noted
        if not parsed.whole:
            yield Incomplete

    def __missing__(self, kind: type) -> Choice:
        asked = self._asked(kind)
        by_sign: dict[Sign, int] = {}
        for bit, (one, _check, _scope) in asked:
            for sign in one.rule.signs_on(kind):
                by_sign[sign] = by_sign.get(sign, 0) | bit
        worded = any(one.rule.having for _bit, (one, _check, _scope) in asked)
        narrowed = bool(by_sign or worded) and not issubclass(kind, tree.Opaque)
        self[kind] = made = Choice(asked, by_sign, signs_of(kind), narrowed=narrowed)
        return made

    def _asked(self, kind: type) -> list[tuple[int, Asked]]:
        """Who wants to see `kind`, each with its bit; checks of tokens see what has no tree."""
        found: list[tuple[int, Asked]] = []
        for n in self._active.asking(kind):
            one, scope = self._scopes[n]
            found.append((1 << n, (one, one.rule.check, scope)))
        if issubclass(kind, tree.Opaque):
            for n, (one, scope) in enumerate(self._scopes):
                if one.rule.tokens_check is not None:
                    found.append((1 << n, (one, self._of_tokens(one.rule.tokens_check), scope)))
        return found

    def _of_tokens(self, check: TokenCheck) -> Check:
        """A check of tokens as one of an opaque node, which shows that node's tokens only."""
        subject = self._subject

        def ask(node: Node, scope: Scope) -> Hits:
            if node is subject.parsed.tree:
                yield from check(subject.tokens, scope)
                return
            yield from check(subject.narrow(node.first, node.last), scope)
            subject.widen()

        return ask
