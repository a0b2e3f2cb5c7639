"""Servers that belong together: a source and its replica, a master and who watches it."""

import sys
from typing import Generic, Self, TypeVar

from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.redis_servers import Redis, Sentinel

ServerT = TypeVar("ServerT", bound=MysqlFamilyServer)


class SourceAndReplica(Generic[ServerT]):
    """A source and a replica that follows it by GTID with one connection that may be broken."""

    def __init__(self, source: ServerT, replica: ServerT) -> None:
        self.source, self.replica = source, replica

    def start(self) -> Self:
        """Start both, and return when replication runs."""
        try:
            self.source.start()
            self.replica.start()
            self.replica.follow(self.source)
            # The account of replication is no litter of a test.
            self.source.remember()
            assert self.catch_up()
            self.replica.remember()
        except BaseException:
            self.close()
            raise
        return self

    def catch_up(self, seconds: float = 60) -> bool:
        """Wait until the replica has applied all the source has written; False when it has not."""
        position = self.source.position()
        if self.replica.wait_for(position, seconds):
            return True
        # said where a test that waited for nothing is looked into
        sys.stderr.write(f"{position} was not applied: {self.replica.channels()}\n")
        return False

    def tidy(self) -> bool:
        """Clean both; False when replication does not run as on the first day."""
        if not (self.source.running and self.replica.running and self.source.tidy()):
            return False
        if not (self.replica.replicates() and self.catch_up()):
            return False
        # What only the replica has would be written to its own log, and break GTID order.
        return self.replica.position() == self.source.position() and self.replica.tidy()

    def close(self) -> None:
        self.replica.close()
        self.source.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


class RedisPair:
    """A master and its replica."""

    def __init__(self) -> None:
        self.master, self.replica = Redis(), Redis()

    def start(self) -> Self:
        """Start them, and return when the replica has the master's data."""
        try:
            self._start_all()
        except BaseException:
            self.close()
            raise
        return self

    def _start_all(self) -> None:
        self.master.start()
        self.replica.start()
        self.replica.follow(self.master)

    def close(self) -> None:
        self.replica.close()
        self.master.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


class RedisWatched(RedisPair):
    """A master, its replica, and a Sentinel that knows both and fails over within two seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.sentinel = Sentinel(self.master)

    def _start_all(self) -> None:
        super()._start_all()
        self.sentinel.start()
        self.sentinel.wait_until(lambda: self.sentinel.knows(replicas=1))

    def close(self) -> None:
        self.sentinel.close()
        super().close()
