"""Millions of keys are a tree of which only what is open is made."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.domain.operating.key_tree import About, AtLeast, KeyBranch, KeyTree


def names(tree: KeyTree, prefix: bytes = b"") -> list[tuple[bytes, int]]:
    return [(branch.name, branch.keys) for branch in tree.level(prefix).branches]


def test_a_level_shows_branches_with_their_counts_and_keys_by_name() -> None:
    tree = KeyTree()
    tree.add([b"user:1:name", b"user:1:cart", b"user:2:name", b"config", b"user"])
    assert names(tree) == [(b"config", 1), (b"user", 1), (b"user", 3)]
    assert names(tree, b"user:") == [(b"1", 2), (b"2", 1)]
    assert names(tree, b"user:1:") == [(b"cart", 1), (b"name", 1)]


def test_a_key_that_comes_twice_is_one() -> None:
    tree = KeyTree()
    tree.add([b"a:1", b"a:2"])
    assert len(tree) == 2
    tree.add([b"a:1", b"a:3"])
    assert names(tree) == [(b"a", 3)]
    assert sorted(tree.keys_below(b"a:")) == [b"a:1", b"a:2", b"a:3"]


def test_what_does_not_fit_is_counted() -> None:
    tree = KeyTree()
    tree.add(str(number).encode() for number in range(50))
    level = tree.level(most=10)
    assert [branch.name for branch in level.branches] == sorted(b"%d" % n for n in range(50))[:10]
    assert level.left == 40


def test_another_separator() -> None:
    tree = KeyTree(b"::")
    tree.add([b"a::b:c", b"a::d"])
    assert names(tree, b"a::") == [(b"b:c", 1), (b"d", 1)]


def test_estimates_say_that_they_are_and_have_two_digits() -> None:
    tree = KeyTree()
    tree.add([f"user:{number}".encode() for number in range(123)] + [b"one"])
    [one, users] = tree.level().scaled(0.1).branches
    assert users.keys == 1200
    assert isinstance(users.keys, About)
    assert one.keys == 1, "a key is a key"
    few = KeyBranch(b"a", b"a:", 9, is_key=False).scaled(0.1)
    assert (int(few.keys), type(few.keys)) == (9, AtLeast)
    [_one, users] = tree.level().scaled(1).branches
    assert users.keys == 123
    assert not isinstance(users.keys, About)
    assert tree.level(b"user:", most=23).scaled(0.5).left == 200


@given(
    st.lists(st.lists(st.binary(max_size=6).map(lambda b: b.replace(b"\x01", b":")), max_size=20)),
    st.sampled_from([b":", b"::", b"\x00"]),
)
def test_it_is_what_counting_by_hand_gives(pages: list[list[bytes]], separator: bytes) -> None:
    tree = KeyTree(separator)
    for page in pages:
        tree.add(page)
    every = {key for page in pages for key in page}
    assert len(tree) == len(every)
    assert sorted(tree.keys_below(b"")) == sorted(every)
    seen: set[bytes] = set()
    for prefix in (b"", *(b.prefix for b in tree.level(most=10_000).branches if not b.is_key)):
        below = [key for key in every if key.startswith(prefix)]
        names = [key[len(prefix) :] for key in below]
        folders = Counter(name.partition(separator)[0] for name in names if separator in name)
        level = tree.level(prefix, most=10_000)
        assert level.left == 0
        assert [b.prefix for b in level.branches] == sorted(b.prefix for b in level.branches)
        assert {b.name: b.keys for b in level.branches if not b.is_key} == folders
        keys = {b.prefix for b in level.branches if b.is_key}
        assert keys == {key for key in below if separator not in key[len(prefix) :]}
        seen |= keys
    assert seen <= every
