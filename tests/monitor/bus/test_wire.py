import contextlib
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.domain.monitoring.feed import Payload, Request, RequestKind
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Capture, CaptureKind, Health, Sample
from app.monitor.bus import bodies, wire
from tests.monitor.bus.payloads import ALERT, BY, CAPTURE, every, payloads, sample

SOME = settings(max_examples=60, deadline=None)
PLAIN: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=9)
    | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)  # fmt: skip


@given(payloads)
@SOME
def test_every_payload_comes_back_as_it_was(payload: Payload) -> None:
    assert wire.decode(wire.encode(payload), BY) == payload


@given(st.binary(max_size=200))
@SOME
def test_hostile_bytes_raise_nothing_but_our_error(data: bytes) -> None:
    for read in (wire.decode_frame, wire.decode_request, wire.decode_facts):
        _only_ours(read, data)
    _only_ours(lambda message: wire.decode(message, BY), data)


@given(
    st.sampled_from("samcr?"),
    st.dictionaries(st.sampled_from("iahfvxmroduketslcwpqnk"), PLAIN, max_size=8),
)
@SOME
def test_nor_do_messages_with_fields_that_are_not_what_they_should_be(
    kind: str, fields: dict[str, Any]
) -> None:
    _only_ours(lambda message: wire.decode(message, BY), msgpack.packb([kind, fields]))
    _only_ours(wire.decode_request, msgpack.packb([kind, fields]))


@given(payloads, st.data())
@SOME
def test_nor_does_a_message_with_one_field_replaced(payload: Payload, data: st.DataObject) -> None:
    kind, fields = msgpack.unpackb(wire.encode(payload))
    fields[data.draw(st.sampled_from(sorted(fields)))] = data.draw(PLAIN)
    _only_ours(lambda message: wire.decode(message, BY), msgpack.packb([kind, fields]))


@given(st.lists(PLAIN, max_size=6))
@SOME
def test_nor_does_a_frame_of_anything(parts: list[Any]) -> None:
    _only_ours(wire.decode_frame, msgpack.packb(parts))
    _only_ours(wire.decode_frame, msgpack.packb([wire.VERSION, *parts]))


def _only_ours(read: Any, data: bytes) -> None:
    with contextlib.suppress(BadInput):
        read(data)


def test_what_a_newer_one_adds_is_passed_over() -> None:
    kind, fields = msgpack.unpackb(wire.encode(sample()))
    assert wire.decode(msgpack.packb([kind, {**fields, "zz": [1, 2]}, "more"]), BY) == sample()
    assert wire.decode(msgpack.packb(["new", {"i": "one"}]), BY) is None
    frame = msgpack.packb([wire.VERSION, 5, 1, [b"x"], "more"])
    assert wire.decode_frame(frame) == wire.Frame(5, 1, (b"x",))


def test_another_version_is_refused_with_both_numbers() -> None:
    with pytest.raises(BadInput, match=r"version 2.*understands 1"):
        wire.decode_frame(msgpack.packb([2, "whatever"]))


def test_who_sampled_is_told_by_the_channel_and_not_by_the_message() -> None:
    told = wire.decode(wire.encode(ALERT), "another")
    assert getattr(told, "by", "") == "another"


def test_a_sample_of_twelve_values_has_about_three_hundred_bytes() -> None:
    values = {
        "mysql.threads_running": 12.0, "mysql.threads_connected": 312.0,
        "mysql.questions": 4211.7, "mysql.slow_queries": 0.0, "mysql.rows_read": 101233.4,
        "mysql.buffer_pool_hit": 99.82, "mysql.lock_waits": 0.0, "mysql.log_writes": 431.5,
        "mysql.tmp_disk_tables": 1.5, "mysql.bytes_sent": 1442112.4,
        "mysql.bytes_received": 321442.9, "mysql.aborted_connects": 0.0,
    }  # fmt: skip
    made = Sample("0f3c" * 8, Tier.STATUS, 1764338136.123, Health.UP, values, role="master")
    assert len(wire.encode(made)) < 320
    assert len(wire.encode(Sample("0f3c" * 8, Tier.LIVE, 1764338136.1, Health.DOWN))) < 70


def test_what_is_no_number_is_left_out() -> None:
    made = Sample(
        "one", Tier.LIVE, 1.0, Health.UP, {"a.b": float("nan"), "a.c": float("inf"), "a.d": 2.0}
    )
    assert getattr(wire.decode(wire.encode(made), ""), "values", None) == {"a.d": 2.0}


def test_numbers_without_an_end_are_refused() -> None:
    for bad in (float("inf"), float("nan"), "3", None, True, b"3"):
        message = msgpack.packb(["s", {"i": "one", "t": "live", "a": 1.0, "v": {"x": bad}}])
        with pytest.raises(BadInput):
            wire.decode(message, BY)


def test_a_capture_that_is_too_large_loses_rows_from_its_end() -> None:
    rows = tuple((number, "x" * 1000) for number in range(2000))
    large = Capture("one", CaptureKind.STATEMENTS, 1.0, ("id", "text"), rows)
    message = wire.encode(large)
    assert wire.MOST_MESSAGE * 0.6 < len(message) <= wire.MOST_MESSAGE
    told = wire.decode(message, BY)
    assert isinstance(told, Capture)
    assert told.rows == rows[: len(told.rows)]
    endless = Capture("one", CaptureKind.STATEMENTS, 1.0, ("text",), (("x" * 10**6,),))
    told = wire.decode(wire.encode(endless), BY)
    assert isinstance(told, Capture)
    assert told.rows == (("x" * bodies.MOST_TEXT,),)


def test_a_number_that_the_format_cannot_hold_goes_as_its_digits() -> None:
    made = Capture("one", CaptureKind.SESSIONS, 1.0, ("scn",), ((2**70,),))
    told = wire.decode(wire.encode(made), BY)
    assert isinstance(told, Capture)
    assert told.rows == ((str(2**70),),)


def test_what_is_no_unicode_is_replaced() -> None:
    made = Sample("one", Tier.LIVE, 1.0, Health.DOWN, trouble="half of \ud83d")
    assert getattr(wire.decode(wire.encode(made), BY), "trouble", "") == "half of ?"


def test_what_is_too_long_is_not_looked_into() -> None:
    with pytest.raises(BadInput, match="bytes"):
        wire.decode(b"\x00" * (wire.MOST_MESSAGE + 1), BY)
    with pytest.raises(BadInput, match="bytes"):
        wire.decode_frame(b"\x00" * (wire.MOST_FRAME + 1))


def test_frames_hold_messages_in_order() -> None:
    messages = [wire.encode(each) for each in every()]
    frame = wire.decode_frame(wire.encode_frame(1764338136000, 41, messages))
    assert (frame.epoch, frame.first, frame.last) == (1764338136000, 41, 44)
    assert [wire.decode(each, BY) for each in frame.messages] == list(every())
    alive = wire.decode_frame(wire.encode_frame(1, 45, ()))
    assert alive.last == 44


def test_requests_come_back() -> None:
    asked = Request(
        RequestKind.SILENCE, "quiet-1", 17.5, "lin", {"instance": "one", "until": 99.5}
    )  # fmt: skip
    assert wire.decode_request(wire.encode_request(asked)) == asked
    newer = msgpack.packb(["r", {"k": "explode", "i": "x", "a": 1.0}])
    assert wire.decode_request(newer) is None


def test_facts_keep_what_is_plain() -> None:
    data = msgpack.packb({"host": "tower", "n": 3, "bad": [1], "nan": float("nan")})
    assert wire.decode_facts(data) == {"host": "tower", "n": 3}
    assert wire.decode_facts(wire.encode_facts({"host": "tower"})) == {"host": "tower"}


def test_a_capture_with_rows_of_another_length_is_refused() -> None:
    kind, fields = msgpack.unpackb(wire.encode(CAPTURE))
    fields["w"][0].append("more")
    with pytest.raises(BadInput):
        wire.decode(msgpack.packb([kind, fields]), BY)
