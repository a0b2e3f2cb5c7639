"""Who is in a cluster and where each is reached, from what one server says."""

from typing import Any

from app.engines.redis.cluster_map import read_map

NODES = """\
aaa 10.0.0.1:7001@17001,one.example master - 0 0 1 connected 0-5460
bbb :7002@17002 myself,master - 0 0 2 connected 5461-10922
ccc 10.0.0.3:7003@17003 master - 0 0 3 connected 10923-16383 [5461->-bbb]
ddd 10.0.0.4:7004@17004 slave aaa 0 0 1 connected
eee :0@0 slave,fail,noaddr bbb 0 0 2 disconnected
fff 10.0.0.6:7006@17006 handshake - 0 0 0 connected
"""


def slots(*endpoints: Any) -> list[list[Any]]:
    ranges = ((0, 5460), (5461, 10922), (10923, 16383))
    return [[*both, *masters] for both, masters in zip(ranges, endpoints, strict=True)]


PLAIN = slots(
    [[b"10.0.0.1", 7001, b"aaa", []], [b"10.0.0.4", 7004, b"ddd", []]],
    [[b"", 7002, b"bbb", []]],
    [[b"10.0.0.3", 7003, b"ccc", []]],
)


def test_slots_have_owners_and_gaps_have_none() -> None:
    found = read_map(PLAIN, NODES, "10.0.0.2", {})
    assert found.masters == ("10.0.0.1:7001", "10.0.0.2:7002", "10.0.0.3:7003")
    assert [found.owner(slot) for slot in (0, 5460, 5461, 16383)] == [
        "10.0.0.1:7001", "10.0.0.1:7001", "10.0.0.2:7002", "10.0.0.3:7003",
    ]  # fmt: skip
    holed = read_map([PLAIN[0], PLAIN[2]], NODES, "10.0.0.2", {})
    assert holed.owner(6000) == ""
    assert read_map([], "", "h", {}).owner(0) == ""


def test_every_server_is_there_once_those_without_address_too() -> None:
    found = read_map(PLAIN, NODES, "10.0.0.2", {})
    assert [member.id for member in found.members] == ["aaa", "bbb", "ccc", "ddd", "eee"]
    assert found.members[-1].places == ()
    assert found.members[-1].name == "eee"


def test_a_server_that_leaves_its_address_out_is_where_it_was_asked() -> None:
    for empty in (None, b""):
        said = slots(PLAIN[0][2:], [[empty, 7002, b"bbb", []]], [[empty, 7003, b"ccc", []]])
        found = read_map(said, "", "gate.example", {})
        assert found.owner(6000) == "gate.example:7002"
        assert found.owner(16383) == "gate.example:7003"


def test_a_host_name_is_used_where_the_cluster_wants_it_and_the_address_behind_it() -> None:
    said = slots(
        [[b"one.example", 7001, b"aaa", [b"ip", b"10.0.0.1"]]],
        [[b"?", 7002, b"bbb", {b"ip": b"10.0.0.2"}]],
        [[b"10.0.0.3", 7003, b"ccc", [b"hostname", b"three.example"]]],
    )
    found = read_map(said, NODES, "10.0.0.2", {})
    first, second, third = found.members[:3]
    assert first.places == (("one.example", 7001), ("10.0.0.1", 7001))
    assert second.places == (("10.0.0.2", 7002),)
    assert third.places == (("10.0.0.3", 7003), ("three.example", 7003))
    assert found.name_at(("10.0.0.1", 7001)) == "one.example:7001"
    assert found.name_at(("unknown", 1)) == "unknown:1"


def test_a_server_keeps_the_name_it_was_dialled_by() -> None:
    found = read_map(PLAIN, NODES, "localhost", {"bbb": "localhost:17002"})
    assert found.owner(6000) == "localhost:17002"
    member = found.member("localhost:17002")
    assert member is not None
    assert member.places == (("localhost", 7002),)


def test_redis_before_7_says_less_and_nodes_may_not_be_granted() -> None:
    old = [[0, 16383, [b"10.0.0.1", 7001, b"aaa"], [b"10.0.0.4", 7004, b"ddd"]]]
    found = read_map(old, "", "10.0.0.1", {})
    assert [member.name for member in found.members] == ["10.0.0.1:7001", "10.0.0.4:7004"]
    assert found.masters == ("10.0.0.1:7001",)
