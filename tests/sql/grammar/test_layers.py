"""The grammar is one class in layers: none may replace what another stands on."""

from collections import defaultdict

import pytest

from app.sql.grammar import Parser
from app.sql.grammar.oracle import OracleParser
from app.sql.grammar.whole import Whole


@pytest.mark.parametrize("parser", [Parser, OracleParser])
def test_no_layer_overrides_another_but_what_is_abstract(parser: type[Whole]) -> None:
    owners: dict[str, list[str]] = defaultdict(list)
    for layer in parser.__mro__[:-1]:
        for name, value in vars(layer).items():
            own = callable(value) and not name.startswith("__")
            if own and not getattr(value, "__isabstractmethod__", False):
                owners[name].append(layer.__name__)
    assert {name: layers for name, layers in owners.items() if len(layers) > 1} == {}


@pytest.mark.parametrize("parser", [Parser, OracleParser])
def test_no_two_layers_claim_the_same_words(parser: type[Whole]) -> None:
    claims: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for layer in parser.__mro__:
        for words, method in vars(layer).get("STATEMENTS", {}).items():
            claims[words].add(method)
            assert callable(getattr(parser, method)), words
    assert [words for words, methods in claims.items() if len(methods) > 1] == []
