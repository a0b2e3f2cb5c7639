"""Waits become trees, rings too."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.operating.locks import LockNode, LockParty, LockWait, blocker_tree, roots_of


def wait(waiter: str, blocker: str) -> LockWait:
    return LockWait(LockParty(waiter), LockParty(blocker), "row")


def drawn(node: LockNode) -> str:
    below = ",".join(drawn(each) for each in node.waiters)
    return node.party.session + ("*" if node.in_cycle else "") + (f"({below})" if below else "")


def test_who_waits_for_nobody_stands_at_the_root_and_the_worst_comes_first() -> None:
    roots = blocker_tree((wait("2", "1"), wait("9", "8"), wait("3", "2"), wait("4", "1")))
    assert [drawn(root) for root in roots] == ["1(2(3),4)", "8(9)"]
    assert [root.blocked for root in roots] == [3, 1]


def test_who_waits_for_two_hangs_below_both() -> None:
    roots = blocker_tree((wait("3", "1"), wait("3", "2")))
    assert sorted(drawn(root) for root in roots) == ["1(3)", "2(3)"]


def test_a_ring_ends_where_it_comes_round() -> None:
    assert [drawn(root) for root in blocker_tree((wait("1", "2"), wait("2", "1")))] == ["1(2(1*))"]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=9))
def test_nobody_who_waits_is_left_out(pairs: list[tuple[int, int]]) -> None:
    waits = tuple(wait(str(a), str(b)) for a, b in pairs)
    names = "".join(drawn(root) for root in blocker_tree(waits))
    assert all(each.waiter.session in names and each.blocker.session in names for each in waits)


def test_a_queue_where_each_waits_for_all_before_stays_drawable() -> None:
    pairs = [wait(str(a), str(b)) for a in range(200) for b in range(a)]
    (root,) = blocker_tree(tuple(pairs))
    assert root.party.session == "0"
    assert root.blocked < 30_000, "not two to the power of two hundred"


def test_the_roots_of_who_waits() -> None:
    roots = blocker_tree((wait("2", "1"), wait("3", "2"), wait("3", "7"), wait("9", "8")))

    def found(*sessions: str) -> set[str]:
        return {each.party.session for each in roots_of(roots, map(LockParty, sessions))}

    assert found("3") == {"1", "7"}, "it waits for both"
    assert found("2") == {"1"}
    assert found("8") == {"8"}
    assert found("9", "2") == {"1", "8"}
    assert found("5") == set()


def test_the_longest_wait_below() -> None:
    waits = (
        LockWait(LockParty("2"), LockParty("1"), "row", seconds=4.0),
        LockWait(LockParty("3"), LockParty("2"), "row", seconds=9.0),
        wait("4", "2"),
    )
    [root] = blocker_tree(waits)
    assert root.longest == 9.0
    assert blocker_tree((wait("2", "1"),))[0].longest is None
