"""What a SET says of the server's variables."""

from app.audit.scope import Scope
from app.sql import tree

_OFF = frozenset({"0", "off", "false"})


def variable(node: tree.VariableAssignment) -> str:
    """The system variable that is set, in lower case; "" where it is one of the user's."""
    target = node.target
    if isinstance(target, tree.Variable):
        name = target.name
        return name.rpartition(".")[2].lstrip("@").lower() if name.startswith("@@") else ""
    if isinstance(target, tree.Column):
        return target.name.name.lower()
    return target.name.lower() if isinstance(target, tree.Name) else ""


def note_foreign_key_checks(node: tree.SetVariables, scope: Scope) -> None:
    """Remember, for a rule that asks `foreign_keys_unchecked`, what SET says of them."""
    for each in node.assignments:
        if variable(each) == "foreign_key_checks" and each.value is not None:
            word = scope.source(each.value).lower().strip("'\"")
            scope.memory["unchecked"] = word in _OFF


def foreign_keys_unchecked(scope: Scope) -> bool:
    """Whether this file has switched the checks of foreign keys off."""
    return bool(scope.memory.get("unchecked"))
