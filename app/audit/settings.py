"""What a SET says of the server's variables."""

from app.audit.scope import Scope
from app.sql import tree

_OFF = frozenset({"0", "off", "false"})


def variable(node: tree.VariableAssignment) -> str:
    """The system variable that is set, in lower case; "" where it is one of the user's."""
    match node.target:
        case tree.Variable(name=name) if name.startswith("@@"):
            return name.rpartition(".")[2].lstrip("@").lower()
        case tree.Column(name=name) | (tree.Name() as name):
            return name.name.lower()
        case _:
            return ""


def note_foreign_key_checks(node: tree.SetVariables, scope: Scope) -> None:
    """Remember, for a rule that asks `foreign_keys_unchecked`, what SET says of them."""
    for each in node.assignments:
        if variable(each) == "foreign_key_checks" and each.value is not None:
            word = scope.source(each.value).lower().strip("'\"")
            scope.memory["unchecked"] = word in _OFF


def foreign_keys_unchecked(scope: Scope) -> bool:
    """Whether this file has switched the checks of foreign keys off."""
    return bool(scope.memory.get("unchecked"))
