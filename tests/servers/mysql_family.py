"""What the tests' MariaDB and MySQL have in common: accounts, statements, being as new again."""

import fcntl
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self

import pymysql
from pymysql.cursors import DictCursor

from tests.servers.certificates import Certificates, make_certificates
from tests.servers.process import CACHE, ServerProcess

_SYSTEM = {"mysql", "information_schema", "performance_schema", "sys"}
_COUNTED = "events_statements_summary_by_digest"
_MOVING = {"timestamp", "gtid_", "server_uid", "last_insert_id", "rand_seed", "innodb_buffer_pool_"}


class MysqlFamilyServer(ServerProcess):
    """A server that speaks MySQL's protocol. `root` may do everything, without a password.

    `options` are put at the end of the command line. TLS is configured with `certificates`;
    clients without TLS are served too.
    """

    user = "root"
    password = ""

    shows_channels: ClassVar[str]
    threads: ClassVar[tuple[str, str]]
    """The columns that tell of a channel's threads, receiver and applier."""
    executed: ClassVar[str]
    waits: ClassVar[str]

    def __init__(self, *options: str) -> None:
        super().__init__()
        self.options = options
        self.certificates: Certificates = make_certificates(self.folder / "tls")
        self.socket = self.folder / "s.sock"
        self.slow_log = self.folder / "slow.log"
        self._new: tuple[dict[str, str], set[str]] | None = None

    def connect(self, **options: Any) -> Any:
        """Return a PyMySQL connection: of root by TCP and in autocommit, unless told otherwise.

        Without TLS unless asked for: PyMySQL loads the system's authorities for each connection.
        """
        chosen = {"host": self.host, "port": self.port, "user": self.user, "autocommit": True}
        plain = {"password": self.password, "ssl_disabled": not {"ssl", "ssl_ca"} & set(options)}
        return pymysql.connect(**(chosen | plain | options))

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement as root, and return its rows."""
        connection = self.connect(unix_socket=str(self.socket))
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Run one statement as root, and return its rows by the names of the columns."""
        connection = self.connect(unix_socket=str(self.socket), cursorclass=DictCursor)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def create_user(
        self, name: str, password: str, *grants: str, host: str = "%", require: str = ""
    ) -> None:
        """Create an account; a grant reads like `SELECT ON sakila.*`, `require` like `SSL`."""
        account = f"'{name}'@'{host}'"
        demand = f" REQUIRE {require}" if require else ""
        self.sql(f"CREATE USER {account} IDENTIFIED BY '{password}'{demand}")
        for grant in grants:
            self.sql(f"GRANT {grant} TO {account}")

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as peer:  # PyMySQL would lose one it cannot connect
            try:
                peer.connect(str(self.socket))
                login = self.connect(defer_connect=True)
                login.connect(peer)
                login.close()
            except (OSError, pymysql.err.OperationalError):
                return False
        if self._new is None:
            self.remember()
        return True

    def remember(self) -> None:
        """Take the settings and accounts of this moment for what `tidy` goes back to."""
        self._new = self._settings(), self._accounts()

    def tidy(self) -> bool:
        """Remove what a test left: sessions, schemas, accounts, what was counted of statements.

        False when it is not as new.
        """
        if not self.running or self._new is None:
            return False
        new_settings, new_accounts = self._new
        self.thaw()
        try:
            connection = self.connect(unix_socket=str(self.socket), read_timeout=5)
        except pymysql.err.OperationalError:
            return False
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id FROM information_schema.processlist"
                    " WHERE id <> CONNECTION_ID() AND user NOT IN ('system user',"
                    " 'event_scheduler') AND command NOT LIKE 'Binlog Dump%'"
                )
                for (session,) in cursor.fetchall():
                    try:
                        cursor.execute(f"KILL {session}")
                    except pymysql.err.MySQLError:  # gone by itself
                        continue
                cursor.execute("SHOW DATABASES")
                for schema in {row[0] for row in cursor.fetchall()} - _SYSTEM:
                    cursor.execute(f"DROP DATABASE `{schema.replace('`', '``')}`")
                for account in self._accounts() - new_accounts:
                    cursor.execute(f"DROP {account}")
                cursor.execute(f"TRUNCATE performance_schema.{_COUNTED}")
                cursor.execute("SELECT COUNT(*) FROM mysql.plugin")
                plugins = cursor.fetchone()[0]
        except pymysql.err.MySQLError:
            return False
        finally:
            connection.close()
        return bool(plugins == 0) and self._settings() == new_settings

    # Replication, said in each server's own words.

    def follow(self, source: Self, channel: str = "") -> None:
        """Become a replica of the source by GTID, and return when replication runs.

        With the name of a channel it may be one of several sources.
        """
        raise NotImplementedError

    def admit_replicas(self, *, logged: bool) -> None:
        """Create the account of replication; not logged, several sources do not clash over it."""
        with self.connect(unix_socket=str(self.socket)) as login, login.cursor() as cursor:
            cursor.execute(f"SET sql_log_bin = {int(logged)}")
            cursor.execute("CREATE USER 'replicator'@'%' IDENTIFIED BY 'replicator'")
            cursor.execute("GRANT REPLICATION SLAVE ON *.* TO 'replicator'@'%'")

    def channels(self) -> list[dict[str, Any]]:
        """Return the status of every replication channel, running or not."""
        return self.rows(self.shows_channels)

    def replicates(self) -> bool:
        """Tell whether both threads of every channel run, without an error or a delay."""
        channels = self.channels()
        return bool(channels) and all(
            {channel[thread] for thread in self.threads} == {"Yes"}
            and not channel["Last_Errno"]
            and not channel["SQL_Delay"]
            for channel in channels
        )

    def position(self) -> str:
        """Return the GTIDs written to the binary log so far."""
        return str(self.sql(f"SELECT {self.executed}")[0][0])

    def wait_for(self, position: str, seconds: float = 10) -> bool:
        """Wait until a replica has applied these GTIDs; False when it has not by then."""
        waited = self.sql(f"SELECT {self.waits}(%s, %s)", position, seconds)
        return bool(waited[0][0] == 0)

    def _accounts(self) -> set[str]:
        """Return all accounts and roles as they are dropped, like `USER 'root'@'localhost'`."""
        return {
            f"USER {account}"
            for (account,) in self.sql(
                "SELECT CONCAT(QUOTE(user), '@', QUOTE(host)) FROM mysql.user"
            )
        }

    def _settings(self) -> dict[str, str]:
        """Return the global variables that do not move by themselves, and the like."""
        settings = {
            name: value
            for name, value in self.sql("SHOW GLOBAL VARIABLES")
            if not any(name.startswith(moving) for moving in _MOVING)
        }
        settings["replication channels"] = str(len(self.channels()))
        for table in "setup_consumers", "setup_instruments":
            count = f"SELECT COUNT(*) FROM performance_schema.{table} WHERE enabled = 'YES'"
            settings[table] = str(self.sql(count)[0][0])
        return settings


def system_user() -> str:
    """Return the name of the user who runs the tests."""
    return pwd.getpwuid(os.getuid()).pw_name


def copy_template(name: str, target: Path, make: Callable[[Path], None]) -> None:
    """Copy the data folder called `name`, which `make` makes once for all test runs."""
    template = CACHE / "templates" / name
    if not template.exists():
        template.parent.mkdir(parents=True, exist_ok=True)
        with (template.parent / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not template.exists():
                _make_whole(template, make)
    copy = ["cp", "-a", "--reflink=auto", "--sparse=always", str(template), str(target)]
    subprocess.run(copy, check=True)


def _make_whole(template: Path, make: Callable[[Path], None]) -> None:
    work = Path(tempfile.mkdtemp(prefix="mohist-new-", dir=template.parent))
    try:
        make(work / "data")
        (work / "data").rename(template)
    finally:
        shutil.rmtree(work, ignore_errors=True)
