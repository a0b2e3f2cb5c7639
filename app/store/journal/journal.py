"""What flows and pages see of the journal."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.domain.act import Act, Consent, Outcome
from app.domain.endpoint import Endpoint
from app.domain.errors import Unwritable
from app.domain.journal import Anchor, Body, Conclusion, Event, Intent, Verdict, Where
from app.domain.redact import redacted
from app.domain.signing import Check, Remembered, Signer
from app.domain.stop import Stop
from app.i18n import _
from app.store.journal.anchors import newest_anchor
from app.store.journal.appending import append
from app.store.journal.found import Wanted
from app.store.journal.pen import Pen
from app.store.journal.reading import Page, read_page
from app.store.journal.setting_aside import set_aside
from app.store.journal.verifying import verify_folder


class Journal:
    """The journal in a folder, `data_folder() / "journal"` as a rule; made with its first entry.

    Any thread and any process may use it at the same time. Every call reads or writes files: none
    belongs into the GUI thread.
    """

    def __init__(
        self, folder: Path, signer: Signer | None = None, check: Check | None = None
    ) -> None:
        """`signer` has the key entries are signed with, `check` looks at signatures."""
        self.folder = folder
        self._signer, self._check = signer, check
        self._looked = False  # whether what is remembered elsewhere was looked for

    def intend(self, act: Act, consent: Consent, endpoint: Endpoint) -> str:
        """Write down what is about to be done; the id to conclude it with.

        It is on the disk when this returns. Passwords in clear are taken out.

        Raises:
            Unwritable: it could not be written: the act must not be done.
            StoreTrouble: the journal is not as it was left: nor then.
        """
        return self._append(
            Intent(
                flow=act.name,
                who=consent.who,
                where=Where(
                    id=endpoint.id,
                    name=endpoint.name,
                    address=f"{endpoint.address}:{endpoint.port}",
                    environment=endpoint.environment,
                ),
                statements=tuple(redacted(command.text) for command in act.commands),
                targets=tuple(command.target for command in act.commands),
                title=redacted(act.title),
                hits=tuple(map(redacted, act.hits)),
            )
        )

    def conclude(self, intent: str, outcomes: Sequence[Outcome]) -> None:
        """Write down what came of each command that was tried, in their order.

        Raises as `intend` does; the act has happened all the same, and the user must be told.
        """
        said = tuple(replace(outcome, text=redacted(outcome.text)) for outcome in outcomes)
        self._append(Conclusion(intent, said))

    def note(self, event: Event) -> str:
        """Write down what was done, or refused, that is no act on a server; the id of the entry.

        Raises as `intend` does: what must not happen unwritten is noted before it is done.
        """
        return self._append(
            replace(
                event,
                text=redacted(event.text),
                facts=tuple((name, redacted(value)) for name, value in event.facts),
            )
        )

    def read(
        self,
        before: Page | None = None,
        limit: int = 200,
        wanted: Wanted = Wanted(),  # noqa: B008  (frozen)
        stop: Stop | None = None,
    ) -> Page:
        """Entries, the newest first, older than those on the page `before`.

        Raises:
            UnreadableInput: a file cannot be read.
            Cancelled: `stop` was set.
        """
        return read_page(self.folder, before, limit, wanted, stop or Stop())

    def verify(
        self,
        stop: Stop | None = None,
        anchors: Sequence[Anchor] = (),
        tell: Callable[[float], object] = lambda _share: None,
    ) -> Verdict:
        """Check every line of every file, and the end; also against anchors kept elsewhere.

        `tell` hears which share is done, from 0 to 1.

        Raises:
            UnreadableInput: a file cannot be read.
            Cancelled: `stop` was set.
        """
        remembered = self._signer.remembered if self._signer is not None else None
        return verify_folder(self.folder, stop or Stop(), self._check, anchors, remembered, tell)

    def anchor(self) -> Anchor | None:
        """What to keep elsewhere, of the newest entry; None where there is none.

        Raises:
            UnreadableInput: the journal cannot be read, or its end is damaged.
        """
        return newest_anchor(self.folder)

    def set_aside(self) -> Path | None:
        """Keep a journal that cannot be gone on with, and begin a new one; where it is kept.

        Raises:
            Unwritable: it could not be done.
        """
        with self._told():
            pen = Pen(self._signer)
            kept = set_aside(self.folder, pen)
            self._remember(pen)
            return kept

    def _append(self, body: Body) -> str:
        with self._told():
            pen = Pen(self._signer)
            if self._signer is not None and not self._looked:
                pen.unchecked = self._signer.remembered
                self._looked = pen.unchecked is not None
            entry = append(self.folder, body, pen)
            self._remember(pen)
            return entry.id

    def _remember(self, pen: Pen) -> None:
        """The newest entry, apart from the journal: to notice that its end was cut off."""
        if self._signer is not None and pen.tip.sequence:
            self._signer.remember(Remembered(pen.tip.sequence, pen.tip.hash))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            said = _("The journal in {folder} could not be written: {reason}.")
            raise Unwritable(
                said.format(folder=self.folder, reason=error.strerror or error),
                hint=_("Nothing is done that is not written down: make room or give the right."),
            ) from error
