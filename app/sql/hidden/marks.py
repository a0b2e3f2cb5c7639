"""What inputs tell beside the text of a statement; rules ask for it by class."""

from dataclasses import dataclass

from app.sql.split.origin import Mark


@dataclass(frozen=True, slots=True)
class Filled(Mark):
    """A `${…}` of a mapper: the text of `about` becomes part of the statement."""

    sorts: bool = False
    """It stands in ORDER BY or GROUP BY, where no bind can."""


@dataclass(frozen=True, slots=True)
class UnknownFragment(Mark):
    """An `<include>` of a fragment that is in no mapper of those audited."""


@dataclass(frozen=True, slots=True)
class NotRendered(Mark):
    """A change of a changelog whose statements nobody here can write."""


@dataclass(frozen=True, slots=True)
class MoreForms(Mark):
    """A statement that can take more forms than were looked at."""

    looked_at: int = 0
    all: int = 0
