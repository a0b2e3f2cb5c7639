"""Take the screenshots of users and second persons, from the real program over a store of people.

    python docs/screenshots/users.py

Fills a store as sign-ins would. Look at the pictures after.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from make import Studio

from app.auth.oauth import Provider
from app.domain.estate import Inventory
from app.domain.inventory import Environment, Product, Stake
from app.domain.people import Role, Status, User
from app.domain.rights import Allowance, Place
from app.store.inventory.store import InventoryStore
from app.store.people.store import People
from app.views.users.grant_form import GrantForm
from app.views.users.matrix_dialog import MatrixDialog
from app.views.users.page import UsersPage
from app.views.widgets.ask import Ask
from app.workers.identity_parts import State

LOOKS = (("en", "light", "light"), ("en", "dark", "dark"), ("zh_CN", "light", "chinese"))
SSO, OTHER = "https://sso.example.com/realms/dba", "https://id.example.org"
SHOP = Product("p" * 32, "商城", "SHOP")
LIVE = Place("i1", "orders-1", Stake.PRODUCTION, "mysql", SHOP.id, "10.0.0.7:3306", "production")


@dataclass(frozen=True)
class Said:
    """What a provider would say."""

    subject: str
    username: str
    name: str = ""
    name_cn: str = ""
    email: str = ""
    groups: tuple[str, ...] = ("dba", "运维")


def fill(home: Path) -> User:
    """People as they came, with roles, grants and what waits; gives the owner."""
    store = InventoryStore(home / "data" / "inventory.db")
    store.open()
    store.save([SHOP, Environment("e" * 32, "production", Stake.PRODUCTION)], Inventory())
    people = People(store)

    def come(username: str, name: str, name_cn: str, provider: str = SSO) -> User:
        said = Said(username, username, name, name_cn, f"{username}@example.com")
        return people.find_or_create(provider, said)[0]

    def make(user: User, role: Role, status: Status = Status.ACTIVE) -> User:
        return people.change(replace(user, role=role, status=status), user, owner)

    owner = come("lin.mo", "Lin Mo", "林墨")
    wu = make(come("wu.qi", "Wu Qi", "吴起"), Role.DBA)
    zhao = make(come("zhao.yan", "Zhao Yan", "赵岩"), Role.DBA)
    du = come("du.juan", "Du Juan", "杜鹃")
    make(come("chen.xi", "Chen Xi", "陈曦"), Role.VIEWER)
    make(come("sun.bo", "Sun Bo", "孙博"), Role.DEVELOPER, Status.BLOCKED)
    come("guest", "A guest", "", OTHER)
    for number in range(1, 240):
        come(f"dev{number:03}", f"Developer {number}", f"开发{number:03}")
    now = people.standing(owner).now
    allowance = Allowance(
        ("session-kill", "parameter-set"), frozenset({"production"}), frozenset(),
        frozenset({SHOP.id}),
    )  # fmt: skip
    people.grant(du.id, allowance, now, now + 4 * 3600, "On call tonight, ticket 4711", owner)
    people.set_two_persons(True, owner)
    kill = "End a session of app@10.0.0.31\n\nKILL 4711"
    people.ask("session-kill", LIVE, kill, "a", wu)
    setting = "Set innodb_buffer_pool_size\n\nSET GLOBAL innodb_buffer_pool_size = 68719476736"
    asked = people.ask("parameter-set", LIVE, setting, "b", zhao)
    people.answer(asked.id, wu, agreed=True)
    skip = "Skip a transaction of replication\n\nSET GLOBAL sql_replica_skip_counter = 1"
    asked = people.ask("replication-skip", LIVE, skip, "c", wu)
    people.answer(asked.id, owner, agreed=False)
    store.close()
    return owner


class Album:
    """Pictures of one look after the other."""

    def __init__(self, studio: Studio, owner: User) -> None:
        self._studio, self._owner = studio, owner

    def take(self, look: tuple[str, str, str]) -> None:
        """All states in one look."""
        language, theme, suffix = look
        console = self._studio.open(language, theme)
        people, window = console.people, console.window
        people._is_shared = lambda: True  # as if the file were the team's server
        console.estate.load()
        identity = console.sign_in.identity
        identity.provider = Provider("sso", "统一认证 SSO", "mohist", issuer=SSO)
        identity._stand(State.IN, self._owner)  # as if they had signed in there
        page = next(each for each in window.pages if isinstance(each, UsersPage))
        window.show_page(window.pages.index(page))
        users = page.users
        self._wait(lambda: users.table.total == 100 and people.waiting != ())
        for number, row in enumerate(users._known.listed.users if users._known else ()):
            if row.username == "du.juan":
                users.panel.view.setCurrentIndex(users.panel.view.model().index(number, 0))
        self._studio.take(f"users-{suffix}")
        users.edit()
        self._studio.take(f"users-role-{suffix}")
        users.split.close_form()
        users.grant()
        form = users.split.form
        assert isinstance(form, GrantForm)
        form.abilities.choose(["session-kill", "key-rename"])
        form.stakes.choose(["production"])
        form.products.choose([SHOP.id])
        form.reason.setText("值班，工单 4711")
        self._studio.take(f"users-grant-{suffix}")
        users.split.close_form()
        page.open_matrix()
        self._wait(lambda: page.findChild(MatrixDialog) is not None)
        matrix = page.findChild(MatrixDialog)
        assert matrix is not None
        self._studio.settle()
        matrix.grab().save(str(HERE / f"users-rights-{suffix}.png"))
        matrix.tabs.setCurrentWidget(matrix.text)
        self._studio.settle()
        matrix.grab().save(str(HERE / f"users-rights-text-{suffix}.png"))
        matrix.reject()
        page.tabs.setCurrentWidget(page.approvals)
        self._wait(lambda: page.approvals.table.total == 3)
        self._studio.take(f"second-person-{suffix}")
        page.approvals.agree()
        ask = page.approvals.findChild(Ask)
        assert ask is not None
        self._studio.settle()
        ask.grab().save(str(HERE / f"second-person-agree-{suffix}.png"))
        ask.reject()

    def _wait(self, until: Callable[[], bool]) -> None:
        self._studio.wait(until)
        assert until()


def main() -> None:
    """All looks."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["MOHIST_HOME"] = name
        for look in LOOKS:
            home = Path(name) / look[2]
            owner = fill(home)
            studio = Studio(home)
            Album(studio, owner).take(look)
            studio.close()


if __name__ == "__main__":
    main()
