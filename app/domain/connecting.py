"""The stages of making a connection, as they are reported one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from app.i18n import N_


class Stage(StrEnum):
    """What happens between a click and a session, in this order."""

    NAME = "name"
    ROUTE = "route"
    TCP = "tcp"
    TLS = "tls"
    LOGIN = "login"
    VERSION = "version"
    GRANTS = "grants"


STAGE_NAMES = {
    Stage.NAME: N_("Name"),
    Stage.ROUTE: N_("Tunnel"),
    Stage.TCP: N_("TCP"),
    Stage.TLS: N_("TLS"),
    Stage.LOGIN: N_("Login"),
    Stage.VERSION: N_("Version"),
    Stage.GRANTS: N_("Grants"),
}
"""How each stage is written; to be translated where shown."""


class StageState(StrEnum):
    """How far a stage is."""

    RUNNING = "running"
    PASSED = "passed"
    WARNED = "warned"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StageReport:
    """One stage: `text` says what was found, `hint` what to do; both in the user's language."""

    stage: Stage
    state: StageState
    seconds: float = 0.0
    text: str = ""
    hint: str = ""


Tell: TypeAlias = Callable[[StageReport], object]
"""Hears of each stage when it begins and when it ends, in the thread that connects."""


def tell_nobody(report: StageReport) -> None:
    """For those who only want the session."""
