"""From a plan to a yes, to the server, to the journal, and back with what came of it."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.act import Act, Consent, Ending, Outcome
from app.domain.errors import ConsoleError, Refused
from app.flows.connect import AskSecret
from app.flows.operate import Done, Keeps
from app.flows.rights import place_of
from app.i18n import _, ngettext
from app.views.operate.act_progress import ActProgress
from app.views.theme import LIGHT, Theme
from app.views.widgets.ask import Ask
from app.workers.acting import Acting
from app.workers.links import Links
from app.workers.standing import Standing

_REASONS = 3
"""Different reasons said in the notice bar; the list of commands has them all."""


class Proposals(QObject):
    """Has acts done for one instance, once the user agrees.

    Signals:
        done: a Done; panels ask their server anew.
        failed: an exception to present.
        said: a sentence on what was done, and what to do next, for the notice bar.
    """

    done = Signal(object)
    failed = Signal(object)
    said = Signal(str, str)

    def __init__(
        self,
        links: Links,
        standing: Standing,
        journal: Keeps,
        reveal: AskSecret,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._links, self._standing = links, standing
        self._journal, self._reveal = journal, reveal
        self.ask: Ask | None = None
        """The question that is open."""
        self.progress: list[ActProgress] = []
        """Acts that are on their way."""
        self._theme = LIGHT

    def propose(self, act: Act, parent: QWidget) -> None:
        """Show what would be done, and do it if the user agrees."""
        at = self._links.endpoint
        if at.read_only:
            self.failed.emit(
                Refused(
                    _("{name} is opened read-only: nothing is changed.").format(name=at.name),
                    hint=_("Change the connection in the inventory if that is what you want."),
                )
            )
            return
        if not self._standing.allows(act.name, place_of(at), self._fail, act=True):
            return
        word = at.name if at.production else act.type_to_confirm
        ask = Ask(
            act.title,
            [command.text for command in act.commands],
            act.hits,
            act.warnings,
            word,
            parent=parent,
        )
        self.ask = ask
        ask.agreed.connect(lambda: self._do(act, Consent(self._standing.user.shown, word), parent))
        ask.finished.connect(self._forget)
        ask.open()

    @Slot()
    def _forget(self) -> None:
        self.ask = None

    def _do(self, act: Act, consent: Consent, parent: QWidget) -> None:
        acting = Acting(
            self._links.act, act, consent, self._standing.warden, self._journal, self._reveal
        )
        acting.ended.connect(self._tell)
        acting.failed.connect(self._fail)
        acting.finished.connect(self._forget_acts)
        self.progress = [*self.progress, ActProgress(acting, self._theme, parent)]

    @Slot()
    def _forget_acts(self) -> None:
        self.progress = [each for each in self.progress if not each.acting.over]

    def apply_theme(self, theme: Theme) -> None:
        """Show what comes from now on in its colours."""
        self._theme = theme

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _tell(self, done: Done) -> None:
        self.done.emit(done)
        if done.worked:
            answers = "; ".join(filter(None, (outcome.text for outcome in done.outcomes[:3])))
            self.said.emit(_("Done: {title}.").format(title=done.act.title), answers)
            return
        total = len(done.act.commands)
        went = sum(outcome.ending is Ending.DONE for outcome in done.outcomes)
        wrong = [_explained(each) for each in done.outcomes if each.ending is not Ending.DONE]
        said = ngettext(
            "{title}: {went} of {all} command was done.",
            "{title}: {went} of {all} commands were done.",
            total,
        ).format(title=done.act.title, went=went, all=total)
        self.failed.emit(Refused(said, hint=" ".join([*dict.fromkeys(wrong)][:_REASONS])))


def _explained(outcome: Outcome) -> str:
    if outcome.ending is Ending.UNKNOWN:
        return _("Whether it happened is not known: {reason} Look before you try again.").format(
            reason=outcome.text
        )
    return outcome.text
