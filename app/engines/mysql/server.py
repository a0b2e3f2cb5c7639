"""Which server it is: MySQL or MariaDB, its release, who runs it, and the words it uses.

Flavours are told apart by what the server says of its version, never by trying a statement.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dialect import Dialect
from app.domain.inventory import DatabaseType


class Cloud(StrEnum):
    """Who runs the server, where that decides how a session is ended."""

    NONE = ""
    RDS = "Amazon RDS"
    AURORA = "Amazon Aurora"
    AZURE = "Azure Database"


@dataclass(frozen=True, slots=True)
class Server:
    """What all statements to a server are chosen by. `variables` are its global ones."""

    mariadb: bool
    version: str
    release: tuple[int, ...]
    cloud: Cloud
    variables: Mapping[str, str]

    @property
    def type(self) -> DatabaseType:
        """The type it is kept as in the inventory."""
        return DatabaseType.MARIADB if self.mariadb else DatabaseType.MYSQL

    @property
    def dialect(self) -> Dialect:
        """The SQL it speaks."""
        return Dialect.MARIADB if self.mariadb else Dialect.MYSQL

    @property
    def performance_schema(self) -> bool:
        """Whether performance_schema counts; off in MariaDB by default."""
        return self.on("performance_schema")

    def on(self, variable: str) -> bool:
        """Whether a global variable is ON."""
        return self.variables.get(variable, "").upper() in {"ON", "1", "YES"}

    def mysql(self, *release: int) -> bool:
        """Whether this is MySQL of that release or later."""
        return not self.mariadb and self.release >= release

    def maria(self, *release: int) -> bool:
        """Whether this is MariaDB of that release or later."""
        return self.mariadb and self.release >= release

    @property
    def says_replica(self) -> bool:
        """Whether it says REPLICA; MySQL before 8.0.22 only knows SLAVE, MariaDB knows both."""
        return self.mysql(8, 0, 22)


def recognise(version: str, variables: Mapping[str, str]) -> Server:
    """Read `VERSION()` and the global variables.

    MariaDB behind a proxy for old clients says `5.5.5-10.11.4-MariaDB`; the 5.5.5 is not it.
    """
    comment = variables.get("version_comment", "")
    mariadb = "mariadb" in f"{version} {comment}".lower()
    said = version.removeprefix("5.5.5-") if mariadb else version
    numbers = re.match(r"\d+(?:\.\d+)*", said)
    release = tuple(int(part) for part in numbers.group().split(".")) if numbers else ()
    return Server(mariadb, version, release[:3], _cloud(variables), variables)


def _cloud(variables: Mapping[str, str]) -> Cloud:
    """Recognise managed servers by what only their builds have."""
    if "aurora_version" in variables:
        return Cloud.AURORA
    if variables.get("basedir", "").startswith("/rdsdbbin"):
        return Cloud.RDS
    if any(name.startswith("azure_") for name in variables):
        return Cloud.AZURE
    return Cloud.NONE
