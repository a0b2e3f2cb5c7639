"""The newest samples, in memory."""

import gc
from array import array

import pytest

from app.monitor.history.tail import Kept, Tail, pack_log, unpack_log


def kept(at: int, *values: float, instance: int = 1, layout: int = 3) -> Kept:
    return Kept(instance, 2, at, 1, layout, array("f", values))


def test_what_was_put_in_comes_out_in_its_order() -> None:
    tail = Tail()
    tail.add(8, [kept(20, 1.5, -0.0), kept(10), kept(30, 7.0, instance=2)], 1)
    tail.add(9, [kept(40, 2.5, layout=4)], 2)
    assert tail.of(1, 2) == [kept(20, 1.5, -0.0), kept(10), kept(40, 2.5, layout=4)]
    assert tail.layouts(1) == {3, 4}
    assert tail.of(1, 1) == tail.of(3, 2) == []
    tail.drop(8)
    assert tail.of(2, 2) == []
    assert tail.last == 2


def test_a_day_of_samples_is_nothing_to_the_collector_of_garbage() -> None:
    tail, row = Tail(), [kept(number, 1.0, 2.0) for number in range(10_000)]
    before = len(gc.get_objects())
    tail.add(1, row, 1)
    assert len(gc.get_objects()) - before < 100
    assert len(tail.of(1, 2)) == 10_000


def test_a_row_of_the_log_is_whole_or_refused() -> None:
    row = [kept(10, 1.0), kept(20)]
    packed = pack_log(row)
    assert unpack_log(packed) == row
    for damaged in (packed[:-1], packed[:10], packed[:-1] + bytes([packed[-1] ^ 1])):
        with pytest.raises(ValueError, match="damaged"):
            unpack_log(damaged)
