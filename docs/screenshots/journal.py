"""Take the screenshots of the journal, from the real program over a journal of some days.

    python docs/screenshots/journal.py

Starts a keychain as the tests do, so that entries are signed. Look at the pictures after.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from make import Studio

from app import i18n
from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.journal import Deed, Event, Where
from app.flows.command_journal import journal_of_commands
from app.main import Console
from app.store.journal import Journal, clock
from app.views.journal.anchor_dialog import AnchorDialog
from app.views.journal.page import JournalPage
from tests.servers.desktop import Desktop

LOOKS = (("en", "light", "light"), ("en", "dark", "dark"), ("zh_CN", "light", "chinese"))
ORDERS = Endpoint("o1", "orders-1", "mariadb", "10.0.0.1", 3306, environment="production")
CACHE = Endpoint("c1", "cache-1", "redis", "10.0.0.7", 6379, environment="test")
LEDGER = Where("l1", "ledger1", "10.1.0.1:1521", "production")
SESSIONS = 40
WORDS = {
    "in": ("{user} signed in at {provider}.", "{user} 通过 {provider} 登录。"),
    "out": ("{user} signed out.", "{user} 退出登录。"),
    "forged": ("The answer to the sign-in is not believed: its state is not ours.",
               "登录应答不可信：其 state 不是我们发出的。"),
    "refused": ("“End sessions and statements” is not for the role viewer in this environment:"
                " production.", "“结束会话和语句”不允许角色只读用户在此环境中执行：生产。"),
    "kill": ("End session {number}", "结束会话 {number}"),
    "parameter": ("Set max_connections", "设置 max_connections"),
    "keys": ("Delete 2 keys", "删除 2 个键"),
    "grant": ("{user} may “Set parameters” until 18:00: change 4711.",
              "{user} 在 18:00 前可“设置参数”：变更 4711。"),
    "rule": ("{user} changes the rule “Replication lag”.", "{user} 修改规则“复制延迟”。"),
}  # fmt: skip


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """Entries that are written now are of some days, and the clock is put forward once."""
    now, steps = clock.now, count(1)
    begun, at = datetime.now(UTC) - timedelta(days=days), now().monotonic

    def then() -> clock.Moment:
        passed = next(steps) * days * 86_400 / (SESSIONS * 6)
        leap = 300 if passed > days * 60_000 else 0
        return clock.Moment(begun + timedelta(seconds=passed - 300 + leap), at + passed)

    clock.now = then  # type: ignore[assignment]
    try:
        yield
    finally:
        clock.now = now  # type: ignore[assignment]


def fill(journal: Journal, language: str) -> None:
    """What people did."""

    def said(key: str, **named: object) -> str:
        return WORDS[key][language == "zh_CN"].format(**named)

    def note(deed: Deed, who: str, text: str, where: Where | None = None, whom: str = "") -> None:
        event = Event(deed, who, text, whom=whom, facts=(("user", who),))
        journal.note(event if where is None else Event(deed, who, text, where, whom))

    def act(name: str, title: str, at: Endpoint, *commands: tuple[str, Outcome]) -> None:
        planned = Act(name, title, tuple(Command(text) for text, _outcome in commands),
                      hits=("17 app@10.0.0.21",))  # fmt: skip
        noted = journal.intend(planned, Consent("林墨"), at)
        journal.conclude(noted, [outcome for _text, outcome in commands])

    done, failed = Outcome(Ending.DONE, "", 0.004), Outcome(Ending.FAILED, "", 0.002)
    for number in range(SESSIONS):
        note(Deed.SIGN_IN, "林墨", said("in", user="林墨", provider="SSO"))
        act("session-kill", said("kill", number=400 + number), ORDERS, (f"KILL {400 + number}",
            failed if number % 7 == 3 else done))  # fmt: skip
        if number % 3 == 0:
            act("parameter-set", said("parameter"), ORDERS,
                ("SET GLOBAL max_connections = 500", done))  # fmt: skip
        if number % 4 == 1:
            act("keys-delete", said("keys"), CACHE, ("UNLINK session:81", done),
                ("UNLINK session:82", Outcome(Ending.CANCELLED)))  # fmt: skip
        if number % 5 == 4:
            note(Deed.REFUSED, "王芳", said("refused"), LEDGER)
        if number % 9 == 2:
            note(Deed.SIGN_IN_FAILED, "", said("forged"))
        if number % 6 == 5:
            note(Deed.GRANT, "林墨", said("grant", user="王芳"), whom="王芳")
            note(Deed.RULES_CHANGED, "林墨", said("rule", user="林墨"))
        note(Deed.SIGN_OUT, "林墨", said("out", user="林墨"))


def journal_page(console: Console) -> JournalPage:
    """Bring it to the front."""
    pages = console.window.pages
    number = next(n for n, page in enumerate(pages) if isinstance(page, JournalPage))
    console.window.show_page(number)
    page = pages[number]
    assert isinstance(page, JournalPage)
    return page


def tampered(journal: Path) -> None:
    """Somebody makes it look as if another session had been ended."""
    file = max(journal.glob("journal-*.jsonl"))
    file.write_bytes(file.read_bytes().replace(b"KILL 431", b"KILL 439"))


def take(studio: Studio, home: Path, look: tuple[str, str, str]) -> None:
    """All states in one look."""
    language, theme, suffix = look
    i18n.install(language)
    with days_ago(6), journal_of_commands(home / "data") as journal:
        fill(journal, language)
    console = studio.open(language, theme)
    page = journal_page(console)
    studio.wait(lambda: page.table.total > 0)
    page.panel.view.select(page.table.key_at(2))
    studio.take(f"journal-{suffix}")
    page.keeping.take_anchor()
    studio.wait(lambda: bool(page.findChildren(AnchorDialog)))
    [dialog] = page.findChildren(AnchorDialog)
    studio.settle()
    dialog.grab().save(str(HERE / f"journal-anchor-{suffix}.png"))
    dialog.reject()
    page.filters.ending.setCurrentIndex(page.filters.ending.findData(Ending.REFUSED))
    page.filters.period.setCurrentIndex(page.filters.period.count() - 1)
    page.filters.begin.setDateTime(page.filters.begin.dateTime().addDays(-6))
    page.verify()
    studio.wait(page.verdict.close_it.isVisible)
    studio.take(f"journal-whole-{suffix}")
    page.filters.reset()
    tampered(home / "data" / "journal")
    page.verify()
    studio.wait(page.verdict.jump.isVisible)
    page.verdict.jump.click()
    studio.wait(lambda: page.panel.view.current is not None)
    studio.take(f"journal-tampered-{suffix}")
    studio.close()


def main() -> None:
    """All looks, each over a journal in its language."""
    for look in LOOKS:
        with tempfile.TemporaryDirectory() as bus, tempfile.TemporaryDirectory() as name:
            desktop = Desktop(Path(bus))
            os.environ["DBUS_SESSION_BUS_ADDRESS"] = desktop.address
            os.environ["MOHIST_HOME"] = name
            desktop.start_keychain()
            take(Studio(Path(name)), Path(name), look)
            desktop.close()


if __name__ == "__main__":
    main()
