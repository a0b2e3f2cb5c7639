"""Whatever reaches a server stands in a flow that asks first: all of the program is read for it,
and each of those flows is tried with somebody who may not, and where nothing can be written down.
"""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.act import Act, Command
from app.domain.endpoint import Endpoint
from app.domain.errors import Refused, Unwritable
from app.domain.journal import Deed
from app.domain.people import Status, User
from app.flows.rights import Warden, made_in_rights
from tests.fakes import FakeJournal, warden

_APP = Path(__file__).parents[2] / "app"

OPENS = {
    "connect": ("engine",),
    "console": ("engine",),
    "sample": ("self._sampler",),
    "perform": ("session",),
    "execute": ("session", "self.session"),
    "commit": ("session",),
}
"""What reaches a server, by the name it goes by: `engine.connect(…)`. Engines themselves are below
all of this: nobody but these flows calls them. A rollback needs nobody's leave.
"""
BELOW = ("engines", "store")
"""Floors that are not read: what is asked about, and our own databases, whose `engine` is another
thing. All else is, whatever floors there will be.
"""


def unasked(source: str) -> Iterator[str]:
    """Functions that reach a server, and that nothing before them asks whether they may."""

    def walk(node: ast.AST, function: str, asked: bool) -> Iterator[str]:
        if isinstance(node, ast.FunctionDef):
            function = node.name
            asked = asked or any(
                ast.unparse(each).startswith("needs(") for each in node.decorator_list
            )
        if isinstance(node, ast.Call) and reaches(node.func) and not asked:
            yield function
        for child in ast.iter_child_nodes(node):
            yield from walk(child, function, asked)

    yield from walk(ast.parse(source), "the module", asked=False)


def reaches(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr in OPENS
        and ast.unparse(called.value) in OPENS[called.attr]
    )


def functions_called(source: str, name: str) -> int:
    if name not in source:
        return 0
    return sum(
        isinstance(node, ast.Call) and ast.unparse(node.func) == name
        for node in ast.walk(ast.parse(source))
    )


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted(_APP.rglob("*.py")):
        file = path.relative_to(_APP)
        if file.parts[0] not in BELOW:
            yield str(file), path.read_text("utf-8")


def test_all_floors_above_the_engines_are_read() -> None:
    read = {file.partition("/")[0] for file, _text in sources()}
    assert {"cli", "flows", "main.py", "monitor", "plans", "views", "workers"} <= read


def test_every_way_to_a_server_asks_first() -> None:
    """`_try` is the hand of `perform`, which asks; it is called there and nowhere else. `feed` is
    that of the console: see the next test."""
    found = [(file, function) for file, text in sources() for function in unasked(text)]
    assert found == [("flows/console/run.py", "feed"), ("flows/operate.py", "_try")]
    operate = (_APP / "flows" / "operate.py").read_text("utf-8")
    assert functions_called(operate, "_try") == 1
    perform = next(
        node for node in ast.parse(operate).body
        if isinstance(node, ast.FunctionDef) and node.name == "perform"
    )  # fmt: skip
    assert functions_called(ast.unparse(perform), "_try") == 1
    assert "needs(" in ast.unparse(perform.decorator_list[0])


def test_what_is_typed_runs_through_an_asked_read_or_an_act_alone() -> None:
    text = (_APP / "flows" / "console" / "run.py").read_text("utf-8")
    users = {
        function.name: function
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef)
        and any(
            isinstance(node, ast.Attribute) and node.attr == "feed" for node in ast.walk(function)
        )
    }
    assert set(users) == {"read", "perform"}  # `perform` is called by operate's, which asks
    assert "needs(Ability.RUN_STATEMENTS" in ast.unparse(users["read"].decorator_list[0])
    assert functions_called(text, "perform") == 1
    assert "from app.flows.operate import perform" in text


def test_every_way_is_one_of_those_that_are_looked_for() -> None:
    """Engines are had from one function, and the sampler of hosts is made in one place."""
    for name, only in (
        ("engine_for", "flows/connect.py"),
        ("HostSampler", "flows/watch/host_look.py"),
    ):
        assert [file for file, text in sources() if functions_called(text, name)] == [only]
    for way in ("engine.connect", "engine.console"):
        assert [file for file, text in sources() if functions_called(text, way)] == [
            "flows/connect.py"
        ]


@pytest.mark.parametrize(
    ("decorator", "found"),
    [("", ["log_in"]), ("@needs(Ability.CONNECT, at('endpoint'))\n", []), ("@cache\n", ["log_in"])],
)
def test_a_way_without_its_question_is_found(decorator: str, found: list[str]) -> None:
    source = f"{decorator}def log_in(endpoint, warden):\n    return engine.connect(endpoint)\n"
    assert [*unasked(source)] == found


@pytest.mark.parametrize(
    ("file", "decorator"),
    [
        ("flows/connect.py", '@needs(Ability.CONNECT, at("endpoint"))\n'),
        ("flows/console/ending.py", '@needs(Ability.RUN_STATEMENTS, at("session.endpoint"))\n'),
        ("flows/watch/host_look.py", '    @needs(Ability.CONNECT, at("self.endpoint"))\n'),
    ],
)
def test_taking_a_question_out_of_the_program_would_be_found(file: str, decorator: str) -> None:
    text = (_APP / file).read_text("utf-8")
    assert decorator in text
    assert not [*unasked(text)]
    assert [*unasked(text.replace(decorator, ""))]


LIVE = Endpoint("i2", "orders", "mysql", "db1", 3306, environment="live", production=True)
KILL = Act("session-kill", "End a session", (Command("KILL 7"),))


def asking() -> Iterator[tuple[str, str, str]]:
    """Each flow that asks by the decorator: its module, its name, and what it asks for."""
    for file, text in sources():
        for node in ast.walk(ast.parse(text)) if "@needs(" in text else ():
            body = getattr(node, "body", [])
            within = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
            for each in body if isinstance(node, (ast.ClassDef, ast.Module)) else ():
                for decorator in getattr(each, "decorator_list", ()):
                    if (written := ast.unparse(decorator)).startswith("needs("):
                        module = f"app.{file[:-3].replace('/', '.')}"
                        yield module, within + each.name, written


class Untouched:
    """What the flow would do it with: the first that is done with it fails."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked for before the right")


def begun(module: str, name: str, by: Warden, journal: FakeJournal) -> object:
    """Begin the flow with nothing that works but the warden and where it leads."""
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    call: Callable[..., object] = found
    known: dict[str, object] = {
        "warden": by, "endpoint": LIVE, "act": KILL, "session": Session(),
        "journal": journal, "self": SimpleNamespace(warden=by, endpoint=LIVE),
    }  # fmt: skip
    needed = [each for each in inspect.signature(call).parameters.values()
              if each.default is each.empty]  # fmt: skip
    return call(**{each.name: known.get(each.name, Untouched()) for each in needed})


class Session(Untouched):
    endpoint = LIVE


@pytest.mark.parametrize(("module", "name", "asks"), [*asking()])
def test_each_flow_is_refused_before_anything_is_done_and_that_is_written_down(
    module: str, name: str, asks: str
) -> None:
    journal = FakeJournal()
    blocked = Warden(User("u1", "lin", status=Status.BLOCKED), made_in_rights(), journal)
    with pytest.raises(Refused, match="lin is blocked"):
        begun(module, name, blocked, journal)
    [event] = journal.events
    assert (event.what, event.who) == (Deed.REFUSED, "lin")
    assert event.where.name == ("orders" if "at(" in asks else "")


@pytest.mark.parametrize(
    ("module", "name"), [each[:2] for each in asking() if "CONNECT" in each[2] or "act=" in each[2]]
)
def test_where_it_cannot_be_written_down_no_server_is_reached(module: str, name: str) -> None:
    """Logins and acts; what only reads runs in a session whose login was written down."""
    journal = FakeJournal()
    journal.full = True
    with pytest.raises(Unwritable):
        begun(module, name, warden(journal), journal)
    assert journal.events == []


def test_what_reaches_a_server_is_among_what_was_tried() -> None:
    found = {name for _module, name, asks in asking() if "at(" in asks}
    assert found == {"log_in", "open_console", "HostLook._look", "perform", "commit", "export",
                     "read", "_read"}  # fmt: skip
