"""Rules, and how one is made: decorate a function and say where it looks.

A rule is one place: its id (the function's name with dashes), severity, dialects, parameters,
documentation, examples and sources. The catalogue, the manual, the panel in the window and the
tests are read from here.

    @rule(Severity.ERROR, on=(tree.Update, tree.Delete),
          bad=["DELETE FROM account"], good=["DELETE FROM account WHERE id = 7"],
          sources=["goInception er_no_where_condition"])
    def dml_require_where(node: tree.Update | tree.Delete, scope: Scope) -> Hits:
        '''UPDATE or DELETE names no rows.

        Why: it changes every row of the table and holds their locks until it is done.

        Instead: name the rows with WHERE; to empty a table, say TRUNCATE.
        '''
        if node.where is None:
            yield hit(node, N_("{verb} without WHERE changes every row"), verb=…, about=…)

    @dml_require_where.on_tokens          # Oracle, and MySQL the grammar gave up on
    def _(tokens: Tokens, scope: Scope) -> Hits: ...
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from app.audit.scope import Parameter, Scope, Seen
from app.audit.signs import Only, Sign
from app.domain.dialect import Dialect
from app.domain.finding import Level, Need, Severity
from app.i18n import _
from app.sql.tokens import Tokens
from app.sql.tree import Node


class Text:
    """Stands in `on` for the text of every statement, whether or not it has a tree.

    Such a rule is asked about every single occurrence, cached or not, gets None for the node,
    and must be cheap: it looks at `scope.code`, which is the text without the values of literals,
    at `scope.kind` and at its own memory, where it keeps a few numbers and words; then what it says
    is kept by shape. Only where the code lets it hope to find something it looks at `scope.text`.
    What it looks for in the values of literals `looks_for` tells. (The suppressions of a statement
    are seen by rules with `Suppression` in `on`.)
    """


class End:
    """Stands in `on` for the end of a file, which comes when all its statements were judged.

    What only the whole file tells is said then: such a rule is asked with None for the node. While
    it sees statements it keeps what they may be told of (`scope.seen`) in its memory, and at the
    end it yields a `hit_seen` for each that deserves it.

    It may also yield a plain hit, at the last statement; `scope.file` tells of the file itself.
    """


class Hit(NamedTuple):
    """What a rule yields: two tokens, a message, and the object it is about.

    `place` is where it starts and ends where there are no tokens: offsets in the text of the
    statement, negative in the comments before it. `seen` is a part of an earlier statement that is
    meant at the end of a file.
    """

    first: int
    last: int
    template: str
    about: str
    values: tuple[tuple[str, str], ...]
    place: tuple[int, int] | None = None
    seen: Seen | None = None


Hits: TypeAlias = Iterator[Hit]
Check: TypeAlias = Callable[[Any, Scope], Hits]
LooksFor: TypeAlias = Callable[[str, str], object]
TokenCheck: TypeAlias = Callable[[Tokens, Scope], Hits]


def hit(
    where: Node | int, template: str, *, last: int | None = None, about: str = "", **values: object
) -> Hit:
    """A hit at a node, or from token `where` to token `last` (itself where none is given).

    `about` names the table, index or account concerned; `values` fill the template.
    """
    if not isinstance(where, int):
        first, end = where.first, where.last
    else:
        first, end = where, where if last is None else last
    # made as `Hit(…)` makes it, without the calls in between: there are a dozen a statement
    for value in values.values():
        if type(value) is not str:
            told = _told(values)
            break
    else:
        told = tuple(values.items())  # type: ignore[arg-type]  # they are all texts
    return tuple.__new__(Hit, (first, end, template, about, told, None, None))


def hit_in_comment(place: tuple[int, int] | None, template: str, **values: object) -> Hit:
    """A hit at a comment; at the statement's first token where the comment's place is unknown."""
    return Hit(0, 0, template, "", _told(values), place)


def hit_seen(seen: Seen, template: str, *, about: str = "", **values: object) -> Hit:
    """A hit at a part of a statement that was seen before: what rules say at the end of a file."""
    return Hit(0, 0, template, about, _told(values), None, seen)


def _told(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple([(name, str(value)) for name, value in values.items()])


@dataclass(eq=False, slots=True)
class Rule:
    """One thing the audit looks for."""

    id: str
    severity: Severity
    level: Level
    on: tuple[type, ...]
    dialects: frozenset[Dialect]
    in_default: bool
    parameters: Mapping[str, Parameter]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    sources: tuple[str, ...]
    check: Check
    family: str
    having: frozenset[str | type] = frozenset()
    signs: Mapping[type, frozenset[Sign]] = field(default_factory=dict)
    lacking: Mapping[type, frozenset[Sign]] = field(default_factory=dict)
    assuming: tuple[str, ...] = ()
    looks_for: LooksFor | None = None
    mentioning: tuple[str, ...] = ()
    longer_than: str = ""
    once_beyond: str = ""
    idle_without: str = ""
    tokens_check: TokenCheck | None = None
    _sections: dict[str, str] = field(default_factory=dict)

    def on_tokens(self, check: TokenCheck) -> TokenCheck:
        """Decorate what looks at the tokens of statements that have no tree."""
        self.tokens_check = check
        return check

    def signs_on(self, kind: type) -> frozenset[Sign]:
        """The signs of which a node of class `kind` must show one; none where any will do."""
        asked = [self.signs.get(each) for each in self.on if issubclass(kind, each)]
        return frozenset().union(*filter(None, asked)) if all(asked) else frozenset()

    def lacking_on(self, kind: type) -> frozenset[Sign]:
        """The signs of which a node of class `kind` must show none."""
        asked = [self.lacking.get(each, _NO_SIGN) for each in self.on if issubclass(kind, each)]
        return frozenset.intersection(*asked) if asked else _NO_SIGN

    def section(self, name: str) -> str:
        """One paragraph of the documentation in English: title, why or instead."""
        if not self._sections:
            for paragraph in inspect.cleandoc(self.check.__doc__ or "").split("\n\n"):
                text = " ".join(paragraph.split())
                head, colon, rest = text.partition(": ")
                known = colon and head in {"Why", "Instead"}
                self._sections[head.lower() if known else "title"] = rest if known else text
        return self._sections.get(name, "")

    @property
    def need(self) -> Need:
        """What it cannot do without."""
        return _NEEDS.get(self.level, Need.NOTHING)

    @property
    def title(self) -> str:
        """What is wrong, in one line and in the language spoken now."""
        return _(self.section("title"))

    @property
    def why(self) -> str:
        """Why it matters, in the language spoken now."""
        return _(self.section("why"))

    @property
    def instead(self) -> str:
        """What to write instead, in the language spoken now."""
        return _(self.section("instead"))


_NO_SIGN: frozenset[Sign] = frozenset()
_NEEDS = {Level.PLAN: Need.PLAN, Level.STATISTICS: Need.FACTS}
_rules: dict[str, Rule] = {}
MYSQL = (Dialect.MYSQL, Dialect.MARIADB)
REDIS = (Dialect.REDIS,)
EVERYWHERE = (Dialect.MYSQL, Dialect.MARIADB, Dialect.ORACLE)


def rule(
    severity: Severity,
    *,
    on: Iterable[type | Only],
    having: Iterable[str | type] = (),
    assuming: Iterable[str] = (),
    looks_for: LooksFor | None = None,
    mentioning: Iterable[str] = (),
    longer_than: str = "",
    once_beyond: str = "",
    idle_without: str = "",
    bad: Iterable[str],
    good: Iterable[str],
    sources: Iterable[str],
    dialects: Iterable[Dialect] = MYSQL,
    level: Level = Level.TEXT,
    in_default: bool = True,
    parameters: Mapping[str, Parameter] | None = None,
) -> Callable[[Check], Rule]:
    """Enter the decorated function in the catalogue; `in_default=False` leaves it to `strict`.

    It is asked about nodes of the classes in `on`. To ask it only where it can find something is
    most of the audit's speed: with `only(tree.Key, "UNIQUE")` in `on` the node must show one of
    these signs (`app.audit.signs`), and with `only(…, lacking=["DEFAULT"])` none of those; with
    `having` the statement must have one of these tokens, in capitals, or a node of one of these
    very classes, or what a class in `app.audit.signs` stands for. Neither holds for checks of
    tokens, nor where a profile gives one of the parameters in `assuming` another value, for which
    it might hide something. `idle_without` names a parameter: while it is empty nobody asks. With
    `Text` in `on`, `looks_for` tells quickly whether the rule may find something in a text: it gets
    the whole text of a statement, and the text without long rows of literals. `mentioning` lists
    characters of which the code must have some in a row; it saves to make the code of texts that
    have them nowhere. `longer_than` names a parameter, in bytes or code points: shorter texts are
    not asked about. `once_beyond` names one in units of 1,024 code points: the rule is asked once,
    about the statement with which the file gets longer than that.
    An example may hold several statements, and begin with `-- dialect: oracle`.
    """

    on = tuple(on)

    def made_of(check: Check) -> Rule:
        name = check.__name__.replace("_", "-")
        made = Rule(
            id=name,
            severity=severity,
            level=level,
            on=tuple(each.kind if isinstance(each, Only) else each for each in on),
            having=frozenset(having),
            assuming=tuple(assuming),
            looks_for=looks_for,
            mentioning=tuple(mentioning),
            longer_than=longer_than,
            once_beyond=once_beyond,
            idle_without=idle_without,
            signs={each.kind: each.signs for each in on if isinstance(each, Only)},
            lacking={each.kind: each.lacking for each in on if isinstance(each, Only)},
            dialects=frozenset(dialects),
            in_default=in_default,
            parameters=dict(parameters or {}),
            bad=tuple(bad),
            good=tuple(good),
            sources=tuple(sources),
            check=check,
            family=check.__module__.rpartition(".")[2],
        )
        return enter(made)

    return made_of


def enter(made: Rule) -> Rule:
    """Put a rule into the catalogue."""
    if made.id in _rules:
        raise ValueError(f"two rules are called {made.id}")
    _rules[made.id] = made
    return made


def catalogue() -> Mapping[str, Rule]:
    """Every rule there is, by id; importing `app.audit.rules` fills it."""
    import app.audit.rules  # noqa: F401  (the families import this module)

    return dict(sorted(_rules.items()))
