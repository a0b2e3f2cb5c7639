"""Channels: where notices of alerts go, and which ones.

Nothing here is secret. The address of a webhook is (whoever knows it can write into the group), as
are what signs and the password of a mailbox: they are asked for by their ids (`channel_secret`).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Subject, Weekly


@dataclass(frozen=True, slots=True)
class Wants:
    """Which alerts a channel is told of, and how often."""

    least: Severity = Severity.WARNING
    """What is less bad than that is not told."""
    scopes: tuple[Scope, ...] = ()
    """One of them must fit; none given is everybody."""
    quiet: Weekly | None = None
    """While it is open only what is critical is told; the rest waits until it closes, and is told
    then where it still is so."""
    repeat_hours: float = 4.0
    """What fires and was not acknowledged is told again after so long; 0 is never."""

    def fit(self, severity: Severity, subject: Subject) -> bool:
        """Whether the channel is for this one at all, be it quiet or not."""
        if self.least is Severity.CRITICAL and severity is not Severity.CRITICAL:
            return False
        return not self.scopes or any(scope.fits(subject) for scope in self.scopes)


class Security(StrEnum):
    """How the way to a mail server is kept from others."""

    STARTTLS = "starttls"
    """Usually port 587. A server that does not offer it gets no mail."""
    TLS = "tls"
    """From the first byte on; usually port 465."""
    NONE = "none"
    """Nothing; usually port 25. A password goes over loopback only."""


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """A mail server that takes our mail."""

    id: str
    name: str
    enabled: bool = True
    wants: Wants = Wants()
    host: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""
    """Who logs in; "" is nobody, and no password is asked for."""
    sender: str = ""
    """An address, or `Name <address>`."""
    to: tuple[str, ...] = ()
    ca: str = ""
    """The path of a PEM file of private authorities; "" is those the system trusts."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of it is secret: see `channel_secret`."""
        return ("password",) if self.user else ()


class Service(StrEnum):
    """Whose webhook it is: how a message must look, and how a refusal does."""

    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    """And Lark, which is the same outside China."""
    WECOM = "wecom"
    SLACK = "slack"
    JSON = "json"
    """Anybody's who reads our own schema (docs/alerts.md)."""


SIGNS = frozenset({Service.DINGTALK, Service.FEISHU})
"""Services whose robots may ask for a signature."""


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """A robot in a group, or a program, that is told over HTTPS; its address is a secret."""

    id: str
    name: str
    service: Service
    enabled: bool = True
    wants: Wants = Wants()
    signed: bool = False
    """Whether the robot asks for a signature; what signs is a secret (`sign`)."""
    ca: str = ""
    """The path of a PEM file of private authorities; "" is those the system trusts."""
    plain_http: bool = False
    """Whether the address may be http:// beyond this machine: whoever is on the way reads it."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of it is secret: see `channel_secret`."""
        return ("url", "sign") if self.signed else ("url",)


Channel: TypeAlias = EmailChannel | WebhookChannel


CHANNEL = "channel"
"""Of what kind the secrets of channels are, among all."""


def channel_secret(channel: str, what: str) -> str:
    """The id of a secret of a channel (its id): `password`, `url`, `sign`."""
    return f"{CHANNEL}/{channel}/{what}"
