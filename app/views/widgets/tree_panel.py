"""A tree of records on a page; all of `RecordPanel`, with branches.

tree = RecordTree(INVENTORY, key=attrgetter("id"))
panel = TreePanel(tree, N_("Inventory"), Empty(N_("Nothing yet"), button=N_("Add…")))
tree.wanted.connect(lambda node: fetch(node.record))   # then tree.fill(node, branches)
panel.show_branches([Branch(product, [Branch(service, None)])])
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.models.record_tree import Branch, RecordTree
from app.views.widgets.record_panel import RecordPanel
from app.views.widgets.record_tree_view import RecordTreeView
from app.views.widgets.states import Empty

T = TypeVar("T")


class TreePanel(RecordPanel[T]):
    """Shows a `RecordTree`; `title` says what is in it, for those who cannot see (N_())."""

    view: RecordTreeView[T]

    def __init__(
        self, tree: RecordTree[T], title: str, empty: Empty, parent: QWidget | None = None
    ) -> None:
        super().__init__(RecordTreeView(tree), title, empty, parent)
        self.tree = tree

    def show_branches(self, branches: Iterable[Branch[T]], sampled: datetime | None = None) -> None:
        """Show these branches, which were so at `sampled`; what is open stays open."""
        self.tree.replace(branches)
        self.settle(sampled)
