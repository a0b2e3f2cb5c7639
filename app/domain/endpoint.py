"""How a server is reached: account, TLS, tunnel, and what its kind needs beside.

Nothing here is secret. Passwords and passphrases are asked for by the id of the secret
(`secret_id`) when a connection is made, and live in the keychain or the vault.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class TlsMode(StrEnum):
    """How much TLS is asked for; the words are MySQL's own."""

    OFF = "off"
    PREFERRED = "preferred"
    REQUIRED = "required"
    VERIFY_CA = "verify-ca"
    VERIFY_FULL = "verify-full"


@dataclass(frozen=True, slots=True)
class Tls:
    """Files are paths of PEM files; no CA means the system's. A key's passphrase is a secret."""

    mode: TlsMode = TlsMode.PREFERRED
    ca: str = ""
    certificate: str = ""
    key: str = ""
    server_name: str = ""
    """The name the certificate must carry, where it is not the address."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One SSH server on the way. Without a key file the agent and the user's own keys are tried."""

    host: str
    port: int = 22
    user: str = ""
    key_file: str = ""
    agent: bool = True
    known_hosts: str = ""
    """A file beside the user's own `~/.ssh/known_hosts`; an unknown host key is refused."""
    secret: str = ""
    """What its secret is called for `secret_id`, so that it goes along when hops change places:
    `ssh-` and anything; "" is by its place, `ssh-0`, `ssh-1`…"""

    def secret_at(self, place: int) -> str:
        """What its secret is called where it is the hop number `place`, from 0 on."""
        return self.secret if self.secret.startswith("ssh-") else f"ssh-{place}"


@dataclass(frozen=True, slots=True)
class Socks:
    """A SOCKS5 proxy; its password is a secret. Names are resolved by the proxy."""

    host: str
    port: int = 1080
    user: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """What lies between here and the server: a proxy, then SSH hops in order; often nothing."""

    socks: Socks | None = None
    hops: tuple[Hop, ...] = ()
    keep_alive: int = 15
    """Seconds between signs of life on SSH; three unanswered ones and the tunnel is made anew."""

    @property
    def way(self) -> "Route":
        """The same way, whatever its secrets are called: who goes it can share a tunnel."""
        return replace(self, hops=tuple(replace(hop, secret="") for hop in self.hops))


@dataclass(frozen=True, slots=True)
class OracleAccess:
    """What only Oracle asks for. One of service, SID, and TNS name is used, in that order."""

    service: str = ""
    sid: str = ""
    tns_name: str = ""
    config_folder: str = ""
    """Where tnsnames.ora and sqlnet.ora are."""
    wallet_folder: str = ""
    client_folder: str = ""
    """Where Oracle's client libraries are; given, the session is thick, in a process of its own."""
    sysdba: bool = False
    packs_licensed: bool = False
    """Whether the Diagnostics and Tuning Packs may be touched here."""


@dataclass(frozen=True, slots=True)
class RedisAccess:
    """What only Redis asks for. Sentinels are `host:port`."""

    database: int = 0
    cluster: bool = False
    sentinels: tuple[str, ...] = ()
    sentinel_master: str = ""
    sentinel_user: str = ""

    @property
    def first_database(self) -> int:
        """Where a login stands: a cluster has one database only, whatever was entered."""
        return 0 if self.cluster else self.database


@dataclass(frozen=True, slots=True)
class Access:
    """How an instance is logged into; kept with the instance. Times in seconds."""

    user: str = ""
    database: str = ""
    read_only: bool = False
    connect_timeout: float = 10.0
    statement_timeout: float = 30.0
    """How long a statement of ours may take."""
    tls: Tls = field(default_factory=Tls)
    route: Route = field(default_factory=Route)
    oracle: OracleAccess = field(default_factory=OracleAccess)
    redis: RedisAccess = field(default_factory=RedisAccess)
    host_metrics: bool = False
    """Whether CPU, memory and disks of its machine are read over SSH; see `engines/host`."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Everything a connection is made from, save the secrets.

    `production` and `read_only` bind the session: what it may do is checked in the engine.
    """

    id: str
    """Of the instance; "" for one that is not kept."""
    name: str
    type: str
    """A `DatabaseType`."""
    address: str
    port: int
    access: Access = field(default_factory=Access)
    environment: str = ""
    production: bool = False
    stake: str = ""
    """A `Stake`; "" where no environment is recorded."""
    product: str = ""
    """The id of the product it serves."""

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed through this connection."""
        return self.access.read_only


def secret_id(endpoint: str, what: str = "password") -> str:
    """The id of a secret of an instance: `password`, `tls-key`, `wallet`, `socks`, `sentinel`,
    `ssh-…` (a hop's password or its key's passphrase, see `Hop.secret_at`).
    """
    return f"instance/{endpoint}/{what}"
