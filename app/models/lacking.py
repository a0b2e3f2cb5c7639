"""Which rules did not run for some of many files, told without a look at each file."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

Rules: TypeAlias = tuple[str, ...]


class LackingRules:
    """By file; most files lack the same, so that there are only a few lists of names."""

    def __init__(self) -> None:
        self._of_file: dict[str, Rules] = {}
        self._lists: dict[Rules, Rules] = {}

    def __len__(self) -> int:
        """How many files were audited."""
        return len(self._of_file)

    def note(self, path: str, rules: Rules) -> None:
        """These rules did not run for that file."""
        self._of_file[path] = self._lists.setdefault(rules, rules)

    def forget(self, paths: Iterable[str]) -> None:
        """These files are audited anew, or no more."""
        for path in paths:
            self._of_file.pop(path, None)

    def names(self) -> Iterator[str]:
        """The rules; those of several lists come more than once."""
        for rules in {id(rules): rules for rules in self._of_file.values()}.values():
            yield from rules
