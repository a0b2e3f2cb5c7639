"""A server of each engine, as the tests through the window need it: what to log in with, and
what the server itself says of our connections and statements."""

from abc import ABC, abstractmethod
from typing import Any

from app.domain.endpoint import OracleAccess, RedisAccess, Tls, TlsMode
from tests.engines.oracle.fake import Dictionary
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.oracle.server import OracleServer
from tests.servers.redis_servers import Redis, RedisCluster


class Tried(ABC):
    """One server. It is asked by ways that `held` does not count."""

    type_: str
    password: str | None = None

    @property
    @abstractmethod
    def port(self) -> int:
        """Where it listens."""

    def access(self) -> dict[str, Any]:
        """How to log in, as `Access` takes it."""
        return {"user": "root", "statement_timeout": 60.0}

    @abstractmethod
    def held(self) -> int:
        """How many connections of ours the server has."""

    @abstractmethod
    def slow(self, session: Any) -> object:
        """Ask what takes half a minute."""

    @abstractmethod
    def busy(self) -> int:
        """How many of ours are at that now, by the server's word."""

    @abstractmethod
    def restart(self) -> None:
        """End all sessions, and be there again."""


class TriedMysql(Tried):
    """MariaDB or MySQL; it is asked through its socket."""

    def __init__(self, type_: str, server: MysqlFamilyServer) -> None:
        self.type_, self.server = type_, server

    @property
    def port(self) -> int:
        return self.server.port

    def _ours(self, condition: str) -> int:
        [[count]] = self.server.sql(
            "SELECT COUNT(*) FROM information_schema.processlist"
            f" WHERE host LIKE '127.0.0.1:%' AND {condition}"
        )
        return int(count)

    def held(self) -> int:
        return self._ours("1 = 1")

    def slow(self, session: Any) -> object:
        return session.fetch("SELECT SLEEP(30)")

    def busy(self) -> int:
        return self._ours("info LIKE '%SLEEP(30)%'")

    def restart(self) -> None:
        self.server.restart()


class TriedRedis(Tried):
    """One Redis server."""

    type_ = "redis"

    def __init__(self, server: Redis) -> None:
        self.server = server

    @property
    def port(self) -> int:
        return self.server.port

    def access(self) -> dict[str, Any]:
        return super().access() | {"user": ""}

    def command(self, name: str, key: str, *words: str | int) -> Any:
        """One command about a key, where that is."""
        return self.server.command(name, key, *words)

    def _clients(self) -> list[str]:
        listed = str(self.server.command("CLIENT", "LIST")).splitlines()
        return [line for line in listed if " cmd=client|list " not in line]

    def held(self) -> int:
        return len(self._clients())

    def slow(self, session: Any) -> object:
        return session.main.ask("BLPOP", "nothing", 30)

    def busy(self) -> int:
        return len([line for line in self._clients() if " cmd=blpop " in line])

    def restart(self) -> None:
        self.server.restart()


class TriedCluster(TriedRedis):
    """A cluster; what is said here is said of all its nodes."""

    def __init__(self, cluster: RedisCluster) -> None:
        super().__init__(cluster.nodes[0])
        self.cluster = cluster
        self.password = cluster.password

    def access(self) -> dict[str, Any]:
        by_tls = Tls(TlsMode.VERIFY_CA, ca=str(self.cluster.certificates.ca))
        made = {"user": self.cluster.user, "tls": by_tls, "redis": RedisAccess(cluster=True)}
        return super().access() | made

    def held(self) -> int:
        return sum(
            " cmd=client|list " not in line and " flags=N " in line
            for node in self.cluster.nodes
            for line in str(node.command("CLIENT", "LIST")).splitlines()
        )

    def slow(self, session: Any) -> object:
        key = next(f"n{n}" for n in range(1000) if self._place(f"n{n}") == 0)
        return session.main.ask("BLPOP", key, 30)

    def command(self, name: str, key: str, *words: str | int) -> Any:
        return self.cluster.nodes[self._place(key)].command(name, key, *words)

    def _place(self, key: str) -> int:
        from redis.crc import key_slot

        nodes = len(self.cluster.nodes)
        return min(key_slot(key.encode()) // (16384 // nodes), nodes - 1)

    def restart(self) -> None:
        self.cluster.restart()


class TriedOracle(Tried):
    """The Oracle server of the tests, over a dictionary."""

    type_ = "oracle"
    password = OracleServer.password

    def __init__(self, server: OracleServer, dictionary: Dictionary) -> None:
        self.server = server
        self._busy: set[int] = set()
        dictionary.hooks["SELECT slow"] = self._sleep

    @property
    def port(self) -> int:
        return self.server.port

    def access(self) -> dict[str, Any]:
        made = {"user": self.server.user, "oracle": OracleAccess(service=self.server.service)}
        return super().access() | made

    def held(self) -> int:
        return len(self.server.sessions)

    def slow(self, session: Any) -> object:
        return session.run("SELECT slow FROM dual")

    def busy(self) -> int:
        return len(self._busy)

    def restart(self) -> None:
        self.server.restart()

    def _sleep(self, session: Any, _sql: str, _binds: object) -> None:
        self._busy.add(session.sid)
        try:
            session.sleep(30)
        finally:
            self._busy.discard(session.sid)
