"""Parameters: what a version starts with, what it lets nobody set, and what a restart keeps."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.domain.act import Consent, Ending
from app.domain.endpoint import RedisAccess, Tls, TlsMode
from app.domain.errors import BadInput
from app.domain.operating.settings import Parameter
from app.engines.redis.parameters import SECRET
from app.paths import resource
from tests.engines.redis.conftest import Log, endpoint
from tests.servers.redis_servers import Redis, RedisCluster

OF_WHERE_IT_STANDS = {"bind", "dir", "port", "replicaof", "slaveof"}


class Configured(Redis):
    """A server that has a file, and may write it anew."""

    kind = "rconf"

    def arguments(self) -> list[str]:
        config = self.folder / "redis.conf"
        if not config.exists():
            config.write_text("maxmemory 100mb\n# by hand\n")
        program, *options = super().arguments()
        return [program, str(config), *options]

    @property
    def config(self) -> str:
        return (self.folder / "redis.conf").read_text()


@pytest.fixture
def configured() -> Iterator[Configured]:
    with Configured() as server:
        yield server


def of(session: Any, name: str) -> Parameter:
    found: tuple[Parameter, ...] = session.parameters()
    return next(each for each in found if each.name == name)


def do(session: Any, act: Any) -> None:
    for command in act.commands:
        outcome = session.perform(command, Consent("lin"), lambda _id: None)
        assert outcome.ending is Ending.DONE


@pytest.mark.parametrize("major", [5, 6, 7, 8])
def test_each_version_says_where_its_defaults_are_from(major: int) -> None:
    read = json.loads(resource(f"redis/defaults-{major}.json").read_text("utf-8"))
    assert f"redis-server {major}." in read["source"]
    assert read["defaults"]["maxmemory-policy"] == "noeviction"
    assert read["defaults"]["save"] == "3600 1 300 100 60 10000"
    assert "databases" in read["immutable"]
    assert not (SECRET - {"tls-key-file-pass", "tls-client-key-file-pass"}) & set(read["defaults"])
    assert not OF_WHERE_IT_STANDS & set(read["defaults"])


@pytest.mark.parametrize(
    ("release", "edition", "name", "default"),
    [
        ((5, 0, 14), "standalone", "active-defrag-cycle-max", "75"),
        ((6, 0, 16), "standalone", "acl-pubsub-default", "allchannels"),
        ((7, 4, 1), "standalone", "acl-pubsub-default", "resetchannels"),
        ((8, 2, 0), "standalone", "repl-diskless-sync", "yes"),
        ((9, 0, 0), "standalone", "repl-diskless-sync", None),
        ((8, 1, 0), "Valkey standalone", "repl-diskless-sync", None),
        ((), "", "repl-diskless-sync", None),
    ],
)
def test_defaults_are_those_of_the_version(
    log_in: Log, redis_server: Redis, release: tuple[int, ...], edition: str, name: str,
    default: str | None,
) -> None:  # fmt: skip
    session = log_in(redis_server.port)
    session.facts = replace(session.facts, release=release, edition=edition)
    found = of(session, name)
    assert found.default == default
    assert found.changed is (None if default is None else found.value != default)


def test_what_this_version_takes_is_what_we_say_it_takes(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    if not resource(f"redis/defaults-{session.facts.release[0]}.json").is_file():
        pytest.skip("a version we have no table of")
    wrong = []
    for parameter in session.parameters():
        try:
            redis_server.command("CONFIG", "SET", parameter.name, parameter.value)
            taken = True
        except Exception as error:  # noqa: BLE001  (whatever the driver makes of it)
            taken = not any(word in str(error) for word in ("immutable", "protected"))
        if taken is not parameter.dynamic:
            wrong.append(parameter.name)
    assert wrong == []


def test_a_change_is_shown_done_and_gone_with_the_restart(
    log_in: Log, configured: Configured
) -> None:
    session = log_in(configured.port)
    act = session.plan_parameter(of(session, "maxmemory"), "200mb", persist=False)
    assert [command.text for command in act.commands] == ["CONFIG SET maxmemory 200mb"]
    assert act.hits == (f"127.0.0.1:{configured.port}",)
    assert "restart" in act.warnings[0]
    assert of(session, "maxmemory").value == str(100 * 2**20), "a plan does nothing"
    do(session, act)
    assert of(session, "maxmemory").value == str(200 * 2**20)
    assert "200mb" not in configured.config
    configured.restart()
    assert of(log_in(configured.port), "maxmemory").value == str(100 * 2**20)


def test_a_change_for_good_is_in_the_file_and_outlives_the_restart(
    log_in: Log, configured: Configured
) -> None:
    session = log_in(configured.port)
    act = session.plan_parameter(of(session, "maxmemory"), "200mb", persist=True)
    assert [command.text for command in act.commands] == [
        "CONFIG SET maxmemory 200mb", "CONFIG REWRITE",
    ]  # fmt: skip
    assert act.warnings == ()
    do(session, act)
    assert "maxmemory 200mb" in configured.config
    assert "# by hand" in configured.config
    configured.restart()
    assert of(log_in(configured.port), "maxmemory").value == str(200 * 2**20)


def test_without_a_file_nothing_is_kept_and_that_is_said_before(
    log_in: Log, redis_server: Redis
) -> None:
    session = log_in(redis_server.port)
    with pytest.raises(BadInput, match="without a configuration file") as refused:
        session.plan_parameter(of(session, "maxmemory"), "200mb", persist=True)
    assert refused.value.hint


def test_in_a_cluster_every_master_is_told(log_in: Log, redis_cluster: RedisCluster) -> None:

    cluster = redis_cluster
    where = endpoint(
        cluster.port, user=cluster.user, redis=RedisAccess(cluster=True),
        tls=Tls(TlsMode.VERIFY_FULL, ca=str(cluster.certificates.ca)),
    )  # fmt: skip
    session = log_in(where, password=cluster.password)
    act = session.plan_parameter(of(session, "slowlog-max-len"), "77", persist=False)
    do(session, act)
    for node in cluster.nodes:
        assert node.command("CONFIG", "GET", "slowlog-max-len") == {"slowlog-max-len": "77"}
        node.command("CONFIG", "SET", "slowlog-max-len", "128")


@pytest.mark.parametrize("name", sorted(SECRET))
def test_passwords_are_neither_shown_nor_set(log_in: Log, redis_server: Redis, name: str) -> None:
    session = log_in(redis_server.port)
    with pytest.raises(BadInput) as refused:
        session.plan_parameter(Parameter(name, ""), "pl4nted", persist=False)
    assert "pl4nted" not in f"{refused.value} {refused.value.hint}"
