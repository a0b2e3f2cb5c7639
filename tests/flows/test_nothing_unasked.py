"""Whatever reaches a server stands in a flow that asks first: all of the program is read for it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

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
FLOORS_ABOVE = ("flows", "workers", "models", "views", "cli.py", "main.py")


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
    for floor in FLOORS_ABOVE:
        place = _APP / floor
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            yield str(path.relative_to(_APP)), path.read_text("utf-8")


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
