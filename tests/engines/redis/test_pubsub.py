"""Messages of channels, patterns and sharded channels; who listens to what."""

import threading
import time
from typing import Any

import pytest

from app.domain.errors import Cancelled
from app.domain.operating.keyspace import HeardChannel
from app.domain.stop import Stop
from app.engines.redis.servers import slot_of
from tests.engines.redis.conftest import Log, cluster_endpoint
from tests.servers.redis_servers import Redis, RedisCluster


def test_messages_are_heard(log_in: Log, redis_server: Redis) -> None:
    session, stop = log_in(redis_server.port), Stop()
    heard: list[Any] = []

    def publish() -> None:
        redis_server.wait_until(lambda: bool(session_b.channels().channels))
        redis_server.command("PUBLISH", "news", "今天")
        redis_server.command("PUBLISH", "weather.cn", "rain")

    session_b = log_in(redis_server.port)
    publisher = threading.Thread(target=publish)
    publisher.start()
    with session.during(stop):
        for message in session.listen(["news"], ["weather.*"]):
            heard.append((message.channel, message.data.decode(), message.pattern))
            if len(heard) == 2:
                break
    publisher.join()
    assert heard == [("news", "今天", ""), ("weather.cn", "rain", "weather.*")]


def test_listening_ends_within_a_second(log_in: Log, redis_server: Redis) -> None:
    session, stop = log_in(redis_server.port), Stop()
    setter = threading.Timer(0.1, stop.set)
    setter.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled), session.during(stop):
        list(session.listen(["silence"], []))
    assert time.monotonic() - begun < 1.1
    setter.join()


def test_sharded_channels_are_heard_where_their_slots_are(
    log_in: Log, redis_cluster_pairs: RedisCluster
) -> None:
    cluster, stop = redis_cluster_pairs, Stop()
    where = cluster_endpoint(cluster)
    session = log_in(where, password=cluster.password)
    asking = log_in(where, password=cluster.password)
    wanted = {HeardChannel(name, 1, sharded=True) for name in "abc"} | {HeardChannel("news", 1)}

    def publish() -> None:
        cluster.nodes[0].wait_until(lambda: set(asking.channels().channels) == wanted)
        for name in "abc":
            cluster.owner(name).command("SPUBLISH", name, f"of {name}")
        cluster.nodes[1].command("PUBLISH", "news", "of all")

    publisher = threading.Thread(target=publish)
    publisher.start()
    heard = set()
    with session.during(stop):
        for message in session.listen(["news"], [], list("abc")):
            heard.add((message.channel, message.data))
            if len(heard) == 4:
                break
    publisher.join()
    assert heard == {("a", b"of a"), ("b", b"of b"), ("c", b"of c"), ("news", b"of all")}


def test_a_sharded_channel_is_followed_when_its_slot_moves(
    log_in: Log, redis_cluster_pairs: RedisCluster
) -> None:
    cluster, stop = redis_cluster_pairs, Stop()
    session = log_in(cluster_endpoint(cluster), password=cluster.password)
    source = cluster.owner("a")
    target = next(node for node in cluster.nodes if node is not source)

    def listens(node: Any) -> bool:
        return bool(node.command("PUBSUB", "SHARDCHANNELS"))

    def move_and_publish() -> None:
        source.wait_until(lambda: listens(source))
        cluster.begin_to_move(slot_of(b"a"), source, target)
        cluster.end_to_move(slot_of(b"a"), target)
        target.wait_until(lambda: listens(target))
        target.command("SPUBLISH", "a", "still here")

    mover = threading.Thread(target=move_and_publish)
    mover.start()
    with session.during(stop):
        message = next(session.listen([], [], ["a"]))
    mover.join()
    assert (message.channel, message.data) == ("a", b"still here")
    cluster.begin_to_move(slot_of(b"a"), target, source)
    cluster.end_to_move(slot_of(b"a"), source)


def test_channels_of_all_servers_are_counted_together(
    log_in: Log, redis_cluster_pairs: RedisCluster
) -> None:
    cluster = redis_cluster_pairs
    session = log_in(cluster_endpoint(cluster), password=cluster.password)
    clients: list[Any] = [node.connect() for node in cluster.all]
    listening = [client.pubsub() for client in clients]
    try:
        for each in listening:
            each.subscribe("news")
        cluster.nodes[0].wait_until(
            lambda: session.channels().channels == (HeardChannel("news", len(clients)),)
        )
    finally:
        for each in (*listening, *clients):
            each.close()


def test_of_a_long_message_the_beginning_is_kept(log_in: Log, redis_server: Redis) -> None:
    session, asking = log_in(redis_server.port), log_in(redis_server.port)

    def publish() -> None:
        redis_server.wait_until(lambda: bool(asking.channels().channels))
        redis_server.command("PUBLISH", "news", "x" * 1_000_000)

    publisher = threading.Thread(target=publish)
    publisher.start()
    with session.during(Stop()):
        message = next(session.listen(["news"], []))
    publisher.join()
    assert (len(message.data), message.size) == (65536, 1_000_000)
