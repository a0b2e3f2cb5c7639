"""The feed by every way to a Redis: accounts, TLS, Sentinels, a cluster, lines that break."""

from collections.abc import Callable

from app.domain.endpoint import RedisAccess, Tls, TlsMode
from app.domain.monitoring.feed import FeedStand
from tests.engines.redis.conftest import cluster_endpoint
from tests.engines.redis.ways import until
from tests.flows.watch.feeds import Feeds, heard_all, quick
from tests.servers.certificates import Certificates
from tests.servers.fault_proxy import FaultProxy
from tests.servers.pairs import RedisWatched
from tests.servers.redis_servers import Redis, RedisCluster, TlsRedis

COLLECTOR = (
    "ACL SETUSER collector on >c-secret resetkeys resetchannels nocommands"
    " ~mohist:1:ring:{tower} ~mohist:1:now:{tower} ~mohist:1:acts:{tower} ~mohist:1:collectors"
    " &mohist:1:feed:tower"
    " +xadd +xrange +xrevrange +publish +hset +hdel +del +expire +zadd +zremrangebyscore"
    " +hello +ping +client|setname +client|id"
)
"""As docs/bus.md has it."""
CONSOLE = (
    "ACL SETUSER console on >s-secret resetkeys resetchannels nocommands"
    " %R~mohist:1:* ~mohist:1:acts:* &mohist:1:feed:*"
    " +psubscribe +xrange +xrevrange +zrevrange +hgetall +xadd +expire"
    " +hello +ping +client|setname +client|id"
)


def test_with_tls_and_accounts_that_may_do_no_more_than_they_need(
    start_redis: Callable[..., Redis], certificates: Certificates, feeds: Feeds
) -> None:
    with TlsRedis(certificates) as server:
        for line in (COLLECTOR, CONSOLE):
            server.command(*line.split())
        tls = Tls(
            TlsMode.VERIFY_FULL, str(certificates.ca), str(certificates.client_cert),
            str(certificates.client_key),
        )  # fmt: skip
        tower = feeds.tower(quick(server.port, user="collector", tls=tls), password="c-secret")
        console = feeds.console(quick(server.port, user="console", tls=tls), password="s-secret")
        tower.say(1, 2)
        until(heard_all(console, tower))
        assert console.feed.state.trouble == ""
        until(lambda: server.command("HEXISTS", "mohist:1:now:{tower}", "s/status/one") == 1)
        assert tower.feed.state.trouble == ""
        late = feeds.console(quick(server.port, user="console", tls=tls), password="s-secret")
        until(lambda: late.numbers[-1:] == [2])
        stranger = feeds.tower(
            quick(server.port, user="collector", tls=tls), "another", wait=False,
            password="c-secret",
        )  # fmt: skip
        until(lambda: stranger.feed.state.stand is FeedStand.LOST)
        assert server.command("KEYS", "*another*") == []
        for each in (stranger, late, console, tower):
            each.close()
    feeds.made.clear()


def test_a_wrong_password_is_said_and_tried_again(
    start_redis: Callable[..., Redis], feeds: Feeds
) -> None:
    server = start_redis("--requirepass", "secret")
    console = feeds.console(quick(server.port), wait=False, password="wrong")
    tower = feeds.tower(quick(server.port), wait=False, password="wrong")
    until(lambda: "password is wrong" in console.feed.state.trouble)
    until(lambda: "password is wrong" in tower.feed.state.trouble)
    assert console.feed.state.stand is FeedStand.LOST
    with server.connect(password="secret") as client:
        client.config_set("requirepass", "wrong")
    until(lambda: console.is_live() and tower.is_live())
    assert console.feed.state.trouble == ""


def test_who_may_only_listen_hears_what_comes_and_is_told_what_lacks(
    redis_server: Redis, feeds: Feeds
) -> None:
    words = CONSOLE.replace("+xrange", "-xrange").replace("+hgetall", "-hgetall").split()
    redis_server.command(*words)
    tower = feeds.tower(redis_server.port)
    tower.say(1)
    until(tower.has_said_all)
    console = feeds.console(quick(redis_server.port, user="console"), password="s-secret")
    tower.say(2)
    until(lambda: console.numbers == [2])
    assert "cannot be read" in console.feed.state.trouble


def test_a_channel_that_is_not_granted_is_said(redis_server: Redis, feeds: Feeds) -> None:
    redis_server.command(*CONSOLE.replace(" &mohist:1:feed:*", "").split())
    console = feeds.console(
        quick(redis_server.port, user="console"), wait=False, password="s-secret"
    )
    until(lambda: console.feed.state.stand is FeedStand.LOST)
    assert "perm" in console.feed.state.trouble.lower()


def test_a_redis_whose_memory_is_full_still_passes_on_what_comes(
    redis_server: Redis, feeds: Feeds
) -> None:
    tower, console = feeds.tower(redis_server.port), feeds.console(redis_server.port)
    tower.say(1)
    until(heard_all(console, tower))
    redis_server.command("CONFIG", "SET", "maxmemory", "1mb")
    tower.say(2)
    until(lambda: "does not keep" in tower.feed.state.trouble)
    until(heard_all(console, tower))
    redis_server.command("CONFIG", "SET", "maxmemory", "0")
    tower.say(3)
    until(heard_all(console, tower))
    until(lambda: tower.feed.state.trouble == "")
    assert console.numbers == [1, 2, 3]


def test_sentinels_fail_over(redis_sentinel: RedisWatched, feeds: Feeds) -> None:
    at = quick(
        redis_sentinel.master.port,
        connect_timeout=5,
        redis=RedisAccess(
            sentinels=(f"127.0.0.1:{redis_sentinel.sentinel.port}",),
            sentinel_master=redis_sentinel.sentinel.name,
        ),
    )
    tower, console = feeds.tower(at), feeds.console(at)
    tower.say(*range(5))
    until(heard_all(console, tower))
    redis_sentinel.master.kill()
    tower.say(*range(5, 20))
    until(lambda: redis_sentinel.sentinel.master_port() == redis_sentinel.replica.port, 20)
    until(heard_all(console, tower), 20)
    tower.say(20)
    until(heard_all(console, tower))
    assert console.numbers == tower.published
    assert console.feed.state.missed == 0


def test_a_cluster_with_tls(redis_cluster: RedisCluster, feeds: Feeds) -> None:
    towers, consoles = [], []
    for number, node in enumerate(redis_cluster.nodes):  # names in several slots, any server
        at = cluster_endpoint(redis_cluster, node)
        secret = redis_cluster.password
        consoles.append(feeds.console(at, password=secret))
        towers.append(feeds.tower(at, f"tower-{number}", password=secret))
    for number, tower in enumerate(towers):
        tower.say(*range(100 * number, 100 * number + 50))
    for console in consoles:
        until(heard_all(console, *towers))
    late = feeds.console(at, password=secret)
    until(lambda: {49, 149, 249} <= set(late.numbers))


def test_a_line_that_is_cut_in_the_middle_of_a_message(
    redis_server: Redis, feeds: Feeds, fault_proxy: Callable[..., FaultProxy]
) -> None:
    proxy = fault_proxy(redis_server.port)
    tower, console = feeds.tower(redis_server.port), feeds.console(proxy.port)
    tower.say(0)
    until(heard_all(console, tower))
    proxy.cut_after = 700
    tower.say(*range(1, 200))
    until(lambda: console.feed.state.stand is FeedStand.LOST)
    proxy.cut_after = None
    until(heard_all(console, tower))
    assert console.numbers == tower.published


def test_a_collector_whose_line_is_cut_says_nothing_twice(
    redis_server: Redis, feeds: Feeds, fault_proxy: Callable[..., FaultProxy]
) -> None:
    proxy = fault_proxy(redis_server.port)
    tower, console = feeds.tower(proxy.port), feeds.console(redis_server.port)
    for number in range(5):
        tower.say(*range(100 * number, 100 * number + 100))
        proxy.reset()
        until(lambda: tower.feed.state.stand is not FeedStand.LIVE or tower.has_said_all())
        until(tower.has_said_all)
    until(heard_all(console, tower))
    assert console.numbers == tower.published


def test_a_line_that_goes_silent_is_noticed(
    redis_server: Redis, feeds: Feeds, fault_proxy: Callable[..., FaultProxy]
) -> None:
    proxy = fault_proxy(redis_server.port)
    tower, console = feeds.tower(redis_server.port), feeds.console(proxy.port)
    tower.say(1)
    until(heard_all(console, tower))
    proxy.black_hole = True
    tower.say(2)
    until(lambda: console.feed.state.stand is FeedStand.LOST)
    proxy.black_hole = False
    until(heard_all(console, tower))
    assert console.numbers == [1, 2]
