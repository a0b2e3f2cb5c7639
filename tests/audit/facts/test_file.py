"""A snapshot comes back from its file as it was; what is none is refused in one sentence."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audit.facts import file
from app.domain.errors import UnreadableInput, Unwritable
from app.domain.snapshot import ColumnFacts, IndexFacts, Snapshot, TableFacts
from app.paths import resource

EXAMPLE = resource("facts") / "example.json"
SCHEMA = json.loads((resource("facts") / "snapshot.schema.json").read_text("utf-8"))
text = st.text(max_size=12)


@pytest.mark.parametrize("name", ["example.json", "example-oracle.json"])
def test_the_examples_are_as_the_schema_says(name: str) -> None:
    jsonschema.validate(json.loads((resource("facts") / name).read_text("utf-8")), SCHEMA)


@pytest.mark.parametrize("name", ["facts.json", "事实.json.gz"])
def test_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    snapshot = file.read(EXAMPLE)
    file.write(snapshot, tmp_path / name)
    assert file.read(tmp_path / name) == snapshot
    assert ((tmp_path / name).read_bytes()[:2] == b"\x1f\x8b") == name.endswith(".gz")


@given(
    st.builds(
        TableFacts,
        text,
        text,
        columns=st.lists(st.builds(ColumnFacts, text, text, default=st.none() | text)).map(tuple),
        indexes=st.lists(st.builds(IndexFacts, text, text)).map(tuple),
        rows=st.none() | st.integers(0, 1 << 64),
    )
)  # fmt: skip
@settings(max_examples=40)
def test_whatever_tables_are_called(
    tmp_path_factory: pytest.TempPathFactory, table: TableFacts
) -> None:
    path = tmp_path_factory.mktemp("facts") / "one.json"
    known = file.read(EXAMPLE)
    made = Snapshot(known.type, "x", (8,), known.taken, tables=(table,))
    file.write(made, path)
    jsonschema.validate(json.loads(path.read_text("utf-8")), SCHEMA)
    assert file.read(path) == made


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is no snapshot"),
        (b"SELECT 1;", "is no snapshot"),
        (b"[]", "is no snapshot"),
        (b"\x1f\x8bnonsense", "cannot be read"),
        (b'{"format":"mohist-snapshot","version":9}', "another version"),
        (b'{"format":"mohist-snapshot","version":1}', "is damaged"),
        (b"[" * 100_000, "is no snapshot"),
    ],
)
def test_what_is_no_snapshot(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=says) as error:
        file.read(path)
    assert error.value.hint


def test_values_are_not_taken_for_what_they_are_not(tmp_path: Path) -> None:
    document = json.loads(EXAMPLE.read_text("utf-8"))
    for path, value in ((("rows",), "many"), (("columns",), {}), (("name",), None)):
        broken = json.loads(json.dumps(document))
        broken["tables"][0][path[0]] = value
        (tmp_path / "facts.json").write_text(json.dumps(broken))
        with pytest.raises(UnreadableInput, match="is damaged"):
            file.read(tmp_path / "facts.json")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable):
        file.write(file.read(EXAMPLE), tmp_path / "file" / "facts.json")


def test_cut_in_the_middle(tmp_path: Path) -> None:
    whole = tmp_path / "whole.json.gz"
    file.write(file.read(EXAMPLE), whole)
    for length in (10, 100, whole.stat().st_size - 1):
        (tmp_path / "cut.json.gz").write_bytes(whole.read_bytes()[:length])
        with pytest.raises(UnreadableInput):
            file.read(tmp_path / "cut.json.gz")
