"""Commands out of a file, from the menu to what came of them."""

import io
from pathlib import Path
from typing import Any

import pytest

from app.domain.act import Ending
from app.domain.console.pipeline import PipelineEnding
from app.domain.console.ran import RanEnding
from app.views.console.pipeline_dialog import PipelineDialog
from app.views.theme import DARK
from tests.servers.redis_servers import Redis
from tests.views.console.conftest import Opened


def begin(console: Opened, sheet: Any, path: Path, content: str) -> PipelineDialog:
    path.write_text(content, "utf-8")
    dialog = console.page.pipelines.take(sheet, path)
    console.qtbot.waitUntil(lambda: not dialog.view.bar.isVisible(), timeout=20_000)
    return dialog


def sent(console: Opened, dialog: PipelineDialog) -> PipelineDialog:
    dialog.view.send.click()
    console.qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    return dialog


def test_a_file_is_looked_through_weighed_and_sent(
    console: Opened, redis_server: Redis, tmp_path: Path
) -> None:
    redis_server.command("SET", "名0", "old")
    sheet = console.sheet(console.add(redis_server.port, "redis", access={"user": ""}))
    assert console.page.pipelines.can_begin()
    lines = [f'SET 名{n} "值 {n}"' for n in range(5000)]
    dialog = begin(
        console, sheet, tmp_path / "批量.redis", "\n".join([*lines, "INCR 名7", "GET 名8"])
    )
    file = dialog.file
    assert file is not None
    assert (file.commands, file.writes) == (5002, 5001)
    assert [(each.name, each.count) for each in file.kinds] == [
        ("SET", 5000), ("INCR", 1), ("GET", 1),
    ]  # fmt: skip
    console.page.apply_theme(DARK)  # while it stands open
    assert DARK.accent in dialog.view._edge.styleSheet()
    console.qtbot.waitUntil(dialog.view.hit.isVisible, timeout=20_000)
    assert "1,000 keys" in dialog.view.hit.text()
    sent(console, dialog)
    assert dialog.outcome is not None
    assert dialog.outcome.ending is PipelineEnding.STOPPED
    assert [each.line for each in dialog.view.troubles.table.records.values()] == [5001]
    assert redis_server.command("GET", "名4999") == "值 4999"
    (act,) = [act for act, _consent, _at in console.journal.intents]
    assert file.digest in act.commands[0].text
    assert act.hits == ("SET: 5,000", "INCR: 1")
    ((outcome,),) = console.journal.outcomes
    assert outcome.ending is Ending.FAILED
    assert "5,002 of 5,002" in outcome.text
    (ran,) = console.history
    assert ran.ended.ending is RanEnding.FAILED
    dialog.close()
    assert not console.page.pipelines.open


def test_what_cannot_be_sent_is_told_before_the_first(
    console: Opened, redis_server: Redis, tmp_path: Path
) -> None:
    sheet = console.sheet(console.add(redis_server.port, "redis", access={"user": ""}))
    dialog = begin(
        console, sheet, tmp_path / "a", 'SET a 1\nSET b "x\nKEYS *\nAUTH geheim\nSET c 1\n'
    )
    troubles = dialog.view.troubles.table.records.values()
    assert [each.line for each in troubles] == [2, 3, 4]
    assert not dialog.view.send.isEnabled()
    dialog.begin()
    assert not dialog.busy
    assert redis_server.command("DBSIZE") == 0
    dialog.close()
    dialog = begin(console, sheet, tmp_path / "b", "SETT a 1\nSET a\nSET a 1\nFLUSHDB\n")
    troubles = dialog.view.troubles.table.records.values()
    assert [each.line for each in troubles] == [1, 2]
    assert not dialog.view.send.isEnabled()
    dialog.view.word.setText("FLUSHDB")
    (tmp_path / "b").write_text("SET other 1\n")  # meanwhile
    sent(console, dialog)
    assert "was changed" in dialog.view.warned.text()
    assert redis_server.command("DBSIZE") == 0
    dialog.close()


def test_production_and_read_only(console: Opened, redis_server: Redis, tmp_path: Path) -> None:
    at = console.add(redis_server.port, "redis", access={"user": ""}, production=True)
    dialog = begin(console, console.sheet(at), tmp_path / "a", "SET a 1\n")
    assert not dialog.view.send.isEnabled()
    dialog.view.word.setText(at.name)
    assert sent(console, dialog).outcome
    assert redis_server.command("GET", "a") == "1"
    at = console.add(redis_server.port, "redis", access={"user": "", "read_only": True})
    dialog = begin(console, console.sheet(at), tmp_path / "b", "SET a 2\n")
    assert "read-only" in dialog.view.warned.text()
    assert not dialog.view.send.isEnabled()
    dialog = begin(console, console.sheet(at), tmp_path / "c", "GET a\n")
    assert sent(console, dialog).outcome
    assert redis_server.command("GET", "a") == "1"


@pytest.mark.parametrize("frozen", [False, True])
def test_it_is_stopped_within_a_second(
    console: Opened, start_redis: Any, tmp_path: Path, frozen: bool
) -> None:
    server = start_redis()
    sheet = console.sheet(console.add(server.port, "redis", access={"user": ""}))
    text = io.StringIO()
    text.writelines(f"SET k{n} {n}\n" for n in range(20_000))
    dialog = begin(console, sheet, tmp_path / "a", text.getvalue())
    dialog.view.batch.setValue(10)
    dialog.view.send.click()
    run = dialog.run
    assert run is not None
    with console.qtbot.waitSignal(run.told):
        pass
    if frozen:
        server.freeze()
    dialog.reject()
    with console.qtbot.waitSignal(run.finished, timeout=10_000):
        pass
    server.thaw()
    assert dialog.isVisible()
    console.qtbot.waitUntil(lambda: dialog.outcome is not None)
    done = dialog.outcome
    assert done is not None
    assert done.ending is PipelineEnding.CANCELLED
    assert 0 < done.progress.sent < 20_000
    assert frozen or not done.unanswered
    if not frozen:
        assert server.command("DBSIZE") == done.progress.sent
    dialog.reject()
    assert not dialog.isVisible()
    console.run(sheet, "PING")  # the tab is of use again
    assert sheet.below.messages.lines[-1].text
