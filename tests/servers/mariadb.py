"""MariaDB as Debian packages it, with its data copied from a template."""

import shutil
import subprocess
from pathlib import Path
from typing import Self

from tests.servers.mysql_family import MysqlFamilyServer, copy_template, system_user

_SMALL = ["--innodb-log-file-size=8M", "--innodb-data-file-path=ibdata1:12M:autoextend"]
_PROGRAMS = ("mariadbd", "mariadb-install-db")
_ELSEWHERE = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


def missing() -> str:
    """Return why MariaDB cannot be started on this machine, or nothing."""
    gone = [name for name in _PROGRAMS if shutil.which(name, path=_ELSEWHERE) is None]
    return f"MariaDB's server is not installed: no {' and no '.join(gone)}" if gone else ""


class MariaDB(MysqlFamilyServer):
    """A MariaDB server: binary log in rows, GTID, performance_schema with its consumers on.

    Statements, stages and metadata locks are instrumented. The slow log is off; its file, once
    `SET GLOBAL slow_query_log = 1`, is `slow_log`.
    """

    kind = "mariadb"
    shows_channels = "SHOW ALL SLAVES STATUS"
    threads = ("Slave_IO_Running", "Slave_SQL_Running")
    executed = "@@gtid_binlog_pos"
    waits = "MASTER_GTID_WAIT"

    def prepare(self) -> None:
        copy_template(f"mariadb-{_version()}", self.folder / "data", _install)

    def arguments(self) -> list[str]:
        folder, tls = self.folder, self.certificates
        return [
            _program("mariadbd"),
            "--no-defaults",
            f"--user={system_user()}",
            f"--datadir={folder}/data",
            f"--tmpdir={folder}",
            f"--port={self.port}",
            f"--bind-address={self.host}",
            f"--socket={self.socket}",
            f"--pid-file={folder}/pid",
            f"--log-error={folder}/error.log",
            f"--server-id={self.port}",
            "--skip-name-resolve",
            *_SMALL,
            "--innodb-buffer-pool-size=24M",
            "--innodb-buffer-pool-dump-at-shutdown=OFF",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-fast-shutdown=2",
            "--aria-pagecache-buffer-size=1M",
            "--key-buffer-size=1M",
            "--log-bin=binlog",
            "--binlog-format=ROW",
            "--sync-binlog=0",
            "--gtid-strict-mode=ON",
            "--log-slave-updates=ON",
            "--relay-log=relay",
            f"--slow-query-log-file={self.slow_log}",
            f"--ssl-ca={tls.ca}",
            f"--ssl-cert={tls.server_cert}",
            f"--ssl-key={tls.server_key}",
            "--performance-schema=ON",
            "--performance-schema-instrument=statement/%=ON",
            "--performance-schema-instrument=stage/%=ON",
            "--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON",
            "--performance-schema-consumer-events-statements-current=ON",
            "--performance-schema-consumer-events-statements-history=ON",
            "--performance-schema-consumer-events-stages-current=ON",
            "--performance-schema-consumer-events-transactions-current=ON",
            *self.options,
        ]

    def follow(self, source: Self, channel: str = "") -> None:
        source.admit_replicas(logged=not channel)
        name = f" '{channel}'" if channel else ""
        self.sql(
            f"CHANGE MASTER{name} TO master_host = '{source.host}', master_port = {source.port},"
            " master_user = 'replicator', master_password = 'replicator',"
            " master_connect_retry = 1, master_use_gtid = slave_pos"
        )
        self.sql(f"START SLAVE{name}")
        self.wait_until(self.replicates)

    def _accounts(self) -> set[str]:
        roles = self.sql("SELECT QUOTE(user) FROM mysql.user WHERE is_role = 'Y'")
        users = self.sql(
            "SELECT CONCAT(QUOTE(user), '@', QUOTE(host)) FROM mysql.user WHERE is_role = 'N'"
        )
        return {f"ROLE {role}" for (role,) in roles} | {f"USER {user}" for (user,) in users}


def _program(name: str) -> str:
    found = shutil.which(name, path=_ELSEWHERE)
    assert found, f"{name} is not installed"
    return found


def _version() -> str:
    said = subprocess.run(
        [_program("mariadbd"), "--version"], check=True, capture_output=True, text=True
    )
    return said.stdout.split()[2]


def _install(data: Path) -> None:
    subprocess.run(
        [
            _program("mariadb-install-db"),
            "--no-defaults",
            f"--datadir={data}",
            f"--user={system_user()}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
            *_SMALL,
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
