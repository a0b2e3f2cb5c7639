"""The rules that are on for a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.audit.profile.choice import Choice, Left
from app.audit.registry import Rule
from app.audit.scope import Parameter
from app.audit.signs import Sign, signs_of
from app.domain.finding import Need, Severity
from app.sql.tree import Opaque

_MOST = 1024  # sets of words kept; statements of one kind have a few


@dataclass(frozen=True, slots=True)
class Active:
    """A rule that is on, as severe as the profile has it, with its parameters."""

    rule: Rule
    severity: Severity
    parameters: Mapping[str, Parameter]
    rank: tuple[int, str] = field(init=False, compare=False, repr=False)
    """What orders findings that start at one place."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", (-self.severity, self.rule.id))

    @property
    def having(self) -> frozenset[Sign]:
        """The words of which a statement must have one; none where any will do."""
        return self.rule.having if self._as_assumed else frozenset()

    def signs_on(self, kind: type) -> frozenset[Sign]:
        """The signs of which a node of class `kind` must show one; none where any will do."""
        return self.rule.signs_on(kind) if self._as_assumed else frozenset()

    def lacking_on(self, kind: type) -> frozenset[Sign]:
        """The signs of which a node of class `kind` must show none."""
        return self.rule.lacking_on(kind) if self._as_assumed else frozenset()

    @property
    def _as_assumed(self) -> bool:
        """Whether what the rule says of where to ask it holds for these parameters."""
        own = self.rule.parameters
        return all(self.parameters[name] == own[name] for name in self.rule.assuming)

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing to do as long as a parameter says nothing."""
        return bool(self.rule.idle_without) and not self.parameters[self.rule.idle_without]


class Choices(dict[type, Choice]):
    """Which of some rules want to see what, by class of node; made when the first node is met."""

    def __init__(self, rules: Sequence[Active]) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, kind: type) -> Choice:
        rules = self._rules
        everyone = [
            n for n, one in enumerate(rules) if issubclass(kind, one.rule.on) and not one.is_idle
        ]
        by_sign: dict[Sign, int] = {}
        by_lack: dict[Sign, int] = {}
        for n in everyone:
            for sign in rules[n].signs_on(kind):
                by_sign[sign] = by_sign.get(sign, 0) | 1 << n
            for sign in rules[n].lacking_on(kind):
                by_lack[sign] = by_lack.get(sign, 0) | 1 << n
        narrowed = bool(by_sign or by_lack) or any(rules[n].having for n in everyone)
        if issubclass(kind, Opaque):  # checks of tokens see it, and look for words themselves
            everyone += [n + len(rules) for n, one in enumerate(rules) if one.rule.tokens_check]
            by_sign, by_lack, narrowed = {}, {}, False
        choice = Choice(everyone, by_sign, by_lack, signs_of(kind), narrowed=narrowed)
        self[kind] = choice
        return choice


class Remaining(dict[type, Left]):
    """The same of those that find in a statement what they look for."""

    def __init__(self, choices: Choices, worded: int) -> None:
        super().__init__()
        self._choices = choices
        self._worded = worded

    def __missing__(self, kind: type) -> Left:
        left = self[kind] = self._choices[kind].left(self._worded)
        return left


class ActiveRules:
    """All of them, and which want to see what. Files of the same profile share it."""

    def __init__(self, rules: Iterable[Active]) -> None:
        self._rules = tuple(rules)
        self._given: dict[frozenset[Need], ActiveRules] = {}
        self._lacking: dict[tuple[frozenset[Need], Need], tuple[str, ...]] = {}
        self.choices = Choices(self._rules)
        """Whom to ask about nodes of a class, by number; checks of tokens follow behind all."""
        self._by_word: dict[Sign, int] = {}
        self._wordless = 0
        for n, active in enumerate(self._rules):
            self._wordless |= 0 if active.having else 1 << n
            for word in active.having:
                self._by_word[word] = self._by_word.get(word, 0) | 1 << n
        self._words = frozenset(self._by_word)
        self._remaining: dict[frozenset[Sign], Remaining] = {}

    def __iter__(self) -> Iterator[Active]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __getitem__(self, number: int) -> Active:
        return self._rules[number]

    def remaining(self, words: Iterable[Sign]) -> Remaining:
        """Those that find one of these words in their `having` or have none."""
        told = self._words.intersection(words)
        found = self._remaining.get(told)
        if found is None:
            if len(self._remaining) >= _MOST:
                self._remaining.clear()
            worded = self._wordless
            for word in told:
                worded |= self._by_word[word]
            found = self._remaining[told] = Remaining(self.choices, worded)
        return found

    def given(self, needs: frozenset[Need]) -> "ActiveRules":
        """Those that can do with `needs`; files of the same profile share these too."""
        if needs not in self._given:
            able = [active for active in self if active.rule.need in needs]
            self._given[needs] = self if len(able) == len(self) else ActiveRules(able)
        return self._given[needs]

    def lacking(self, needs: frozenset[Need], wanted: Need) -> tuple[str, ...]:
        """The ids of those that cannot do with `needs`, for they want `wanted`."""
        key = needs, wanted
        if key not in self._lacking:
            rules = [active.rule for active in self if wanted not in needs]
            self._lacking[key] = tuple(rule.id for rule in rules if rule.need is wanted)
        return self._lacking[key]
