"""MySQL 9, run from the folder `fetch_mysql.sh` unpacks, through that folder's own loader."""

import os
import platform
import subprocess
from pathlib import Path
from typing import Self

from tests.servers.mysql_family import MysqlFamilyServer, copy_template, system_user
from tests.servers.process import CACHE

ROOT = Path(os.environ.get("MOHIST_MYSQL_ROOT") or CACHE / "mysql9")
"""Where MySQL 9 lies, or would."""

_LIBRARIES = ROOT / "usr/lib/x86_64-linux-gnu"
_SMALL = ["--innodb-redo-log-capacity=32M", "--innodb-data-file-path=ibdata1:12M:autoextend"]
_ACCOUNTS = """\
CREATE USER root@'127.0.0.1' IDENTIFIED BY '';
GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;
GRANT PROXY ON ''@'' TO root@'127.0.0.1' WITH GRANT OPTION;
"""


def missing() -> str:
    """Return why MySQL 9 cannot be started on this machine, or nothing."""
    if platform.machine() != "x86_64":
        return "MySQL 9 is fetched for amd64 only"
    if not (ROOT / "usr/sbin/mysqld").exists():
        return f"MySQL 9 is not in {ROOT}: run tests/servers/fetch_mysql.sh"
    return ""


class MySQL(MysqlFamilyServer):
    """A MySQL server: binary log in rows, GTID, performance_schema as it is by default.

    The slow log is off; its file, once `SET GLOBAL slow_query_log = 1`, is `slow_log`.
    """

    kind = "mysql9"
    shows_channels = "SHOW REPLICA STATUS"
    threads = ("Replica_IO_Running", "Replica_SQL_Running")
    executed = "@@gtid_executed"
    waits = "WAIT_FOR_EXECUTED_GTID_SET"

    def prepare(self) -> None:
        made = (ROOT / "usr/sbin/mysqld").stat().st_mtime_ns
        copy_template(f"mysql9-{made}", self.folder / "data", _initialize)

    def environment(self) -> dict[str, str]:
        return _environment()

    def arguments(self) -> list[str]:
        folder, tls = self.folder, self.certificates
        return [
            *_program(folder / "data"),
            f"--tmpdir={folder}",
            f"--port={self.port}",
            f"--bind-address={self.host}",
            f"--socket={self.socket}",
            f"--pid-file={folder}/pid",
            f"--log-error={folder}/error.log",
            f"--server-id={self.port}",
            "--mysqlx=OFF",
            "--skip-name-resolve",
            "--innodb-buffer-pool-size=24M",
            "--innodb-buffer-pool-dump-at-shutdown=OFF",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-fast-shutdown=2",
            "--log-bin=binlog",
            "--sync-binlog=0",
            "--gtid-mode=ON",
            "--enforce-gtid-consistency=ON",
            "--relay-log=relay",
            f"--slow-query-log-file={self.slow_log}",
            f"--ssl-ca={tls.ca}",
            f"--ssl-cert={tls.server_cert}",
            f"--ssl-key={tls.server_key}",
            *self.options,
        ]

    def follow(self, source: Self, channel: str = "") -> None:
        source.admit_replicas(logged=not channel)
        named = f" FOR CHANNEL '{channel}'" if channel else ""
        self.sql(
            f"CHANGE REPLICATION SOURCE TO source_host = '{source.host}',"
            f" source_port = {source.port}, source_user = 'replicator',"
            " source_password = 'replicator', source_connect_retry = 1,"
            f" source_auto_position = 1, get_source_public_key = 1{named}"
        )
        self.sql(f"START REPLICA{named}")
        self.wait_until(self.replicates)


def _program(data: Path) -> list[str]:
    """Return the command line up to what a server and an initialisation have in common."""
    return [
        str(_LIBRARIES / "ld-linux-x86-64.so.2"),
        "--library-path",
        f"{_LIBRARIES}:{ROOT}/usr/lib/mysql/private",
        f"{ROOT}/usr/sbin/mysqld",
        "--defaults-file=/dev/null",  # with --no-defaults, what is persisted would not be read
        f"--user={system_user()}",
        f"--basedir={ROOT}/usr",
        f"--datadir={data}",
        f"--plugin-dir={ROOT}/usr/lib/mysql/plugin",
        f"--lc-messages-dir={ROOT}/usr/share/mysql",
        f"--character-sets-dir={ROOT}/usr/share/mysql/charsets",
        "--secure-file-priv=",
        *_SMALL,
    ]


def _environment() -> dict[str, str]:
    own = {"OPENSSL_MODULES": str(_LIBRARIES / "ossl-modules"), "OPENSSL_CONF": "/dev/null"}
    return os.environ | own


def _initialize(data: Path) -> None:
    accounts = data.parent / "accounts.sql"
    accounts.write_text(_ACCOUNTS)
    log = data.parent / "initialize.log"
    subprocess.run(
        [*_program(data), "--initialize-insecure", f"--init-file={accounts}", f"--log-error={log}"],
        env=_environment(),
        check=True,
    )
    (data / "auto.cnf").unlink(missing_ok=True)  # the UUID, which every server makes for itself
