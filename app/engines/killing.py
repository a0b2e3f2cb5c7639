"""What the plans to end sessions have in common on servers that speak SQL."""

from collections.abc import Callable, Iterable, Sequence

from app.domain.act import Act, Command
from app.domain.operating.sessions import Kill, ServerSession
from app.i18n import ngettext

_SHOWN = 120  # characters of a statement in the preview


def kill_act(
    hit: Sequence[ServerSession],
    what: Kill,
    command: Callable[[ServerSession, Kill], str],
    line: Callable[[ServerSession], str],
    warnings: Iterable[str],
) -> Act:
    """A command for each session that is hit. One that fails, as its session has gone by itself,
    stops none of the others."""
    if what is Kill.STATEMENT:
        title = ngettext(
            "End the statement of one session", "End the statements of {count} sessions", len(hit)
        )
    else:
        title = ngettext("End one session", "End {count} sessions", len(hit))
    return Act(
        "session-kill",
        title.format(count=len(hit)),
        tuple(Command(command(target, what)) for target in hit),
        tuple(line(target) for target in hit),
        tuple(warnings),
        stop_at_error=False,
    )


def line_of(target: ServerSession, *facts: str) -> str:
    """A session in a line: who, what is known besides, what it runs."""
    statement = " ".join(target.statement.split())
    if len(statement) > _SHOWN:
        statement = statement[: _SHOWN - 1] + "…"
    said = (f"{target.id}  {target.user}@{target.client or '-'}", *facts, statement)
    return "  ".join(part for part in said if part)


def running(target: ServerSession) -> str:
    """What kind of command it is at, and how long."""
    return (
        "" if target.seconds is None else f"{target.command or target.state} {target.seconds:.0f} s"
    )
