"""What takes space, opened level by level."""

from collections.abc import Iterable

from app.domain.errors import ConsoleError
from app.domain.operating.space import SpaceItem
from app.engines.abilities import ShowsSpace
from app.i18n import N_
from app.models.operating.space import SPACE
from app.models.record_order import Order
from app.models.record_tree import Branch, Node
from app.views.operate.answers import AnswerPanel
from app.views.operate.room import Room
from app.views.widgets.states import Empty


class SpacePanel(AnswerPanel):
    """Refreshed when asked: counting may take a big server a while."""

    key = "space"
    title = N_("Space")
    icon = "space"
    needs = (ShowsSpace,)
    fields = SPACE
    record_key = staticmethod(lambda item: (item.kind, item.owner, item.name))
    order = Order("used", descending=True)
    heavy = True
    as_tree = True
    empty = Empty(N_("Nothing takes space"), "", N_("Refresh"), icon="space")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.tree.wanted.connect(self._open)

    def question(self, session: ShowsSpace) -> tuple[SpaceItem, ...]:
        """The top level."""
        return session.space()

    def shown(self, answer: Iterable[SpaceItem]) -> Iterable[Branch[SpaceItem]]:
        """Branches that are filled when they are opened."""
        return [_branch(item) for item in answer]

    def _open(self, node: Node[SpaceItem]) -> None:
        item = node.record
        job = self.link.ask(lambda session: session.space(item))

        def fill(found: tuple[SpaceItem, ...]) -> None:
            self.tree.fill(node, [_branch(each) for each in found])

        def give_up(error: ConsoleError) -> None:
            self.tree.give_up(node)
            self.failed.emit(error)

        job.succeeded.connect(fill)
        job.failed.connect(give_up)


def _branch(item: SpaceItem) -> Branch[SpaceItem]:
    return Branch(item, None if item.opens else ())
