from app.monitor.bus.order import Order, Position
from app.monitor.bus.wire import Frame


def frame(first: int, *messages: bytes, epoch: int = 7) -> Frame:
    return Frame(epoch, first, messages)


def test_who_begins_to_listen_misses_nothing() -> None:
    order = Order()
    assert order.continues(frame(100, b"a"))
    assert order.take(frame(100, b"a", b"b")) == (b"a", b"b")
    assert order.position == Position(7, 101)
    assert order.missed == 0


def test_what_was_heard_before_is_not_heard_again() -> None:
    order = Order(Position(7, 10))
    assert order.take(frame(9, b"9", b"10")) == ()
    assert order.take(frame(10, b"10", b"11")) == (b"11",)
    assert order.take(frame(10, b"10", b"11")) == ()
    assert order.take(frame(12)) == ()
    assert order.position == Position(7, 11)


def test_a_gap_is_seen_and_counted_when_it_cannot_be_filled() -> None:
    order = Order(Position(7, 10))
    assert order.continues(frame(11, b"11"))
    assert not order.continues(frame(13, b"13"))
    assert order.take(frame(13, b"13")) == (b"13",)
    assert (order.missed, order.position) == (2, Position(7, 13))


def test_a_sign_of_life_shows_that_the_end_is_missing() -> None:
    order = Order(Position(7, 10))
    assert order.continues(frame(11))
    assert not order.continues(frame(12))
    assert order.take(frame(12)) == ()
    assert (order.missed, order.position) == (1, Position(7, 11))


def test_a_collector_that_began_anew_counts_from_one_again() -> None:
    order = Order(Position(7, 10))
    assert not order.continues(frame(1, b"1", epoch=8))  # the end of the last run may be missing
    assert order.take(frame(1, b"1", epoch=8)) == (b"1",)
    assert (order.missed, order.position) == (0, Position(8, 1))
    assert order.take(frame(11, b"late", epoch=7)) == ()
    assert order.take(frame(3, b"3", epoch=9)) == (b"3",)
    assert (order.missed, order.position) == (2, Position(9, 3))


def test_nobody_is_led_to_a_number_that_cannot_be() -> None:
    order = Order(Position(7, 10))
    assert order.take(frame(2**52, b"x")) == ()
    assert order.take(frame(11, b"11")) == (b"11",)
