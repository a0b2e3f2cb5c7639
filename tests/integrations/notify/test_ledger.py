"""What a channel was told and what waits, on the disk."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import files
from app.domain.monitoring.metric import Severity
from app.integrations.notify.ledger import (
    MOST_ITEMS,
    MOST_NOTICES,
    Ledger,
    Told,
    in_order,
    merged,
)
from app.integrations.notify.notice import Event
from tests.integrations.notify.notices import AT, item, notice

TOLD = Told(AT, Severity.WARNING, AT + 1)


def test_both_are_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    said = notice(item("库-1", text="\ud800 長"), more=2)
    Ledger(path).tell({"a": TOLD}, (), [said, notice()])
    back = Ledger(path)
    assert back.trouble is None
    assert back.told == {"a": TOLD}
    assert [each.notice.items[0].name for each in back.waiting] == ["库-1", "orders-1"]
    assert back.waiting[1].notice == notice()
    back.done([back.waiting[0].number])
    back.tell({}, ["a"], [])
    again = Ledger(path)
    assert again.told == {}
    assert [each.notice for each in again.waiting] == [notice()]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"version": 9, "told": {}, "waiting": []}', b"\xff",
                b'{"version": 1, "told": {"a": {}}, "waiting": []}', b"[" * 90_000],
)  # fmt: skip
def test_a_damaged_file_is_put_aside_and_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(content)
    ledger = Ledger(path)
    assert "begins anew" in str(ledger.trouble)
    assert (tmp_path / "c.damaged").read_bytes() == content
    ledger.tell({"a": TOLD}, (), [notice()])
    assert Ledger(path).told == {"a": TOLD}


def test_a_full_disk_is_said_and_nothing_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    ledger = Ledger(tmp_path / "c.json")
    write = files.write
    monkeypatch.setattr(files, "write", full)
    ledger.tell({"a": TOLD}, (), [notice()])
    assert "No space left on device" in str(ledger.trouble)
    assert len(ledger.waiting) == 1
    monkeypatch.setattr(files, "write", write)
    ledger.tell({}, (), [notice()])
    assert ledger.trouble is None
    assert len(Ledger(tmp_path / "c.json").waiting) == 2


def test_it_is_bounded_and_what_has_no_room_is_counted(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "c.json")
    all_of_them = [
        notice(*(item(f"n{number}-{each}") for each in range(10))) for number in range(300)
    ]
    ledger.tell({}, (), all_of_them)
    assert len(ledger.waiting) == MOST_NOTICES
    items = sum(len(each.notice.items) + each.notice.more for each in ledger.waiting)
    assert items == 3000
    assert len(merged(each.notice for each in ledger.waiting).items) == MOST_ITEMS
    assert merged(each.notice for each in ledger.waiting).more == 2500


def test_merged_is_what_was_said_last_of_each_firing() -> None:
    begin, end = item(), item(event=Event.END, ended=AT)
    again = item(since=AT + 50)
    both = merged([notice(begin, item("b")), notice(end), notice(again)])
    assert both.items == (item("b"), end, again)
    assert in_order(both).items == (item("b"), again, end)


def test_it_is_never_half_whoever_kills_it(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, '.')\n"
        "from app.integrations.notify.ledger import Ledger, Told\n"
        "from tests.integrations.notify.notices import notice\n"
        "ledger = Ledger(Path(sys.argv[1])); number = 0\n"
        "while True:\n"
        "    told = {f'a{number}': Told(1.0, 'critical', number)}\n"
        "    ledger.tell(told, [f'a{number - 1}'], [notice(more=number)])\n"
        "    ledger.done([each.number for each in ledger.waiting[:-1]])\n"
        "    number += 1\n"
        "    if number == 20: print('going', flush=True)\n"
    )
    path = tmp_path / "c.json"
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    with running.stdout:
        assert running.stdout.readline() == "going\n"
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    ledger = Ledger(path)
    assert ledger.trouble is None
    (alert,) = ledger.told
    assert ledger.waiting[-1].notice.more == int(alert[1:])
    assert json.loads(path.read_bytes())["version"] == 1


def test_a_channel_that_is_gone_leaves_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "c.json")
    ledger.tell({"a": TOLD}, (), [notice()])
    ledger.remove()
    ledger.done([1])  # the courier was still at it
    assert list(tmp_path.iterdir()) == []
