"""A channel while it is being edited; what is secret of it stands in no draft. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from app.domain.errors import ConsoleError
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Weekly
from app.domain.validation import BadField
from app.i18n import _
from app.integrations.notify.channel import (
    SIGNS,
    Channel,
    EmailChannel,
    Security,
    Service,
    Wants,
    WebhookChannel,
)
from app.integrations.notify.mail import address_of
from app.integrations.notify.post import check_address
from app.models.alerts.channels import EMAIL, kind_of

PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
_DAY = 1440
"""Minutes."""


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """What stands in the form; `kind` is a key of `KINDS`."""

    id: str
    kind: str = EMAIL
    name: str = ""
    enabled: bool = True
    least: Severity = Severity.WARNING
    repeat: str = "4"
    scope: Scope = field(default_factory=Scope)
    other_scopes: tuple[Scope, ...] = ()
    """Of a file that somebody wrote by hand; they stay."""
    quiet: bool = False
    quiet_days: frozenset[int] = frozenset(range(7))
    quiet_from: int = 22 * 60
    quiet_to: int = 7 * 60
    host: str = ""
    port: str = "587"
    security: Security = Security.STARTTLS
    user: str = ""
    sender: str = ""
    to: str = ""
    ca: str = ""
    signed: bool = False
    plain_http: bool = False

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of it is secret, as it stands now."""
        if self.kind == EMAIL:
            return ("password",) if self.user.strip() else ()
        return ("url", "sign") if self.signed and self.kind in SIGNS else ("url",)

    def channel(self, typed: Mapping[str, str], *, kept: bool) -> Channel:
        """The channel that is meant; `typed` are its secrets as far as they were typed, `kept`
        is whether others may be kept already.

        Raises:
            BadField: something makes no sense; the name of the field.
        """
        if not self.name.strip():
            raise BadField(_("The channel needs a name."), field="name")
        wants = self._wants()
        if self.kind == EMAIL:
            return self._email(wants)
        if url := typed.get("url", "").strip():
            _tried("url", lambda: check_address(url, plain_http=self.plain_http))
        elif not kept:
            raise BadField(
                _("The channel needs the address of its webhook."), field="url",
                hint=_("Copy it from the settings of the group's robot."),
            )  # fmt: skip
        signed = "sign" in self.secrets
        if signed and not kept and not typed.get("sign"):
            raise BadField(
                _("The channel needs the secret that signs."), field="sign",
                hint=_("Copy it from the robot's security settings, or do without a signature."),
            )  # fmt: skip
        return WebhookChannel(
            self.id, self.name.strip(), Service(self.kind), self.enabled, wants, signed,
            self.ca.strip(), self.plain_http,
        )  # fmt: skip

    def _email(self, wants: Wants) -> EmailChannel:
        if not self.host.strip():
            raise BadField(_("Which mail server shall take the mails?"), field="host")
        if not self.port.strip().isdecimal() or not 0 < int(self.port) < 65_536:
            raise BadField(
                _("{text} is no port.").format(text=self.port or "“”"), field="port",
                hint=_("Usually 587, 465 or 25."),
            )  # fmt: skip
        _tried("sender", lambda: address_of(self.sender))
        to = _parted(self.to)
        if not to:
            raise BadField(_("To whom shall it be sent?"), field="to")
        for each in to:
            _tried("to", lambda each=each: address_of(each))  # type: ignore[misc]
        return EmailChannel(
            self.id, self.name.strip(), self.enabled, wants, self.host.strip(), int(self.port),
            self.security, self.user.strip(), self.sender.strip(), to, self.ca.strip(),
        )  # fmt: skip

    def _wants(self) -> Wants:
        try:
            hours = float(self.repeat.strip() or "0")
        except ValueError:
            hours = -1.0
        if not 0 <= hours <= 720:
            raise BadField(
                _("{text} is no number of hours.").format(text=self.repeat), field="repeat",
                hint=_("0 is never."),
            )  # fmt: skip
        quiet = None
        if self.quiet:
            if not self.quiet_days:
                raise BadField(_("Say on which days it is quiet."), field="quiet")
            minutes = (self.quiet_to - self.quiet_from) % _DAY or _DAY
            quiet = Weekly(self.quiet_days, self.quiet_from, minutes)
        own = () if self.scope == Scope() and not self.other_scopes else (self.scope,)
        return Wants(self.least, (*own, *self.other_scopes), quiet, hours)


def draft_of(channel: Channel) -> ChannelDraft:
    """What stands in the form when it is opened."""
    wants = channel.wants
    quiet = wants.quiet or Weekly(frozenset(range(7)), 22 * 60, 9 * 60)
    common = ChannelDraft(
        id=channel.id, kind=kind_of(channel), name=channel.name, enabled=channel.enabled,
        least=wants.least, repeat=f"{wants.repeat_hours:g}",
        scope=wants.scopes[0] if wants.scopes else Scope(), other_scopes=wants.scopes[1:],
        quiet=wants.quiet is not None, quiet_days=quiet.days, quiet_from=quiet.begin,
        quiet_to=(quiet.begin + quiet.minutes) % _DAY, ca=channel.ca,
    )  # fmt: skip
    if isinstance(channel, EmailChannel):
        return replace(
            common, host=channel.host, port=str(channel.port), security=channel.security,
            user=channel.user, sender=channel.sender, to=", ".join(channel.to),
        )  # fmt: skip
    return replace(common, signed=channel.signed, plain_http=channel.plain_http)


def _parted(text: str) -> tuple[str, ...]:
    for mark in "，；;\n":
        text = text.replace(mark, ",")
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _tried(name: str, call: Callable[[], object]) -> None:
    try:
        call()
    except ConsoleError as error:
        raise BadField(str(error), field=name, hint=error.hint) from error
