"""Send the commands of a file that was looked through: one act, one line of the history."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.console.pipeline import (
    PipelineDone,
    PipelineEnding,
    PipelineFile,
    PipelineOrder,
    PipelineProgress,
    Weight,
)
from app.domain.console.ran import Ended, RanEnding, Running
from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput, Refused, UnreadableInput
from app.domain.rights import Ability
from app.engines.base import Reveal, Session
from app.flows.console.pipeline_file import opened, stamp_of
from app.flows.console.script import CHANGE, Means
from app.flows.operate import perform
from app.flows.rights import Warden, at, needs
from app.i18n import _, ngettext
from app.sql.redis.command_file import commands

_ENDINGS = {
    PipelineEnding.DONE: (Ending.DONE, RanEnding.DONE),
    PipelineEnding.STOPPED: (Ending.FAILED, RanEnding.FAILED),
    PipelineEnding.CANCELLED: (Ending.CANCELLED, RanEnding.CANCELLED),
    PipelineEnding.LOST: (Ending.UNKNOWN, RanEnding.LOST),
}


@dataclass(frozen=True, slots=True)
class Listening:
    """Who hears how far it is, and who says that it shall end."""

    tell: Callable[[PipelineProgress], object]
    halt: Callable[[], bool]


def send(
    session: Any, file: PipelineFile, order: PipelineOrder, consent: Consent, means: Means,
    hears: Listening,
) -> PipelineDone:  # fmt: skip
    """Send it in a session of the console's; what came of it, also where that is not all.

    Raises:
        Refused: no right, read-only, production or a dangerous command without its word.
        BadInput: a line of it is no command, or the file is another by now: nothing was sent.
        UnreadableInput: it cannot be opened any more.
    """
    if file.wrongs:
        first = file.wrong[0]
        raise BadInput(
            _("Line {line} cannot be sent: {reason}").format(
                line=f"{first.line:,}", reason=first.text
            ),
            hint=_("Nothing was sent. Correct the file, and choose it again."),
        )
    work = _Sending(session, file, order, consent, means, hears)
    if file.writes:
        work.change()
    else:
        _read(session, work, means.warden)
    if work.refusal is not None:
        raise work.refusal
    assert work.done is not None
    return work.done


def act_of(file: PipelineFile, order: PipelineOrder) -> Act:
    """The act it is: the journal names the file by its digest, for it holds none of it."""
    text = ngettext(
        "# {count} command of {path}, SHA-256 {digest}",
        "# {count} commands of {path}, SHA-256 {digest}",
        file.commands,
    ).format(count=f"{file.commands:,}", path=file.path, digest=file.digest)
    title = ngettext(
        "Send {count} command out of {file}", "Send {count} commands out of {file}", file.commands
    ).format(count=f"{file.commands:,}", file=file.path.name)
    hits = tuple(
        f"{kind.name}: {kind.count:,}" for kind in file.kinds if kind.weight is not Weight.READ
    )
    return Act(CHANGE, title, (Command(text),), hits, stop_at_error=order.stop_at_error)


def said(done: PipelineDone) -> str:
    """What came of it, in a sentence or two."""
    progress = done.progress
    text = ngettext(
        "{answered} of {sent} command sent was answered, {errors} with an error.",
        "{answered} of {sent} commands sent were answered, {errors} with an error.",
        progress.sent,
    ).format(
        answered=f"{progress.answered:,}", sent=f"{progress.sent:,}", errors=f"{progress.errors:,}"
    )
    if done.unknown is not None:
        text += " " + _(
            "{count} were sent and not answered, of lines {first} to {last}: they may have been"
            " done or not."
        ).format(
            count=f"{done.unanswered:,}", first=f"{done.unknown[0]:,}", last=f"{done.unknown[1]:,}"
        )
    if done.error is not None:
        text += f" {done.error}"
    return text


@needs(Ability.RUN_STATEMENTS, at("session.endpoint"))
def _read(session: Any, work: "_Sending", warden: Warden) -> None:
    """Send what only reads: no act."""
    work.perform(Command(""), work.consent, lambda _secret: None)


class _Sending:
    """As a session of `operate` it takes the one command that stands for the file."""

    def __init__(
        self, session: Any, file: PipelineFile, order: PipelineOrder, consent: Consent,
        means: Means, hears: Listening,
    ) -> None:  # fmt: skip
        self.session, self.file, self.order, self.consent = session, file, order, consent
        self.means, self.hears = means, hears
        self.done: PipelineDone | None = None
        self.refusal: BadInput | Refused | UnreadableInput | None = None
        self._act = act_of(file, order)

    @property
    def endpoint(self) -> Endpoint:
        """Where it goes."""
        found: Endpoint = self.session.endpoint
        return found

    def change(self) -> None:
        """Send it as an act: rights, a second person, and the journal are seen to there."""
        perform(
            cast(Session, self),
            self._act,
            self.consent,
            self.means.warden,
            self.means.journal,
            lambda _secret: None,
        )

    def perform(self, _command: Command, _consent: Consent, _reveal: Reveal) -> Outcome:
        """Send the file; `operate` asks for it once."""
        session = self.session
        number = self.means.history.intend(
            Running(
                time.time(), session.endpoint.id, session.endpoint.name, session.facts.account,
                session.schema, self._act.commands[0].text,
            )
        )  # fmt: skip
        try:
            with opened(self.file.path) as file:
                if stamp_of(file) != self.file.stamp:
                    raise BadInput(
                        _("{file} was changed after it was looked through.").format(
                            file=self.file.path.name
                        ),
                        hint=_("Nothing was sent. Choose it again."),
                    )
                done = session.send_pipeline(
                    self.file,
                    commands(file),
                    self.order,
                    self.consent,
                    self.hears.tell,
                    self.hears.halt,
                )
        except (BadInput, Refused, UnreadableInput) as error:
            self.refusal = error
            self.means.history.conclude(number, Ended(RanEnding.REFUSED, error=str(error)))
            raise
        self.done = done
        ending, ran = _ENDINGS[done.ending]
        text = said(done)
        self.means.history.conclude(
            number, Ended(ran, done.seconds, done.progress.answered, "" if ran is RanEnding.DONE
                          else text)
        )  # fmt: skip
        return Outcome(ending, text, done.seconds, done.progress.answered)
