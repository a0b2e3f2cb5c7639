"""Two people changed the same records: what each of them wants, so that neither is lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.validation import Record


@dataclass(frozen=True, slots=True)
class Clash:
    """A record of ours that somebody else changed, or deleted (`theirs` is None then)."""

    mine: Record
    theirs: Record | None
    base: Record | None
    """As both found it; None where we were making a new one."""
    who: str = ""
    when: str = ""
    """UTC, ISO 8601; both are "" for what was deleted: nobody wrote that down."""


class Conflict(BadInput):
    """Nothing was written, for somebody else had been quicker.

    `wanted` is all that was to be saved, `clashes` the part of it that somebody else changed
    (nothing where records were to be deleted), and `now` the store as it is.
    """

    def __init__(
        self,
        text: str,
        *,
        hint: str = "",
        wanted: Sequence[Record] = (),
        clashes: Sequence[Clash] = (),
        now: Inventory | None = None,
    ) -> None:
        super().__init__(text, hint=hint)
        self.wanted, self.clashes = tuple(wanted), tuple(clashes)
        self.now = now or Inventory()

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (str(self), self.hint, self.wanted, self.clashes, self.now)


def _rebuild(
    text: str, hint: str, wanted: Sequence[Record], clashes: Sequence[Clash], now: Inventory
) -> Conflict:
    return Conflict(text, hint=hint, wanted=wanted, clashes=clashes, now=now)
