"""The whole inventory goes out and comes back exactly, and a damaged file is named."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import Host, Instance, Product, Service
from app.store.exchange.json_file import json_of, read_json
from tests.store.exchange.conftest import full


def saved(tmp_path: Path, inventory: Inventory) -> Path:
    """The file of an inventory."""
    file = tmp_path / "inventory.json"
    file.write_text(json_of(inventory), "utf-8")
    return file


def test_what_goes_out_comes_back_exactly(tmp_path: Path) -> None:
    inventory = full()
    found = read_json(saved(tmp_path, inventory), Inventory())
    assert not found.refused
    assert {record.id: record for record in found.wanted} == inventory.records
    assert json_of(Inventory.of(found.added)) == json_of(inventory)


def test_added_changed_unchanged_refused(tmp_path: Path) -> None:
    inventory = full()
    file = saved(tmp_path, inventory)
    document = json.loads(file.read_text("utf-8"))
    document["host"][0]["cores"] = 64
    document["product"][0]["id"] = "9" * 32  # the name is there already
    document["instance"].append({**document["instance"][0], "id": "new", "name": "new"})
    document["instance"].append({"id": 7})
    file.write_text(json.dumps(document), "utf-8")
    found = read_json(file, inventory)
    assert [record.name for record in found.added] == ["new"]
    [host] = inventory.all(Host)
    assert found.changed == ((host, replace(host, cores=64)),)
    assert [refusal.text for refusal in found.refused] == [
        "Number 4 of instance makes no sense.", "There is already one called 商城.",
    ]  # fmt: skip
    assert set(found.wanted) == {found.added[0], found.changed[0][1]}


def test_what_belongs_to_something_refused_is_refused(tmp_path: Path) -> None:
    document = json.loads(json_of(full()))
    document["product"][0]["name"] = ""
    file = tmp_path / "x.json"
    file.write_text(json.dumps(document), "utf-8")
    found = read_json(file, Inventory())
    left = [record for record in found.added if isinstance(record, Product | Service | Instance)]
    assert [record.name for record in left] == ["@bare"]
    said = [str(refusal) for refusal in found.refused]
    assert any("A name is needed" in text for text in said)
    assert any("orders belongs to is not there" in text for text in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1, column 2"), ("[]", "no inventory of Mohist"),
        ('{"format": "mohist-inventory", "version": 2}', "another version of Mohist: 2"),
        ('{"x": ' + "[" * 100_000, "too deep"),
        ('{"format": "x", "y": ]', "no inventory of Mohist"),
    ],
)  # fmt: skip
def test_other_files_are_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        read_json(file, Inventory())


_LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_document_breaks_it(data: st.DataObject, tmp_path: Path) -> None:
    document: Any = json.loads(json_of(full()))
    at = document
    while True:  # walk to somewhere in it, and put something else there
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(at[key], dict | list) and at[key] and data.draw(st.booleans()):
            at = at[key]
            continue
        at[key] = data.draw(_LEAF | st.lists(_LEAF, max_size=2))
        break
    file = tmp_path / "x.json"
    file.write_text(json.dumps(document), "utf-8")
    with suppress(BadInput):
        found = read_json(file, Inventory())
        json_of(Inventory.of(found.wanted)).encode()
