"""The channels: where alerts are told, how each stands, edited and tried beside the table."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.errors import ConsoleError
from app.domain.monitoring.rule import Subject
from app.i18n import N_, _
from app.integrations.notify.channel import Channel
from app.integrations.notify.channels_file import new_id
from app.integrations.notify.courier import ChannelState
from app.models.alerts.channel_draft import ChannelDraft, draft_of
from app.models.alerts.channels import CHANNELS, ChannelRow, channel_rows
from app.models.fields import State
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.actions import Command
from app.views.alerts.channel_form import ChannelForm
from app.views.alerts.needed import NEEDED
from app.views.by_right import by_right
from app.views.widgets.ask import Ask
from app.views.widgets.edited_list import EditedList
from app.views.widgets.states import Empty
from app.workers.lane import Job
from app.workers.standing import Standing

_TICK = 2000
"""Milliseconds between two looks at how the channels stand, while somebody looks."""
_EMPTY = Empty(
    N_("No channel yet"),
    N_("A channel tells alerts to a mailbox, or to a group in DingTalk, Feishu, WeCom or Slack."),
    N_("New channel"), icon="alerts",
)  # fmt: skip


class Channels(Protocol):
    """Who keeps the channels: see `ChannelKeeper`."""

    changed: Any
    """A signal: the channels are others."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """As they are kept."""
        ...

    @property
    def troubles(self) -> tuple[ConsoleError, ...]:
        """What of the file is not used."""
        ...

    @property
    def state(self) -> Mapping[str, ChannelState]:
        """How each stands, by its id."""
        ...

    @property
    def elsewhere(self) -> bool:
        """Whether another console on this machine tells."""
        ...

    def load(self) -> Job[tuple[Channel, ...]]:
        """Read them anew."""
        ...

    def save(self, channel: Channel, typed: Mapping[str, str], /) -> Job[tuple[Channel, ...]]:
        """Keep one, with the secrets that were typed."""
        ...

    def remove(self, id_: str, /) -> Job[tuple[Channel, ...]]:
        """Have one no more."""
        ...

    def test(self, channel: Channel, typed: Mapping[str, str], /) -> Job[None]:
        """Send a test."""
        ...

    def retry(self, id_: str, /) -> None:
        """Try at once what waits."""
        ...


class ChannelsView(EditedList[ChannelRow]):
    """All channels."""

    def __init__(self, keeper: Channels, standing: Standing, parent: QWidget | None = None) -> None:
        table: RecordTable[ChannelRow] = RecordTable(
            CHANNELS, lambda row: row.channel.id, order=Order("name")
        )
        super().__init__("channels", table, N_("Notification channels"), _EMPTY, parent)
        self._keeper = keeper
        self._subjects: tuple[Subject, ...] = ()
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "warning")
        self.down.insertWidget(0, self.said)
        self._clockwork = QTimer(self, interval=_TICK)
        self._clockwork.timeout.connect(self._show)
        self.panel.retry_wanted.connect(self.load)
        keeper.changed.connect(self._show)
        self.panel.offer(*by_right(self._commands(), NEEDED, standing))
        self.panel.begin_as("add-channel")
        standing.changed.connect(self.panel.refresh_actions)
        self._show()

    def _commands(self) -> tuple[Command, ...]:
        def chosen() -> bool:
            return bool(self.panel.view.selected_records)

        return (
            Command("add-channel", N_("&New channel…"), self.add, ("Ins",), icon="add"),
            Command("edit-channel", N_("&Edit…"), self.edit, ("F2",), icon="edit",
                    enabled=lambda: self.panel.view.current is not None),
            Command("pause-channel", N_("&Pause or go on"), self.pause, icon="pause",
                    enabled=chosen),
            Command("retry-channel", N_("&Try again now"), self.retry, icon="refresh",
                    enabled=lambda: any(row.state.waiting or row.state.trouble
                                        for row in self.panel.view.selected_records)),
            Command("remove-channel", N_("&Remove…"), self.remove, ("Del",), icon="close",
                    enabled=chosen),
        )  # fmt: skip

    # what there is

    def set_subjects(self, subjects: Iterable[Subject]) -> None:
        """Who is watched: names for whom they are about."""
        self._subjects = tuple(subjects)
        self._show()

    @Slot()
    def load(self) -> None:
        """Read them anew."""
        self.panel.wait(_("Reading the channels…"), cancel=False)
        job = self._keeper.load()
        job.failed.connect(self.panel.fail)

    @Slot()
    def _show(self) -> None:
        names = {subject.instance: subject.name for subject in self._subjects}
        self.panel.show_records(channel_rows(self._keeper.channels, self._keeper.state, names))
        said = [f"{error} {error.hint}".strip() for error in self._keeper.troubles]
        if self._keeper.elsewhere:
            said.insert(0, _("Another console on this machine tells; this one does once it ends."))
        self.said.setText("\n".join(f"{State.WARNING.shape} {each}" for each in said))
        self.said.setVisible(bool(said))
        self.changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """How they stand is asked for while somebody looks."""
        super().showEvent(event)
        self._clockwork.start()
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._clockwork.stop()

    # what can be done

    @Slot()
    def add(self) -> None:
        """A new one."""
        self._open(ChannelDraft(new_id()), known=False)

    @Slot()
    def edit(self) -> None:
        """Open the form of the current one."""
        row = self.panel.view.current
        if row is None:
            return
        form = self.split.form
        if form is not None and form.key == row.channel.id:
            form.begin()
        else:
            self._open(draft_of(row.channel), known=True)

    def _open(self, draft: ChannelDraft, *, known: bool) -> None:
        self.split.open(
            lambda: ChannelForm(draft, self._subjects, self._keeper.test, known),
            lambda form: form.save_wanted.connect(self._save),
        )

    @Slot(object, object)
    def _save(self, channel: Channel, typed: Mapping[str, str]) -> None:
        form = self.split.form
        assert isinstance(form, ChannelForm)
        form.wait()
        job = self._keeper.save(channel, typed)
        job.succeeded.connect(lambda: self._kept(form))
        job.failed.connect(form.refuse)

    def _kept(self, form: ChannelForm) -> None:
        if self.split.form is form:
            self.split.close_form()
        self.panel.strip.show_done(_("The channel is kept."))

    @Slot()
    def pause(self) -> None:
        """Pause those that are selected; where all are paused, have them go on."""
        channels = [row.channel for row in self.panel.view.selected_records]
        on = not any(channel.enabled for channel in channels)
        for channel in channels:
            self._keeper.save(replace(channel, enabled=on), {}).failed.connect(self._fail)

    @Slot()
    def retry(self) -> None:
        """Try at once what waits."""
        for row in self.panel.view.selected_records:
            self._keeper.retry(row.channel.id)
        self._show()

    @Slot()
    def remove(self) -> None:
        """Have those that are selected no more, after asking."""
        channels = [row.channel for row in self.panel.view.selected_records]
        if not channels:
            return
        ask = Ask(
            _("Remove these channels?"), [], hits=[channel.name for channel in channels],
            warnings=[_("Their secrets are forgotten, and what waits for them is not sent.")],
            yes=_("Remove"), parent=self,
        )  # fmt: skip
        ask.agreed.connect(lambda: self._remove([channel.id for channel in channels]))
        ask.open()

    def _remove(self, ids: list[str]) -> None:
        form = self.split.form
        for id_ in ids:
            job = self._keeper.remove(id_)
            job.failed.connect(self._fail)
            if form is not None and form.key == id_:
                job.succeeded.connect(self.split.close_form)
