"""The rules that are on for a file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.audit.registry import Rule
from app.audit.scope import Parameter
from app.domain.finding import Need, Severity


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


class ActiveRules:
    """All of them, and which want to see what. Files of the same profile share it."""

    def __init__(self, rules: Iterable[Active]) -> None:
        self._rules = tuple(rules)
        self._asking: dict[type, tuple[int, ...]] = {}
        self._given: dict[frozenset[Need], ActiveRules] = {}
        self.by_word: dict[str | type, int] = {}
        """The rules that a word, or a class of nodes, lets be asked; each is a bit."""
        self.wordless = 0
        """Those that need none."""
        for n, active in enumerate(self._rules):
            self.wordless |= 0 if active.rule.having else 1 << n
            for word in active.rule.having:
                self.by_word[word] = self.by_word.get(word, 0) | 1 << n

    def __iter__(self) -> Iterator[Active]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def given(self, needs: frozenset[Need]) -> "ActiveRules":
        """Those that can do with `needs`; files of the same profile share these too."""
        if needs not in self._given:
            able = [active for active in self if active.rule.need in needs]
            self._given[needs] = self if len(able) == len(self) else ActiveRules(able)
        return self._given[needs]

    def asking(self, kind: type) -> tuple[int, ...]:
        """The numbers of those that want to see what is of class `kind`."""
        found = self._asking.get(kind)
        if found is None:
            found = self._asking[kind] = tuple(
                n for n, active in enumerate(self._rules) if issubclass(kind, active.rule.on)
            )
        return found
