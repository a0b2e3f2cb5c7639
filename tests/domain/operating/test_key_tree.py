"""Millions of keys are a tree of which only what is open is made."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.domain.operating import key_tree
from app.domain.operating.key_tree import KeyTree


def names(tree: KeyTree, prefix: bytes = b"") -> list[tuple[bytes, int]]:
    return [(branch.name, branch.keys) for branch in tree.level(prefix)[0]]


def test_a_level_shows_branches_with_their_counts_and_keys_by_name() -> None:
    tree = KeyTree()
    tree.add([b"user:1:name", b"user:1:cart", b"user:2:name", b"config", b"user"])
    assert names(tree) == [(b"config", 1), (b"user", 1), (b"user", 3)]
    assert names(tree, b"user:") == [(b"1", 2), (b"2", 1)]
    assert names(tree, b"user:1:") == [(b"cart", 1), (b"name", 1)]


def test_a_key_that_comes_twice_is_one_and_one_that_is_deleted_none() -> None:
    tree = KeyTree()
    tree.add([b"a:1", b"a:2"])
    assert len(tree) == 2
    tree.add([b"a:1", b"a:3"])
    assert names(tree) == [(b"a", 3)]
    tree.remove([b"a:2"])
    assert tree.keys_below(b"a:") == [b"a:1", b"a:3"]


def test_what_does_not_fit_is_counted() -> None:
    tree = KeyTree()
    tree.add(str(number).encode() for number in range(50))
    level, left = tree.level(most=10)
    assert len(level) == 10
    assert left == 40


def test_another_separator() -> None:
    tree = KeyTree(b"::")
    tree.add([b"a::b:c", b"a::d"])
    assert names(tree, b"a::") == [(b"b:c", 1), (b"d", 1)]


@given(
    st.lists(st.lists(st.binary(max_size=6).map(lambda b: b.replace(b"\x01", b":")), max_size=20)),
    st.integers(1, 7),
)
def test_it_is_what_counting_by_hand_gives(pages: list[list[bytes]], run: int) -> None:
    before, key_tree._RUN = key_tree._RUN, run
    try:
        tree = KeyTree()
        for page in pages:
            tree.add(page)
        every = {key for page in pages for key in page}
        assert len(tree) == len(every)
        folders = Counter(key.partition(b":")[0] for key in every if b":" in key)
        level, left = tree.level(most=10_000)
        assert left == 0
        assert [b.prefix for b in level] == sorted(b.prefix for b in level)
        assert {branch.name: branch.keys for branch in level if not branch.is_key} == folders
        assert {b.name for b in level if b.is_key} == {key for key in every if b":" not in key}
    finally:
        key_tree._RUN = before
