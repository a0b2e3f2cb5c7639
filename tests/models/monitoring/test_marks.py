"""A mark that is told again with its end is one."""

from app.domain.monitoring.sample import Mark, MarkKind
from app.models.monitoring.marks import with_marks


def test_an_end_takes_the_place_of_its_beginning() -> None:
    begun = Mark("a", MarkKind.ALERT, 10, "Lag", reference="7")
    over = Mark("a", MarkKind.ALERT, 10, "Lag", until=20, reference="7")
    early = Mark("a", MarkKind.ACT, 5, "Killed")
    assert with_marks((begun,), [over, early]) == (early, over)
