"""The session of a server is put together of abilities that do not get in each other's way."""

from app.engines.mysql.flavours import session_class
from app.engines.mysql.server import recognise
from app.engines.mysql.session import MysqlSession
from app.engines.mysql.sessions import Sessions

OVERRIDDEN = {"blockers", "plan_parameter"}
HANDED_ON = {"replication_steps", "plan_replication"}
"""Each has its own steps and calls super() for the others'."""


def test_no_two_abilities_have_a_method_of_the_same_name() -> None:
    built = session_class(recognise("9.1.0", {"performance_schema": "ON"}))
    owner: dict[str, type] = {}
    for ability in built.__mro__[1:]:
        for name in vars(ability):
            if name.startswith("__") or ability is object:
                continue
            other = owner.setdefault(name, ability)
            overrides = name in HANDED_ON or (issubclass(other, ability) and name in OVERRIDDEN)
            assert other is ability or overrides, f"{name} of {other} and {ability}"
    assert issubclass(built, Sessions)
    assert issubclass(built, MysqlSession)


def test_servers_of_one_kind_share_their_class() -> None:
    one = session_class(recognise("9.1.0", {"performance_schema": "ON"}))
    assert one is session_class(recognise("8.0.36", {"performance_schema": "ON"}))
    assert one is not session_class(recognise("8.0.36", {"performance_schema": "OFF"}))
