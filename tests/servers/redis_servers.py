"""Redis: one server, a replica, a Sentinel, and a cluster with TLS and an access list."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.servers.certificates import Certificates, make_certificates
from tests.servers.process import NotStarted, ServerProcess, free_port, short_folder

_SLOTS = 16384
_PATIENCE = 20.0  # seconds
_NODE_TIMEOUT = 2000  # milliseconds


def missing() -> str:
    """Return why Redis cannot be started on this machine, or nothing."""
    return "" if shutil.which("redis-server") else "redis-server is not installed"


class Redis(ServerProcess):
    """A Redis server without persistence and without password. `options` go to its command line."""

    kind = "redis"

    def __init__(self, *options: str) -> None:
        super().__init__()
        self.options = options

    def arguments(self) -> list[str]:
        return [
            "redis-server",
            *("--port", str(self.port), "--bind", self.host),
            *("--dir", str(self.folder), "--logfile", str(self.folder / "redis.log")),
            *("--save", "", "--appendonly", "no", "--daemonize", "no"),
            *("--repl-diskless-sync-delay", "0"),
            *self.options,
        ]

    def connect(self, **options: Any) -> redis.Redis:
        """Return a client that gives text and tries once; close it."""
        chosen: dict[str, Any] = {"host": self.host, "port": self.port, "decode_responses": True}
        chosen["retry"] = Retry(NoBackoff(), 0)
        return redis.Redis(**(chosen | options))

    def command(self, *words: str | int) -> Any:
        """Run one command and return its answer, as RESP3 gives it."""
        with self.connect(protocol=3) as client:
            client.response_callbacks.clear()
            return client.execute_command(*words)

    def info(self, section: str = "default") -> dict[str, str]:
        """Return a section of INFO, or several."""
        lines = str(self.command("INFO", section)).splitlines()
        pairs = (line.partition(":") for line in lines if ":" in line and line[0] != "#")
        return {name: value for name, _, value in pairs}

    def answers(self) -> bool:
        try:
            return bool(self.command("PING") == "PONG")
        except (redis.exceptions.AuthenticationError, redis.exceptions.ResponseError):
            return True  # it answers: that it wants a password, or knows no protocol 3
        except redis.exceptions.ConnectionError:
            return False

    def follow(self, master: "Redis") -> None:
        """Become a replica of the master, and return when it has its data."""
        self.command("REPLICAOF", master.host, master.port)
        self.wait_until(self.replicates)

    def replicates(self) -> bool:
        """Tell whether this is a replica in touch with its master."""
        return self.info("replication").get("master_link_status") == "up"


class Sentinel(Redis):
    """A Sentinel that watches one master, for whom its own word is enough."""

    kind = "sentinel"

    def __init__(self, master: Redis, name: str = "mymaster", down_after: int = 500) -> None:
        """`down_after` is in milliseconds."""
        super().__init__()
        self.master, self.name, self.down_after = master, name, down_after

    def arguments(self) -> list[str]:
        config = self.folder / "sentinel.conf"  # which it changes itself from then on
        if not config.exists() or f"port {self.port}\n" not in config.read_text():
            config.write_text(self._config())
        return ["redis-server", str(config), "--sentinel"]

    def _config(self) -> str:
        lines = [
            f"port {self.port}",
            f"bind {self.host}",
            f"dir {self.folder}",
            f"logfile {self.folder}/redis.log",
            f"sentinel monitor {self.name} {self.master.host} {self.master.port} 1",
            f"sentinel down-after-milliseconds {self.name} {self.down_after}",
            f"sentinel failover-timeout {self.name} 2000",
        ]
        return "\n".join(lines) + "\n"

    def master_port(self) -> int:
        """Return the port of the master as this Sentinel sees it now."""
        _, port = self.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self.name)
        return int(port)

    def knows(self, replicas: int) -> bool:
        """Tell whether it has found as many replicas, all of them healthy."""
        found = self.command("SENTINEL", "REPLICAS", self.name)
        return [one["flags"] for one in found] == ["slave"] * replicas


class TlsRedis(Redis):
    """A server that speaks TLS only and asks its clients for a certificate."""

    kind = "rtls"

    def __init__(self, certificates: Certificates, *options: str) -> None:
        super().__init__(*options)
        self.certificates = certificates

    def arguments(self) -> list[str]:
        tls = self.certificates
        words = super().arguments()
        words[words.index("--port") + 1] = "0"
        return [
            *words,
            *("--tls-port", str(self.port), "--tls-auth-clients", "yes"),
            *("--tls-ca-cert-file", str(tls.ca)),
            *("--tls-cert-file", str(tls.server_cert), "--tls-key-file", str(tls.server_key)),
        ]

    def connect(self, **options: Any) -> redis.Redis:
        tls = self.certificates
        shown = {"ssl_certfile": str(tls.client_cert), "ssl_keyfile": str(tls.client_key)}
        return super().connect(ssl=True, ssl_ca_certs=str(tls.ca), **shown, **options)


class ClusterNode(Redis):
    """A master of a cluster that speaks TLS only and knows one user."""

    kind = "rcluster"

    def __init__(self, cluster: "RedisCluster") -> None:
        super().__init__()
        self.cluster = cluster

    def choose_ports(self) -> None:
        """One for clients, one for the other nodes."""
        super().choose_ports()
        self.bus_port = free_port()

    def prepare(self) -> None:
        acl = (
            f"user default off\nuser {self.cluster.user} on >{self.cluster.password} ~* &* +@all\n"
        )
        (self.folder / "users.acl").write_text(acl)

    def arguments(self) -> list[str]:
        tls = self.cluster.certificates
        words = super().arguments()
        words[words.index("--port") + 1] = "0"
        return [
            *words,
            *("--tls-port", str(self.port), "--tls-cluster", "yes", "--tls-replication", "yes"),
            *("--tls-ca-cert-file", str(tls.ca), "--tls-auth-clients", "optional"),
            *("--tls-cert-file", str(tls.server_cert), "--tls-key-file", str(tls.server_key)),
            *("--tls-client-cert-file", str(tls.client_cert)),
            *("--tls-client-key-file", str(tls.client_key)),
            *("--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf"),
            *("--cluster-port", str(self.bus_port), "--cluster-node-timeout", str(_NODE_TIMEOUT)),
            *("--aclfile", str(self.folder / "users.acl")),
            *("--masteruser", self.cluster.user, "--masterauth", self.cluster.password),
        ]

    def connect(self, **options: Any) -> redis.Redis:
        return super().connect(**(self.cluster.login() | options))


class RedisCluster:
    """Three masters with all slots, and perhaps a replica to each.

    TLS only; the one user is `user` with `password`. `nodes` are the masters of the first day,
    `replicas` follow them in the same order.
    """

    user = "app"
    password = "secret"
    host = "127.0.0.1"

    def __init__(self, masters: int = 3, replicas: int = 0) -> None:
        self.folder: Path = short_folder("tls")
        self.certificates: Certificates = make_certificates(self.folder)
        self.nodes = [ClusterNode(self) for _ in range(masters)]
        self.replicas = [ClusterNode(self) for _ in range(replicas)]
        self._given: set[tuple[int, int, int]] = set()

    @property
    def all(self) -> list[ClusterNode]:
        """Masters and replicas."""
        return [*self.nodes, *self.replicas]

    @property
    def port(self) -> int:
        """The first node's."""
        return self.nodes[0].port

    @property
    def log(self) -> str:
        """What all nodes have written."""
        return "".join(node.log for node in self.all)

    def login(self) -> dict[str, Any]:
        """Return what a redis-py client must be told beside host and port."""
        account = {"username": self.user, "password": self.password}
        return account | {"ssl": True, "ssl_ca_certs": str(self.certificates.ca)}

    def start(self) -> Self:
        """Start the nodes, give them their slots, and return when they agree."""
        try:
            self._form()
        except BaseException:
            self.close()
            raise
        return self

    def _form(self) -> None:
        for node in self.all:
            node.start()
        share = _SLOTS // len(self.nodes)
        for number, node in enumerate(self.nodes):
            last = number == len(self.nodes) - 1
            end = _SLOTS - 1 if last else (number + 1) * share - 1
            node.command("CLUSTER", "ADDSLOTSRANGE", number * share, end)
            node.command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        first = self.nodes[0]
        for number, node in enumerate(self.all):
            if number:
                node.command("CLUSTER", "MEET", first.host, first.port, first.bus_port)
        self._wait_for(self.agrees)
        for master, replica in zip(self.nodes, self.replicas, strict=False):
            replica.command("CLUSTER", "REPLICATE", master.command("CLUSTER", "MYID"))
        self._wait_for(self.is_replicated)
        self._given = self._slots_of_masters()

    def _wait_for(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > until:
                raise NotStarted(f"The nodes did not find each other:\n{self.log[-3000:]}")
            time.sleep(0.02)

    def agrees(self) -> bool:
        """Tell whether every node sees all others and all slots."""
        for node in self.all:
            said = dict(line.split(":", 1) for line in str(node.command("CLUSTER", "INFO")).split())
            if said["cluster_state"] != "ok" or int(said["cluster_known_nodes"]) < len(self.all):
                return False
        return True

    def is_replicated(self) -> bool:
        """Tell whether each replica has its master's data, and every node knows that it has."""
        known = [str(node.command("CLUSTER", "NODES")) for node in self.all]
        counted = {said.count(" slave ") + said.count("myself,slave ") for said in known}
        return counted == {len(self.replicas)} and all(each.replicates() for each in self.replicas)

    def owner(self, key: str, asked: ClusterNode | None = None) -> ClusterNode:
        """The master that holds a key, as the first node sees it, or another."""
        teller = asked or self.nodes[0]
        slot = int(teller.command("CLUSTER", "KEYSLOT", key))
        return self.owner_of(slot, teller)

    def owner_of(self, slot: int, asked: ClusterNode) -> ClusterNode:
        """The master that holds a slot, as a node sees it."""
        for first, last, master, *_replicas in asked.command("CLUSTER", "SLOTS"):
            if first <= slot <= last:
                return next(node for node in self.all if node.port == master[1])
        raise AssertionError(f"nobody holds slot {slot}")

    def begin_to_move(self, slot: int, source: ClusterNode, target: ClusterNode) -> None:
        """Open a slot for migration: keys of it may be asked of both from then on."""
        target.command("CLUSTER", "SETSLOT", slot, "IMPORTING", source.command("CLUSTER", "MYID"))
        source.command("CLUSTER", "SETSLOT", slot, "MIGRATING", target.command("CLUSTER", "MYID"))

    def move_key(self, key: str, source: ClusterNode, target: ClusterNode) -> None:
        """Take one key over to the other node."""
        account = ("AUTH2", self.user, self.password)
        source.command("MIGRATE", target.host, target.port, key, 0, 5000, *account)

    def end_to_move(self, slot: int, target: ClusterNode) -> None:
        """Give the slot to its new master for good, and return when all know it."""
        identity = target.command("CLUSTER", "MYID")
        for node in (target, *(each for each in self.nodes if each is not target)):
            node.command("CLUSTER", "SETSLOT", slot, "NODE", identity)
        target.wait_until(lambda: all(self.owner_of(slot, node) is target for node in self.nodes))

    def stop(self) -> None:
        """Stop all nodes; `restart` brings them back."""
        for node in self.all:
            node.stop()

    def restart(self) -> None:
        """Stop and start all nodes, and return when they agree again."""
        self.stop()
        for node in self.all:
            node.start()
        self.nodes[0].wait_until(self.agrees)

    def kill(self) -> None:
        """End all nodes at once."""
        for node in self.all:
            node.kill()

    def close(self) -> None:
        """End all nodes and remove their folders."""
        for node in self.all:
            node.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tidy(self) -> bool:
        """Empty it; False when it is not as new."""
        if not all(node.running for node in self.all):
            return False
        try:
            if self._slots_of_masters() != self._given or not self.is_replicated():
                return False
            for node in self.all:
                node.command("ACL", "LOAD")
                node.command("CONFIG", "SET", "cluster-node-timeout", _NODE_TIMEOUT)
            for node in self.nodes:
                node.command("FLUSHALL")
            return self.agrees()
        except redis.exceptions.RedisError:
            return False

    def _slots_of_masters(self) -> set[tuple[int, int, int]]:
        """First, last, port of the master; a slot that is being moved is there as well."""
        said = str(self.nodes[0].command("CLUSTER", "NODES"))
        ranges = self.nodes[0].command("CLUSTER", "SLOTS")
        return {(first, last, master[1]) for first, last, master, *_others in ranges} | {
            (-1, -1, -1) for _moving in range("->-" in said or "-<-" in said)
        }

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()
