"""Asking rules about the text of every statement, cached or not.

There are some twenty such rules and each has next to nothing to say, so most are not even asked:

* not where the text has nothing of what the rule looks for, or is too short for it (`looks_for`,
  `longer_than`: see `app.audit.registry`);
* not where it was asked about a statement of the same kind while its memory was the same, said
  nothing, kept nothing, and looked at nothing but these two: it would do the same again.

The second is noted while a rule is asked, so nobody need declare it.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from app.audit.facts.known import KnownFacts
from app.audit.places import Places
from app.audit.profile import Active
from app.audit.registry import Check, Hit
from app.audit.scope import Batch, N, Scope
from app.sql.parse import Parsed
from app.sql.rows import LONG, literal_rows
from app.sql.schema import Schema
from app.sql.tokens import Tokens
from app.sql.tree import Node

Said: TypeAlias = tuple[Active, Hit]
_TRIES = 4  # times that a rule says or keeps something, before it is asked about a kind for good
_CHANGES = 50  # of its memory, before it is asked about everything for good
_PLAIN = (bool, int, str, type(None))
_BYTES = 4  # of a code point, at most
_ENDLESS = 10**18
_MOST = 8  # things in a memory that is compared


class Texts:
    """Whom to ask about a text."""

    def __init__(self, asked: Sequence[tuple[Active, Check, Scope]]) -> None:
        everyone = [_Asked(active, check, scope) for active, check, scope in asked]
        self._looking = [one for one in everyone if one.active.rule.looks_for is not None]
        self._measuring = [one for one in everyone if one.active.rule.longer_than]
        others = [*self._looking, *self._measuring]
        self._asked = [one for one in everyone if one not in others]
        self._least = min((one.least for one in self._measuring), default=_ENDLESS)

    def said(self, text: str, kind: str) -> list[Said]:
        """What the rules say of `text`, the statement at hand, which is of that kind."""
        code = text
        if len(text) >= LONG and (rows := literal_rows(text)):
            code = text[: rows.start] + text[rows.end :]
        found: list[Said] = []
        for asked in self._looking:
            if asked.looks_for(text, code):
                found += [(asked.active, hit) for hit in asked.check(None, asked.scope)]
        if len(text) > self._least:
            for asked in self._measuring:
                found += [(asked.active, hit) for hit in asked.check(None, asked.scope)]
        for asked in self._asked:
            if kind in asked.loud:
                for hit in asked.check(None, asked.scope):
                    found.append((asked.active, hit))
            elif kind not in asked.quiet or asked.memory != asked.then:
                found += asked.said(kind)
        return found


class _Asked:
    """One of them, and what is known of it.

    About the kinds in `quiet` it says nothing while its `memory` is as it was `then`; about those
    in `loud` it is asked whatever it said before.
    """

    __slots__ = (
        "_changes", "_tries", "active", "check", "least", "looks_for", "loud", "memory", "quiet",
        "scope", "then",
    )  # fmt: skip

    def __init__(self, active: Active, check: Check, scope: Scope) -> None:
        self.active, self.check, self.scope = active, check, _Noting(scope)
        self.looks_for = active.rule.looks_for or _anything
        longest = active.parameters.get(active.rule.longer_than)
        self.least = longest // _BYTES if isinstance(longest, int) else 0
        self.memory = self.scope.memory
        self.then: dict[str, Any] = {}
        self.quiet: set[str] = set()
        self.loud: set[str] = set()
        self._tries: dict[str, int] = {}
        self._changes = 0

    def said(self, kind: str) -> list[Said]:
        """Ask it, and note whether it need be asked about that kind again."""
        before, self.scope.looked = dict(self.memory), False
        found = [(self.active, hit) for hit in self.check(None, self.scope)]
        if self.scope.looked or not _is_plain(before) or not _is_plain(self.memory):
            self.loud.add(kind)
        elif found or self.memory != before or self._changes > _CHANGES:
            self._tries[kind] = self._tries.get(kind, 0) + 1
            if self._tries[kind] >= _TRIES:
                self.loud.add(kind)
        else:
            if before != self.then:
                self.then, self._changes = before, self._changes + 1
                self.quiet.clear()
            self.quiet.add(kind)
        return found


def _anything(_text: str, _code: str) -> bool:
    return True


def _is_plain(memory: dict[str, Any]) -> bool:
    """Whether nothing in it changes without being put there anew, and comparing it is quick."""
    return len(memory) <= _MOST and all(isinstance(value, _PLAIN) for value in memory.values())


class _Noting(Scope):
    """A scope that notes whether a rule looked at more than the kind of the statement."""

    __slots__ = ("looked",)

    def __init__(self, scope: Scope) -> None:
        self._subject, self._settings, self._memory = (
            scope._subject, scope._settings, scope._memory,
        )  # fmt: skip
        self.looked = False

    @property
    def parsed(self) -> Parsed:
        """The statement as parsed."""
        self.looked = True
        return super().parsed

    @property
    def tokens(self) -> Tokens:
        """Its tokens."""
        self.looked = True
        return super().tokens

    @property
    def places(self) -> Places:
        """Where its words stand."""
        self.looked = True
        return super().places

    def nodes(self, kind: type[N]) -> Sequence[N]:
        """Nodes of its tree."""
        self.looked = True
        return super().nodes(kind)

    @property
    def omitted(self) -> frozenset[str]:
        """What its tree leaves out."""
        self.looked = True
        return super().omitted

    def source(self, node: Node) -> str:
        """The text of `node`."""
        self.looked = True
        return super().source(node)

    @property
    def text(self) -> str:
        """Its text."""
        self.looked = True
        return super().text

    @property
    def is_cut(self) -> bool:
        """Whether it is too long."""
        self.looked = True
        return super().is_cut

    @property
    def file(self) -> Batch:
        """The file it stands in."""
        self.looked = True
        return super().file

    @property
    def schema(self) -> Schema:
        """The schema before it."""
        self.looked = True
        return super().schema

    @property
    def facts(self) -> KnownFacts:
        """The snapshot of the server."""
        self.looked = True
        return super().facts
