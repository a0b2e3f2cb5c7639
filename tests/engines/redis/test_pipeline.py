"""Commands of a file in bulk: all arrive, errors have their line, and what is not known is said."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.domain.act import Consent
from app.domain.console.pipeline import (
    Kind,
    PipelineDone,
    PipelineEnding,
    PipelineFile,
    PipelineOrder,
    PipelineProgress,
    Weight,
)
from app.domain.errors import Refused, SessionLost
from app.domain.stop import Stop
from app.engines.console import SendsPipelines
from app.engines.redis.servers import slot_of
from app.sql.redis.command_file import FileCommand
from tests.engines.redis.conftest import cluster_endpoint, endpoint
from tests.engines.redis.test_console import ME, console
from tests.servers.fault_proxy import FaultProxy
from tests.servers.redis_servers import Redis, RedisCluster

GO_ON = PipelineOrder(batch=50, stop_at_error=False)


def lines(texts: Iterable[str]) -> Iterator[FileCommand]:
    return (FileCommand(n, tuple(text.encode().split())) for n, text in enumerate(texts, 1))


def sets(number: int) -> list[str]:
    return [f"SET k{n} {n}" for n in range(number)]


def a_file(*kinds: Kind) -> PipelineFile:
    return PipelineFile(Path("f"), (0, 0, 0), "", 0, kinds)


@pytest.fixture
def send() -> Iterator[Callable[..., PipelineDone]]:
    opened: list[Any] = []

    def begin(
        at: Any, texts: Iterable[str], order: PipelineOrder = GO_ON, *, secret: str = "",
        consent: Consent = ME, halt: Callable[[], bool] = lambda: False,
        told: list[PipelineProgress] | None = None, kinds: tuple[Kind, ...] = (),
    ) -> PipelineDone:  # fmt: skip
        session = console(endpoint(at) if isinstance(at, int) else at, secret)
        assert isinstance(session, SendsPipelines)
        opened.append(session)
        tell = (lambda _progress: None) if told is None else told.append
        return session.send_pipeline(a_file(*kinds), lines(texts), order, consent, tell, halt)

    begin.opened = opened  # type: ignore[attr-defined]
    yield begin
    for session in opened:
        session.close()


@pytest.mark.parametrize("atomic", [False, True])
def test_every_command_arrives_and_errors_have_their_lines(
    redis_server: Redis, send: Any, atomic: bool
) -> None:
    texts = ["RPUSH list x", *sets(500)]
    texts[123], texts[321] = "INCR list", "GET list"
    told: list[PipelineProgress] = []
    done = send(redis_server.port, texts, PipelineOrder(50, False, atomic), told=told)
    assert done.ending is PipelineEnding.DONE
    assert done.progress == told[-1] == PipelineProgress(501, 501, 2)
    assert [(each.line, each.code) for each in done.troubles] == [
        (124, "WRONGTYPE"), (322, "WRONGTYPE"),
    ]  # fmt: skip
    assert done.unknown is None
    assert redis_server.command("DBSIZE") == 499


def test_it_stops_at_an_error_and_says_what_was_sent(redis_server: Redis, send: Any) -> None:
    texts = ["RPUSH list x", "INCR list", *sets(500)]
    done = send(redis_server.port, texts, PipelineOrder(50))
    assert done.ending is PipelineEnding.STOPPED
    assert done.progress == PipelineProgress(100, 100, 1)  # one batch was on its way behind it
    assert redis_server.command("DBSIZE") == 99
    assert "wrong kind" in str(done.error)


def test_a_batch_that_cannot_be_queued_is_not_done_at_all(redis_server: Redis, send: Any) -> None:
    texts = [*sets(50), "SET k", *(f"SET other{n} x" for n in range(60))]
    done = send(redis_server.port, texts, PipelineOrder(50, False, atomic=True))
    assert done.progress == PipelineProgress(111, 111, 50)
    assert [each.line for each in done.troubles] == [51]
    assert redis_server.command("DBSIZE") == 61


def test_what_would_be_said_of_all_others_too_ends_it(redis_server: Redis, send: Any) -> None:
    redis_server.command("CONFIG", "SET", "maxmemory", "1")
    done = send(redis_server.port, sets(1000))
    assert done.ending is PipelineEnding.STOPPED
    assert done.troubles[0].code == "OOM"
    assert done.progress.sent == done.progress.errors == 100


def test_it_goes_back_to_its_database(redis_server: Redis, send: Any) -> None:
    done = send(redis_server.port, ["SELECT 3", "SET k v"])
    assert done.progress == PipelineProgress(2, 2, 0)
    (session,) = send.opened
    assert session.schema == "0"
    assert session._session.main.ask("DBSIZE") == 0
    assert redis_server.info("keyspace") == {"db3": "keys=1,expires=0,avg_ttl=0"}


def test_who_may_not_select_is_told_what_was_done(redis_server: Redis, send: Any) -> None:
    redis_server.command("ACL", "SETUSER", "default", "-select")
    done = send(redis_server.port, ["SET k v", "GET k"])
    assert done.progress == PipelineProgress(2, 2, 0)
    assert send.opened[0]._session.main.ask("GET", "k") == b"v"  # of use as before
    refused = send(redis_server.port, ["SELECT 3", "SET k w"])
    assert [trouble.line for trouble in refused.troubles] == [1]
    with pytest.raises(SessionLost):  # nobody knows where it stands
        send.opened[1]._session.main.ask("GET", "k")


def test_nothing_is_sent_without_the_consent_it_takes(redis_server: Redis, send: Any) -> None:
    write = Kind("SET", Weight.WRITE, 1, 1)
    flush = Kind("FLUSHALL", Weight.DANGEROUS, 1, 2)
    with pytest.raises(Refused, match="read-only"):
        send(endpoint(redis_server.port, read_only=True), sets(1), kinds=(write,))
    with pytest.raises(Refused, match="production"):
        send(endpoint(redis_server.port, production=True), sets(1), kinds=(write,))
    with pytest.raises(Refused, match="FLUSHALL may change"):
        send(redis_server.port, [*sets(1), "FLUSHALL"], kinds=(write, flush))
    assert redis_server.command("DBSIZE") == 0
    # a file that is not what it was: what stands before it was sent, and that is said
    done = send(redis_server.port, [*sets(60), "FLUSHALL", "KEYS *"])
    assert done.ending is PipelineEnding.STOPPED
    assert done.progress == PipelineProgress(50, 50, 0)
    assert isinstance(done.error, Refused)
    assert send(redis_server.port, ["FLUSHALL"], consent=Consent("lin", "FLUSHALL")).progress.sent


def test_a_connection_that_breaks_leaves_exactly_what_was_not_answered(
    redis_server: Redis, fault_proxy: Callable[..., FaultProxy], send: Any
) -> None:
    proxy = fault_proxy(redis_server.port)

    def cut_in_the_middle() -> Iterator[str]:
        for n, text in enumerate(sets(100_000)):
            if n == 5000:
                proxy.cut_after = 333  # bytes of answers, 66 and a half
            yield text

    done = send(proxy.port, cut_in_the_middle())
    assert done.ending is PipelineEnding.LOST
    progress = done.progress
    assert progress.answered < progress.sent <= progress.answered + 100
    assert done.unknown == (progress.answered + 1, progress.sent)
    assert progress.answered <= redis_server.command("DBSIZE") <= progress.sent


def test_a_server_that_is_killed_and_one_that_hangs(start_redis: Any, send: Any) -> None:
    server = start_redis()

    def killed() -> Iterator[str]:
        for n in count():
            if n == 3000:
                server.kill()
            yield f"SET k{n} {n}"

    done = send(server.port, killed())
    assert done.ending is PipelineEnding.LOST
    assert done.progress.answered <= 3000
    assert done.unanswered <= 100
    server.start()
    stop = Stop()

    def frozen() -> Iterator[str]:
        for n in count():
            if n == 3000:
                server.freeze()
                stop.set()  # in the middle of an answer that does not come
            yield f"SET k{n} {n}"

    session = console(endpoint(server.port))
    send.opened.append(session)
    with session.during(stop):
        done = session.send_pipeline(
            a_file(), lines(frozen()), GO_ON, ME, lambda _told: None, lambda: False
        )
    server.thaw()
    assert done.ending is PipelineEnding.LOST
    assert done.unknown


def test_halted_it_waits_for_what_is_on_its_way(redis_server: Redis, send: Any) -> None:
    asked = count()
    done = send(redis_server.port, sets(1000), halt=lambda: next(asked) >= 3)
    assert done.ending is PipelineEnding.CANCELLED
    assert done.progress == PipelineProgress(150, 150, 0)
    assert done.unknown is None


def test_in_a_cluster_each_goes_where_its_key_is(redis_cluster: RedisCluster, send: Any) -> None:
    source = redis_cluster.owner("{m}")
    target = next(node for node in redis_cluster.nodes if node is not source)
    slot = slot_of(b"{m}")

    def while_a_slot_moves() -> Iterator[str]:
        for n in range(300):
            if n == 101:  # between two batches
                redis_cluster.begin_to_move(slot, source, target)
            if n == 151:
                for kept in range(0, 100, 10):
                    redis_cluster.move_key(f"{{m}}{kept}", source, target)
                redis_cluster.end_to_move(slot, target)
            yield f"SET k{n} {n}" if n % 10 else f"SET {{m}}{n} {n}"
        yield "MSET a 1 b 2"
        yield "PING"

    done = send(
        cluster_endpoint(redis_cluster), while_a_slot_moves(), secret=redis_cluster.password
    )
    assert done.ending is PipelineEnding.DONE
    assert done.progress == PipelineProgress(302, 302, 1)
    assert [(each.line, each.code) for each in done.troubles] == [(301, "CROSSSLOT")]
    assert sum(node.command("DBSIZE") for node in redis_cluster.nodes) == 300
    with pytest.raises(Refused, match="several servers"):
        send(
            cluster_endpoint(redis_cluster), [], PipelineOrder(atomic=True),
            secret=redis_cluster.password,
        )  # fmt: skip


def test_to_a_server_of_a_cluster_that_is_not_told_to_be_one_it_stops(
    redis_cluster: RedisCluster, send: Any
) -> None:
    at = cluster_endpoint(redis_cluster)
    alone = replace(at, access=replace(at.access, redis=type(at.access.redis)()))
    done = send(alone, sets(1000), secret=redis_cluster.password)
    assert done.ending is PipelineEnding.STOPPED
    assert "MOVED" in {each.code for each in done.troubles}
    assert done.progress.sent == 100
