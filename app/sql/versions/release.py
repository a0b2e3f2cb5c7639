"""A release of MySQL, MariaDB or Oracle, and the releases that know something."""

import re
from dataclasses import dataclass, field

from app.domain.dialect import Dialect

_NUMBERS = re.compile(r"\d+(?:\.\d+)+|\b\d+\b")
_LETTERED = re.compile(r"\b(\d{1,2})(?:c|g|ai)(?:\s*r([12]))?\b", re.I)
"""How Oracle's are spoken of: `11gR2`, `12c R1`, `19c`, `23ai`."""
_PRODUCTS = {Dialect.MYSQL: "MySQL", Dialect.MARIADB: "MariaDB", Dialect.ORACLE: "Oracle"}
_FIRST_MARIADB = 10  # MySQL went from 5.7 to 8 and 9
_NEWEST = (10_000,)


@dataclass(frozen=True, slots=True)
class Release:
    """A server: its product and its numbers, as many as are known.

    Where only `8.0` is known the newest of that series is meant. `named` is false where the product
    was told by the numbers alone.
    """

    dialect: Dialect
    numbers: tuple[int, ...]
    named: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        return f"{_PRODUCTS[self.dialect]} {'.'.join(map(str, self.numbers))}"

    def since(self, numbers: tuple[int, ...]) -> bool:
        """Whether it is of these numbers or later."""
        return self.numbers + _NEWEST >= numbers


def release_of(text: str) -> Release | None:
    """The release that `8.0.36`, `mysql 5.7`, `10.11.6-MariaDB`, `oracle 12.2` or `19c` names.

    Without a name MariaDB is told from MySQL by its number. None where there is no number, or
    another product's name.
    """
    if lettered := _LETTERED.search(text):
        return Release(Dialect.ORACLE, tuple(int(n) for n in lettered.groups() if n))
    found = _NUMBERS.search(text)
    if found is None:
        return None
    numbers = tuple(map(int, found[0].split(".")))
    words = set(re.findall(r"[a-z]+", text.lower()))
    if "mariadb" in words:
        return Release(Dialect.MARIADB, numbers)
    if "mysql" in words or "percona" in words:
        return Release(Dialect.MYSQL, numbers)
    if "oracle" in words:
        return Release(Dialect.ORACLE, numbers)
    if words & {"redis", "postgresql"}:
        return None
    by_number = Dialect.MARIADB if numbers[0] >= _FIRST_MARIADB else Dialect.MYSQL
    return Release(by_number, numbers, named=False)


@dataclass(frozen=True, slots=True)
class Known:
    """The releases of one product that know something: from `first` on, until before `gone`.

    Empty numbers for `first` mean all releases there ever were, None none of them.
    """

    first: tuple[int, ...] | None = ()
    gone: tuple[int, ...] = ()

    def by(self, release: Release) -> bool:
        """Whether that release knows it."""
        if self.first is None or not release.since(self.first):
            return False
        return not (self.gone and release.since(self.gone))

    @property
    def ever(self) -> bool:
        """Whether any release knows it."""
        return self.first is not None


def known(text: str) -> Known:
    """What a table says: `*` always, `-` never, `8.0.2` since then, `..8.4` until before it."""
    if text == "-":
        return Known(None)
    first, _dots, gone = text.strip("*").partition("..")
    return Known(_numbers(first), _numbers(gone))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split("."))) if text else ()


@dataclass(frozen=True, slots=True)
class Construct:
    """Something that not every release knows; `what` is how it is written."""

    name: str
    mysql: Known
    mariadb: Known
    what: str
    oracle: Known = Known()

    def of(self, dialect: Dialect) -> Known:
        """The releases of that product that know it."""
        if dialect is Dialect.ORACLE:
            return self.oracle
        return self.mariadb if dialect is Dialect.MARIADB else self.mysql

    def leaves(self, dialect: Dialect, release: Release | None) -> bool:
        """Whether a later release than this, or than the first there was, has lost it."""
        releases = self.of(dialect)
        return bool(releases.gone) and (release is None or releases.by(release))


def knows(construct: Construct, dialect: Dialect, release: Release | None = None) -> bool:
    """Whether the release knows it; without one, whether any of the dialect's ever did."""
    releases = construct.of(dialect)
    return releases.by(release) if release else releases.ever


def read_table(text: str, written: str = "{}") -> dict[str, Construct]:
    """Constructs by name: lines of a name, what `known` reads for both products, and `what`.

    Where a line does not say `what`, it is `written` with the name in it. `#` begins a comment.
    """
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, of_mysql, of_mariadb, *what = line.split(maxsplit=3)
            made = what[0] if what else written.format(name)
            found[name] = Construct(name, known(of_mysql), known(of_mariadb), made)
    return found
