"""A mark that is told again with its end is one."""

from app.domain.monitoring.sample import Mark, MarkKind
from app.models.monitoring.marks import with_marks


def test_an_end_takes_the_place_of_its_beginning() -> None:
    begun = Mark("a", MarkKind.ALERT, 10, "Lag", reference="7")
    over = Mark("a", MarkKind.ALERT, 10, "Lag", until=20, reference="7")
    early = Mark("a", MarkKind.ACT, 5, "Killed")
    assert with_marks((begun,), [over, early]) == (early, over)


def test_a_window_that_stays_open_does_not_gather_them_for_ever() -> None:
    marks: tuple[Mark, ...] = ()
    for at in range(5):
        marks = with_marks(marks, [Mark("a", MarkKind.NOTE, at, "x")], most=3)
    assert [mark.at for mark in marks] == [2, 3, 4]
