"""What kind of database it is: what the abilities go by."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Server:
    """Instance, database and container, as V$INSTANCE, V$DATABASE and USERENV tell."""

    release: tuple[int, ...] = ()
    instance: str = ""
    number: int = 1
    host: str = ""
    rac: bool = False
    container: str = ""
    """`CDB$ROOT`, the name of a pluggable database, or "" where there are no containers."""
    role: str = ""
    """PRIMARY, PHYSICAL STANDBY, LOGICAL STANDBY, SNAPSHOT STANDBY…"""
    open_mode: str = ""
    unique_name: str = ""
    started: datetime | None = None
    rds: bool = False
    """Amazon's, where nobody but the provider has ALTER SYSTEM."""
    details: dict[str, Any] = field(default_factory=dict)
    """The row of V$DATABASE, empty where the account may not see it."""

    def at_least(self, *release: int) -> bool:
        """Whether it is of this release or later."""
        return self.release >= release
