"""GTID sets behave like sets, and are written as the server writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.mysql.gtid import GtidSet, errant, own_transactions, parse_list, parse_set

A = "d79f71c0-eaf7-11f1-bae3-02fc00000001"
B = "d8d2d66e-eaf7-11f1-81b2-02fc00000001"

sources = st.sampled_from([A, B, f"{A}:nightly"])
members = st.sets(st.tuples(sources, st.integers(1, 40)))


def written(pairs: set[tuple[str, int]]) -> str:
    return ",".join(f"{source}:{number}" for source, number in pairs)


def listed(found: GtidSet) -> set[tuple[str, int]]:
    return {
        (source, number)
        for source, intervals in found.sources.items()
        for first, last in intervals
        for number in range(first, last + 1)
    }


@given(members, members)
def test_difference_and_union_are_those_of_sets(
    one: set[tuple[str, int]], two: set[tuple[str, int]]
) -> None:
    left, right = parse_set(written(one)), parse_set(written(two))
    assert listed(left) == one
    assert len(left) == len(one)
    assert listed(left - right) == one - two
    assert listed(left | right) == one | two
    assert bool(left - right) is bool(one - two)


@given(members)
def test_what_is_written_reads_the_same(pairs: set[tuple[str, int]]) -> None:
    found = parse_set(written(pairs))
    assert parse_set(str(found)).sources == found.sources


def test_is_written_like_the_server() -> None:
    text = f"{A}:1-5:7,\n{B}:3"
    assert str(parse_set(text)) == f"{A}:1-5:7,{B}:3"
    assert str(parse_set(f"{A.upper()}:1:2:3:9-5")) == f"{A}:1-3"
    assert str(parse_set(f"{A}:1-3:x:4-5")) == f"{A}:1-3,{A}:x:4-5"
    assert str(parse_set("")) == ""
    assert parse_set(f"{B}:9,{A}:4-6").first() == f"{A}:4"
    assert str(parse_set(f"{B}:9,{A}:4-6").of([B])) == f"{B}:9"


@pytest.mark.parametrize("text", ["1-2", f"{A}", f"{A}:", f"{A}:0-3", f"{A}:a-b", "0-1-2", "'"])
def test_no_set_is_no_set(text: str) -> None:
    with pytest.raises(ValueError, match=r"GTID|interval"):
        parse_set(text)


@given(st.text(max_size=30))
def test_any_text_is_a_set_or_a_value_error(text: str) -> None:
    for parse in (parse_set, parse_list):
        try:
            parse(text)
        except ValueError:
            continue


def test_lists_of_mariadb() -> None:
    mine, theirs = parse_list("0-1-100,1-5-7"), parse_list("0-2-105, 1-5-7,2-9-3")
    assert mine.behind(theirs) == {0: 5, 2: 3}
    assert theirs.behind(mine) == {}
    assert str(theirs) == "0-2-105,1-5-7,2-9-3"
    assert not parse_list("")
    assert str(parse_list("0-1-5,0-2-9")) == "0-2-9"
    with pytest.raises(ValueError, match="GTID"):
        parse_list("0-1")


def test_what_a_replica_wrote_and_its_source_lacks() -> None:
    assert errant(f"{B}:1-3", f"{A}:1-9,{B}:1-2") == f"{B}:3"
    assert errant(f"{B}:1-2", f"{B}:1-5") == ""
    assert errant("0-2-7,1-2-4", "0-1-9,0-2-7,1-2-3") == "1-2-4"
    assert errant("", f"{A}:1") == ""
    assert errant("nonsense", "0-1-1") == ""


def test_what_a_server_wrote_itself() -> None:
    mysql = {"gtid_executed": f"{A}:1-9,\n{B}:1-2", "server_uuid": B}
    assert own_transactions(mysql) == f"{B}:1-2"
    maria = {"gtid_binlog_state": "0-1-9,0-2-5,1-2-3", "server_id": "2"}
    assert own_transactions(maria) == "0-2-5,1-2-3"
    assert own_transactions({"gtid_executed": "", "server_uuid": B}) == ""
