"""Reading INFO: whatever a server, a fork of it or a proxy writes there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines.redis.sampling.info import Taking, scalar, section_of, sections_of

SAID = (
    "# Replication\r\nrole:master\r\nconnected_slaves:2\r\n"
    "slave0:ip=10.0.0.1,port=6379,state=online,offset=900,lag=1\r\n"
    "slave1:ip=::1,port=6380,state=wait_bgsave,offset=0,lag=0\r\n"
    "slave_read_only:1\r\nmaster_repl_offset:1000\r\n\r\n"
    "# Keyspace\r\ndb0:keys=3,expires=1,avg_ttl=99\r\ndbgrowth:a=1\r\n"
)


def test_replicas_are_behind_by_bytes_and_seconds_and_broken_ones_by_none() -> None:
    fields, tables = Taking(
        {"info": frozenset({"role"}), "replica": frozenset(), "keyspace": frozenset({"keys"})}
    ).take(SAID)  # fmt: skip
    assert fields == {"info.role": "master"}
    assert tables["replica"] == {
        "10.0.0.1:6379": {"state": "online", "online": 1, "offset_lag": 100, "lag": 1},
        "::1:6380": {"state": "wait_bgsave", "online": 0, "offset_lag": None, "lag": None},
    }
    assert tables["keyspace"] == {"db0": {"keys": 3}}


def test_where_a_field_stands_is_learned_and_what_comes_and_goes_is_known() -> None:
    known = sections_of(SAID)
    assert section_of("role", known) == "replication"
    assert section_of("db0", known) == "keyspace"
    assert section_of("master_link_status", {}) == "replication"
    assert section_of("loading_eta_seconds", {}) == "persistence"
    assert section_of("aof_base_size", {}) == "persistence"
    assert section_of("of_a_later_release", known) == ""


def test_numbers_are_numbers_and_words_stay_words() -> None:
    assert [scalar(said) for said in ("12", "-1", "0.25", "-0.5", "94.10%", "0")] == [
        12, -1, 0.25, -0.5, 94.1, 0,
    ]  # fmt: skip
    words = ("", "7.0.15", "894.70K", "nan", "-nan", "inf", "1e5", "1_000", "²", "ok", "0" * 40)
    assert [scalar(word) for word in words] == list(words)
    assert isinstance(scalar("18446744073709551615"), str), "more than 63 bits is no counter here"


@given(st.text())
@settings(max_examples=50)
def test_any_text_at_all_is_read(said: str) -> None:
    wanted = frozenset({"role", "keys", "calls", "lag", ""})
    sections_of(said)
    Taking(
        dict.fromkeys(("info", "replica", "keyspace", "commandstats"), wanted)
    ).take(said)  # fmt: skip


_NAMES = st.sampled_from(["role", "slave0", "slave", "db1", "cmdstat_get", "master_repl_offset"])
_VALUES = st.one_of(st.text(alphabet="=,:ip0-9.x%", max_size=30), st.integers().map(str))


@settings(max_examples=50)
@given(st.lists(st.tuples(_NAMES, _VALUES)))
def test_lines_that_look_right_and_are_not(lines: list[tuple[str, str]]) -> None:
    said = "\r\n".join(f"{name}:{value}" for name, value in lines)
    wanted = frozenset({"role", "keys", "calls", "lag", "offset_lag"})
    _fields, tables = Taking(
        dict.fromkeys(("info", "replica", "keyspace", "commandstats"), wanted)
    ).take(said)
    for row in tables["replica"].values():
        lag = row["offset_lag"]
        assert lag is None or (isinstance(lag, int) and lag >= 0)
