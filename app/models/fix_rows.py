"""The columns of what could be mended: a row for each script, and one for each kind of fix."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from app.audit.registry import catalogue
from app.flows.fixable_files import Effect, Fixable
from app.i18n import N_, _
from app.models.fields import Align, Field, State


@dataclass(frozen=True, slots=True)
class FixFile:
    """A script, what it is called in tables, and how many of the wanted fixes it would get."""

    fixable: Fixable
    title: str
    fixes: int

    @property
    def path(self) -> str:
        """What no two rows share."""
        return self.fixable.name


@dataclass(frozen=True, slots=True)
class FixKind:
    """The fixes of a rule that do the same to what scripts do."""

    rule: str
    effect: Effect
    count: int

    @property
    def key(self) -> tuple[str, Effect]:
        """What no two rows share."""
        return self.rule, self.effect

    @property
    def title(self) -> str:
        """What the rule looks for, in the language spoken now."""
        known = catalogue().get(self.rule)
        return known.title if known else self.rule


@dataclass(frozen=True, slots=True)
class Counted:
    """What each script would get of the wanted fixes: rows, who gets some now and got none before,
    and who gets none.
    """

    rows: tuple[FixFile, ...] = ()
    fresh: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[FixFile], before: "Counted") -> "Counted":
        """Made in a lane, for there may be 10,000."""
        known = {row.path for row in before.rows if row.fixes}
        made = tuple(rows)
        some = {row.path for row in made if row.fixes}
        none = frozenset(row.path for row in made if not row.fixes)
        fresh = (some - known) | (before.fresh & some)  # what is not ticked yet still shall be
        return cls(made, frozenset(fresh), none)


def kinds_of(files: Iterable[Fixable]) -> list[FixKind]:
    """A row for each kind there is, the safe ones first."""
    counted = Counter((offer.rule, offer.effect) for file in files for offer in file.offers)
    effects = list(Effect)
    order = sorted(counted, key=lambda key: (effects.index(key[1]), key[0]))
    return [FixKind(rule, effect, counted[rule, effect]) for rule, effect in order]


_CHANGES = {
    Effect.SAFE: N_("stays as it is"),
    Effect.SAME_ROWS: N_("finds the same rows"),
    Effect.OTHER: N_("may be another"),
}


def _changes(kind: FixKind) -> str:
    return _(_CHANGES[kind.effect])


FIX_FILES: tuple[Field[FixFile], ...] = (
    Field("file", N_("File"), attrgetter("title"), stretch=True, width=220),
    Field("fixes", N_("Fixes"), attrgetter("fixes"), align=Align.RIGHT, width=70),
)
FIX_KINDS: tuple[Field[FixKind], ...] = (
    Field("rule", N_("Rule"), attrgetter("rule"), width=236, code=True),
    Field("does", N_("What scripts do"), _changes, width=150,
          help=N_("Whether a script does the same with the fixes of this rule."),
          state=lambda kind: State.WARNING if kind.effect is Effect.OTHER else State.GOOD),
    Field("fixes", N_("Fixes"), attrgetter("count"), align=Align.RIGHT, width=64),
    Field("title", N_("What it looks for"), attrgetter("title"), stretch=True, width=160),
)  # fmt: skip
