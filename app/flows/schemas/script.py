"""A migration as a script: what destroys is marked and commented out, unless it is wished.

The script is audited with our own rules, against the schema it will be run on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.audit.judge import Judge
from app.audit.profile import built_in
from app.domain.dialect import Dialect
from app.domain.finding import Finding
from app.i18n import _
from app.sql.compare import Comparison, SchemaShape, Step
from app.sql.parse import parse
from app.sql.quoting import named
from app.sql.schema import Schema
from app.sql.script_text import with_end
from app.sql.split import split

_NAME = "migration.sql"


@dataclass(frozen=True, slots=True)
class Migration:
    """A script with what the audit says of it; the findings' places are places in `text`."""

    text: str
    findings: tuple[Finding, ...]
    destroying: int
    """Statements that would lose something."""
    statements: int


def migration(compared: Comparison, *, destructive: bool = False, audit: bool = True) -> Migration:
    """Write the way from the left to the right; `destructive` has nothing commented out."""
    steps = compared.steps
    dialect = compared.left.dialect
    text = "\n".join(_script(compared, destructive=destructive))
    return Migration(
        text,
        tuple(_findings(text, dialect, compared.left)) if audit and steps else (),
        sum(1 for step in steps if step.destroys),
        sum(1 for step in steps if step.text),
    )


def _script(compared: Comparison, *, destructive: bool) -> Iterable[str]:
    left, right = compared.left, compared.right
    said = _("From {left} to {right}, written by Mohist.").format(left=left.name, right=right.name)
    yield f"-- {_line(said)}"
    yield "-- " + _line(_("Read it, and try it on a copy, before it is run."))
    for sentence in dict.fromkeys((*left.unread, *right.unread)):
        yield "-- ! " + _line(sentence)
    yield ""
    if not compared.steps:
        yield "-- " + _line(_("There is no difference."))
        return
    if left.live:
        yield f"USE {named(left.name)};"
        yield ""
    for step in compared.steps:
        yield from _step(step, left.dialect, destructive=destructive)
        yield ""


def _step(step: Step, dialect: Dialect, *, destructive: bool) -> Iterable[str]:
    if not step.text:
        yield "-- ! " + _line(step.note)
        return
    if step.destroys:
        yield "-- " + _line(_("DESTROYS: {loss}").format(loss=step.destroys))
    text = with_end(step.text, dialect)
    if step.destroys and not destructive:
        yield from (f"-- {line}" for line in text.splitlines())
    else:
        yield text


def _line(text: str) -> str:
    """A sentence that cannot end its comment."""
    return " ".join(text.split())


def _findings(text: str, dialect: Dialect, left: SchemaShape) -> Sequence[Finding]:
    judge = Judge(built_in("default").active(_NAME, dialect), dialect, _known(left))
    found = [finding for piece in split([text], dialect) for finding in judge.judge(piece)]
    return found + judge.finish()


def _known(left: SchemaShape) -> Schema:
    """The tables there are before the script is run, so that rules can ask for them."""
    schema = Schema()
    schema.oracle = left.dialect is Dialect.ORACLE
    schema.apply(parse(f"USE {named(left.name)}", left.dialect).tree)
    for table in left.tables.values():
        schema.apply(parse(table.create, left.dialect).tree)
    for code in left.code.values():
        schema.apply(parse(code.text, left.dialect).tree)
    schema.complete = left.live and not left.unread
    return schema
