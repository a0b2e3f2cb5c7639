"""Where notices of alerts go, a line each, with how it stands. No Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.monitoring.metric import Severity
from app.i18n import N_, _, ngettext
from app.integrations.notify.channel import Channel, EmailChannel, Service
from app.integrations.notify.courier import ChannelState
from app.models.alerts.clock import moment
from app.models.alerts.scope_words import scope_words
from app.models.alerts.silences import weekly_words
from app.models.fields import Align, Field, State
from app.models.formats import count

EMAIL = "email"
KINDS: dict[str, str] = {
    EMAIL: N_("E-mail"), Service.DINGTALK: N_("DingTalk"), Service.FEISHU: N_("Feishu / Lark"),
    Service.WECOM: N_("WeCom"), Service.SLACK: N_("Slack"), Service.JSON: N_("Webhook (JSON)"),
}  # fmt: skip
LEAST = {
    Severity.WARNING: N_("warning and critical"), Severity.CRITICAL: N_("critical only"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel with what is shown of it."""

    channel: Channel
    state: ChannelState
    for_whom: str


def channel_rows(
    channels: Iterable[Channel], states: Mapping[str, ChannelState], names: Mapping[str, str]
) -> tuple[ChannelRow, ...]:
    """A row for each; `names` are those of the instances, by id."""
    return tuple(
        ChannelRow(channel, states.get(channel.id, ChannelState()), _for_whom(channel, names))
        for channel in channels
    )


def _for_whom(channel: Channel, names: Mapping[str, str]) -> str:
    scopes = channel.wants.scopes
    return "; ".join(scope_words(scope, names) for scope in scopes) or _("everybody")


def kind_of(channel: Channel) -> str:
    """A key of `KINDS`."""
    return EMAIL if isinstance(channel, EmailChannel) else channel.service.value


def _to(row: ChannelRow) -> str | None:
    """Of a webhook nothing is said: its address is a secret."""
    if isinstance(row.channel, EmailChannel):
        return ", ".join(row.channel.to) or None
    return _("its webhook")


def _stands(row: ChannelRow) -> str:
    state = row.state
    if not row.channel.enabled:
        return _("paused")
    if state.trouble is not None:
        said = str(state.trouble)
        if state.next_at is not None:
            said = _("{trouble} Tried again at {when}.").format(
                trouble=said, when=moment(state.next_at)
            )
        return said
    if state.waiting:
        return ngettext("{count} notice waits", "{count} notices wait", state.waiting).format(
            count=count(state.waiting)
        )
    return _("ready")


def _how(row: ChannelRow) -> State:
    if not row.channel.enabled:
        return State.NONE
    if row.state.trouble is not None:
        return State.ERROR
    return State.NOTICE if row.state.waiting else State.GOOD


def _hint(row: ChannelRow) -> str | None:
    return (row.state.trouble.hint or None) if row.state.trouble is not None else None


def _repeat(row: ChannelRow) -> str:
    hours = row.channel.wants.repeat_hours
    return _("every {hours} h").format(hours=f"{hours:g}") if hours else _("never")


def _quiet(row: ChannelRow) -> str | None:
    quiet = row.channel.wants.quiet
    return None if quiet is None else weekly_words(quiet)


CHANNELS: tuple[Field[ChannelRow], ...] = (
    Field("name", N_("Name"), lambda row: row.channel.name, width=130),
    Field("kind", N_("Kind"), lambda row: _(KINDS[kind_of(row.channel)]), width=100),
    Field("state", N_("State"), _stands, width=160, stretch=True, state=_how),
    Field("least", N_("Told of"), lambda row: _(LEAST[row.channel.wants.least]), width=130),
    Field("whom", N_("For whom"), lambda row: row.for_whom, width=100),
    Field("sent", N_("Last sent"), lambda row: row.state.sent_at, moment, width=115),
    Field("to", N_("To"), _to, width=150),
    Field("hint", N_("What to do"), _hint, width=160, hidden=True),
    Field("waiting", N_("Waiting"), lambda row: row.state.waiting or None, count,
          align=Align.RIGHT, width=70, hidden=True),
    Field("repeat", N_("Told again"), _repeat, width=110, hidden=True),
    Field("quiet", N_("Quiet hours"), _quiet, width=140, hidden=True),
)  # fmt: skip
