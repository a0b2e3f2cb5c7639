import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.flows.gather import ENDINGS, gather, in_natural_order, natural


def names(*paths: Path) -> list[str]:
    return [script.name for script in gather(paths)[0]]


def touch(folder: Path, *files: str) -> None:
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"SELECT 1;")


def test_versions_come_in_the_order_a_person_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, *[f"db/V{n}__x.sql" for n in (10, 9, 100, 2, 1)], "db/V2_1__x.sql")
    monkeypatch.chdir(tmp_path)
    assert names(Path("db")) == [
        str(Path("db") / f"V{n}__x.sql") for n in ("1", "2", "2_1", "9", "10", "100")
    ]


def test_a_folder_is_searched_to_the_bottom_for_scripts_only(tmp_path: Path) -> None:
    touch(tmp_path, "a/b/c/deep.SQL", "a/readme.md", "pkg.pkb", "dump.dump", "photo.png", "README")
    assert [Path(name).name for name in names(tmp_path)] == ["deep.SQL", "dump.dump", "pkg.pkb"]


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_every_ending_is_found(tmp_path: Path, ending: str) -> None:
    touch(tmp_path, f"x{ending}")
    assert names(tmp_path) == [str(tmp_path / f"x{ending}")]


def test_logs_are_taken_that_hold_statements(tmp_path: Path) -> None:
    (tmp_path / "slow.log").write_text("# Time: x\n# User@Host: a\n# Query_time: 1\nSELECT 1;\n")
    (tmp_path / "wide.log").write_text("# User@Host: a\n# Query_time: 1\nSELECT 1;\n", "utf-16")
    touch(tmp_path, "error.log", "pom.xml", "data.json")
    assert [Path(name).name for name in names(tmp_path)] == ["slow.log", "wide.log"]


def test_what_is_hidden_is_left_alone_unless_it_is_named(tmp_path: Path) -> None:
    touch(tmp_path, ".git/x.sql", ".cache/deep/x.sql", ".hidden.sql", "seen.sql")
    assert names(tmp_path) == [str(tmp_path / "seen.sql")]
    assert names(tmp_path / ".hidden.sql") == [str(tmp_path / ".hidden.sql")]
    assert names(tmp_path / ".git") == [str(tmp_path / ".git" / "x.sql")]


def test_a_named_file_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    touch(tmp_path, "general.log", "noending")
    paths = [tmp_path / "general.log", tmp_path / "noending"]
    assert names(*paths) == [str(path) for path in paths]


def test_the_same_file_is_taken_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a.sql", "b.sql")
    (tmp_path / "link.sql").symlink_to("a.sql")
    monkeypatch.chdir(tmp_path)
    assert names(Path("b.sql"), Path("./b.sql"), Path(), tmp_path) == ["b.sql", "a.sql"]


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    touch(tmp_path, "a/x.sql")
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "self.sql").symlink_to("self.sql")
    scripts, failures = gather([tmp_path])
    assert [script.name for script in scripts] == [str(tmp_path / "a" / "x.sql")]
    assert [failure.path for failure in failures] == [str(tmp_path / "self.sql")]


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    touch(tmp_path, "releases/7/x.sql")
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "current").symlink_to(tmp_path / "releases" / "7")
    assert names(tmp_path / "db") == [str(tmp_path / "db" / "current" / "x.sql")]


def test_what_does_not_exist_fails_and_the_rest_goes_on(tmp_path: Path) -> None:
    touch(tmp_path, "a.sql")
    (tmp_path / "dangling.sql").symlink_to("nowhere.sql")
    scripts, failures = gather([tmp_path / "none", tmp_path])
    assert [script.name for script in scripts] == [str(tmp_path / "a.sql")]
    assert {failure.path: failure.message for failure in failures} == {
        str(tmp_path / "none"): "There is no such file or folder.",
        str(tmp_path / "dangling.sql"): "There is no such file or folder.",
    }


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root and Windows may look everywhere"
)
def test_a_closed_folder_fails_and_the_rest_goes_on(tmp_path: Path) -> None:
    touch(tmp_path, "a.sql", "closed/x.sql")
    (tmp_path / "closed").chmod(0)
    try:
        scripts, failures = gather([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [script.name for script in scripts] == [str(tmp_path / "a.sql")]
    assert [failure.path for failure in failures] == [str(tmp_path / "closed")]


def test_standard_input_is_the_file_it_was_put_into(tmp_path: Path) -> None:
    touch(tmp_path, "kept.sql")
    scripts, _ = gather([Path("-")], standard_input=tmp_path / "kept.sql")
    assert [(script.name, script.path, script.size) for script in scripts] == [
        ("-", tmp_path / "kept.sql", 9)
    ]


def test_a_long_search_can_be_stopped(tmp_path: Path) -> None:
    touch(tmp_path, *[f"{n}/{n}.sql" for n in range(9)])
    asked = iter(range(100))
    scripts, _ = gather([tmp_path], stopped=lambda: next(asked) > 7)
    assert 0 < len(scripts) < 9


@given(st.lists(st.text(max_size=12)))
def test_any_names_can_be_sorted_and_no_two_are_the_same(found: list[str]) -> None:
    backwards = found[::-1]
    assert sorted(found, key=natural) == sorted(backwards, key=natural)
    assert all(
        natural(a) != natural(b) for a in found for b in found if a != b and "\\" not in a + b
    )


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_numbers_in_names_are_compared_as_numbers(a: int, b: int) -> None:
    assert (natural(f"db/V{a}__x.sql") < natural(f"db/V{b}__x.sql")) == (a < b)


@given(st.lists(st.tuples(st.sampled_from(["a", "b/V2__x", "b/V10__x", "b/V2"]), st.integers())))
def test_many_are_put_in_the_same_order_a_few_at_a_time(items: list[tuple[str, int]]) -> None:
    many = items * (1 + 1200 // max(len(items), 1))
    assert in_natural_order(many, lambda each: each[0]) == sorted(
        many, key=lambda each: natural(each[0])
    )
