"""Rows of a result on their way to a clipboard, in any of the forms there are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.domain.stop import Stop
from app.i18n import N_
from app.results.copying.documents import json_array
from app.results.copying.picked import Picked
from app.results.copying.statements import in_list, inserts, updates
from app.results.copying.tables import comma_separated, markdown, tsv, tsv_with_headings

_STRIDE = 256  # pieces between two looks at the stop


@dataclass(frozen=True, slots=True)
class CopyForm:
    """A form to copy in."""

    key: str
    title: str
    """Declared with N_()."""
    write: Callable[[Picked], Iterator[str]]


FORMS: tuple[CopyForm, ...] = (
    CopyForm("tsv", N_("Copy"), tsv),
    CopyForm("tsv-headings", N_("Copy with headings"), tsv_with_headings),
    CopyForm("csv", N_("Copy as CSV"), comma_separated),
    CopyForm("json", N_("Copy as JSON"), json_array),
    CopyForm("insert", N_("Copy as INSERT"), inserts),
    CopyForm("update", N_("Copy as UPDATE by primary key"), updates),
    CopyForm("markdown", N_("Copy as Markdown"), markdown),
    CopyForm("in", N_("Copy as IN list"), in_list),
)


def copied(form: CopyForm, picked: Picked, stop: Stop) -> str:
    """The text for a clipboard, without a line end behind it.

    Raises:
        BadInput: these rows have no such form; the sentence says why.
        Cancelled: `stop` was set.
    """
    pieces: list[str] = []
    for number, piece in enumerate(form.write(picked)):
        if number % _STRIDE == 0:
            stop.check()
        pieces.append(piece)
    return "".join(pieces).removesuffix("\n").removesuffix("\r")
