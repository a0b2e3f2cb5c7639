"""How a rule is made, and what it says of itself."""

import pytest

from app import i18n
from app.audit.registry import EVERYWHERE, MYSQL, Hits, Rule, catalogue, hit, hit_in_comment, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.sql import tree


def made(name: str, text: str) -> Rule:
    """A rule that is not entered in the catalogue."""

    def check(node: tree.Query, scope: Scope) -> Hits:
        yield hit(node, "never")

    check.__name__, check.__doc__ = name, text
    return Rule(
        id=name, severity=Severity.NOTICE, level=Level.TEXT, on=(tree.Query,),
        dialects=frozenset(MYSQL), in_default=True, parameters={}, bad=("SELECT 1",),
        good=("DO 1",), sources=("nobody",), check=check, family="tests",
    )  # fmt: skip


def test_the_documentation_is_the_docstring() -> None:
    rule = made(
        "made-up",
        """Something is wrong.

        Why: it breaks, and
        takes long: very long.

        Instead: do not.
        """,
    )
    assert rule.title == "Something is wrong."
    assert rule.why == "it breaks, and takes long: very long."
    assert rule.instead == "do not."


def test_the_documentation_speaks_the_language_of_the_user() -> None:
    rule = catalogue()["dml-require-where"]
    english = rule.title
    with i18n.speaking("zh_CN"):
        assert rule.title != english
    assert rule.title == english


def test_a_rule_is_called_after_its_function() -> None:
    rules = catalogue()
    assert list(rules) == sorted(rules)
    for name, one in rules.items():
        assert one.id == name
        assert one.family == one.check.__module__.rpartition(".")[2]
        if one.family != "plans":  # those are made of what app.plans knows
            assert name == one.check.__name__.replace("_", "-")


def test_no_name_is_given_twice() -> None:
    def dml_require_where(node: tree.Update, scope: Scope) -> Hits:
        """Another rule of that name."""
        yield hit(node, "never")

    enter = rule(
        Severity.ERROR, on=(tree.Update,), bad=["x"], good=["y"], sources=["z"], dialects=EVERYWHERE
    )
    with pytest.raises(ValueError, match="dml-require-where"):
        enter(dml_require_where)
    assert catalogue()["dml-require-where"].check is not dml_require_where


def test_a_check_of_tokens_belongs_to_its_rule() -> None:
    rule = catalogue()["dml-require-where"]
    assert rule.tokens_check is not None
    assert Dialect.ORACLE in rule.dialects


def test_hits() -> None:
    node = tree.Name(3, 5, ("a", "b"))
    assert hit(node, "x") == hit(3, "x", last=5)
    assert hit(4, "x") == hit(4, "x", last=4)
    assert hit(4, "{n} of {m}", n=3, m="k", about="t").values == (("n", "3"), ("m", "k"))
    assert hit_in_comment((-9, -2), "x").place == (-9, -2)
