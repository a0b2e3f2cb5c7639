"""Where the words of a statement stand."""

from app.audit.places import Places, word
from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse


def test_words_are_found_between_two_tokens() -> None:
    places = Places(["BEGIN", "A", ":=", "B", ";", "A", ";", "END"])
    assert list(places.of("A")) == [1, 5]
    assert list(places.within("A", 2, 7)) == [5]
    assert places.has("B", 3, 3)
    assert not places.has("B", 4, 7)
    assert not places.of("C")


def test_a_name_is_looked_for_as_its_token_is_called() -> None:
    parsed = parse("DECLARE l_a NUMBER; BEGIN L_A := 1; END;", Dialect.ORACLE)
    assert isinstance(parsed.tree, tree.Block)
    variable = parsed.tree.declarations[0]
    assert isinstance(variable, tree.DeclareVariable)
    assert len(Places(parsed.tokens.kinds).of(word(variable.names[0]))) == 2


def test_what_a_branch_left_out_uses_is_told() -> None:
    parsed = parse("BEGIN a := 1 $IF $$x $THEN + 1 $ELSE + l_b $END; END;", Dialect.ORACLE)
    assert parsed.whole
    assert "L_B" in parsed.omitted
    assert "A" not in parsed.omitted
