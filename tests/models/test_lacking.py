"""Rules that did not run, of many files."""

from app.models.lacking import LackingRules


def test_each_rule_is_told_while_some_file_lacks_it() -> None:
    lacking = LackingRules()
    assert not lacking
    for n in range(100):
        lacking.note(f"{n}.sql", ("a", "b") if n else ("c",))
    assert len(lacking) == 100
    assert sorted(lacking.names()) == ["a", "b", "c"], "no list twice"
    lacking.note("0.sql", ("b", "d"))
    assert set(lacking.names()) == {"a", "b", "d"}
    lacking.forget(["0.sql", "gone.sql"])
    assert sorted(lacking.names()) == ["a", "b"]
