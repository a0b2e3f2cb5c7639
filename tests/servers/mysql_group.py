"""A replication group of MySQL 9: three servers on loopback, one of them the primary."""

from typing import Any, Self

from tests.servers.mysql import MySQL
from tests.servers.process import free_port

NAME = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
_RECOVERY = "REPLICATION SLAVE, CONNECTION_ADMIN, BACKUP_ADMIN, GROUP_REPLICATION_STREAM"
_JOINED = 30.0  # seconds


class MySQLGroup:
    """Three `members`; the first is the primary when it starts. Members leave when killed."""

    def __init__(self) -> None:
        self._at = [free_port() for _member in range(3)]
        self.members = [MySQL(*self._options(at)) for at in self._at]

    def _options(self, at: int) -> list[str]:
        given = {
            "group-name": NAME,
            "start-on-boot": "OFF",
            "local-address": f"127.0.0.1:{at}",
            "group-seeds": ",".join(f"127.0.0.1:{each}" for each in self._at),
            "ip-allowlist": "127.0.0.1/32",
            "recovery-get-public-key": "ON",
            "recovery-reconnect-interval": "1",
            "member-expel-timeout": "3",
            "unreachable-majority-timeout": "3",
            "autorejoin-tries": "0",
            "exit-state-action": "READ_ONLY",
        }
        return [
            "--plugin-load-add=group_replication.so",
            "--report-host=127.0.0.1",
            *(f"--loose-group-replication-{name}={value}" for name, value in given.items()),
        ]

    @property
    def primary(self) -> MySQL:
        """The member that takes writes now."""
        where = "SELECT member_port FROM performance_schema.replication_group_members"
        for member in self.members:
            if member.running:
                found = member.sql(f"{where} WHERE member_role = 'PRIMARY'")
                return next(each for each in self.members if found and each.port == found[0][0])
        raise AssertionError("no member runs")

    def states(self, seen_by: MySQL) -> dict[int, str]:
        """Port to state of every member, as one of them sees it."""
        rows = seen_by.sql(
            "SELECT member_port, member_state FROM performance_schema.replication_group_members"
        )
        return dict(rows)

    def start(self) -> Self:
        """Start all three, bootstrap the group on the first, and return when all are online."""
        try:
            for number, member in enumerate(self.members):
                member.start()
                self._join(member, bootstrap=not number)
            self.members[0].wait_until(self.whole, _JOINED)
            self.members[0].remember()
        except BaseException:
            self.close()
            raise
        return self

    def whole(self) -> bool:
        """Tell whether every member sees every member online."""
        ports = {member.port for member in self.members}
        return all(self.states(member) == dict.fromkeys(ports, "ONLINE") for member in self.members)

    def tidy(self) -> bool:
        """Clean the primary; False when the group is not as on the first day."""
        if not all(member.running for member in self.members) or not self.whole():
            return False
        return self.primary is self.members[0] and self.members[0].tidy()

    def close(self) -> None:
        for member in self.members:
            member.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _join(self, member: MySQL, *, bootstrap: bool) -> None:
        connection: Any = member.connect(unix_socket=str(member.socket))
        statements = [
            "SET sql_log_bin = 0",
            "CREATE USER recovery@'%' IDENTIFIED BY 'recovery'",
            f"GRANT {_RECOVERY} ON *.* TO recovery@'%'",
            "SET sql_log_bin = 1",
            "CHANGE REPLICATION SOURCE TO source_user = 'recovery', source_password = 'recovery'"
            " FOR CHANNEL 'group_replication_recovery'",
            f"SET GLOBAL group_replication_bootstrap_group = {int(bootstrap)}",
            "START GROUP_REPLICATION",
            "SET GLOBAL group_replication_bootstrap_group = 0",
        ]
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
