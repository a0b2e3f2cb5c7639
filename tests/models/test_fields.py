"""What a column says of a record."""

from dataclasses import replace

import pytest

from app import i18n
from app.models.fields import State
from tests.models.sessions import ID, SECONDS, SESSIONS, SQL, USER, Session


def test_a_state_has_a_shape_before_the_text() -> None:
    assert SESSIONS[SECONDS].shown(Session(1, seconds=61)) == "● 1 m 01 s"
    assert SESSIONS[SECONDS].shown(Session(1, seconds=6)) == "6 s"


@pytest.mark.parametrize("state", [state for state in State if state is not State.NONE])
def test_every_state_has_a_shape_and_a_word_in_each_language(state: State) -> None:
    assert state.shape
    assert state.word
    english = state.word
    i18n.install("zh_CN")
    assert state.word != english


def test_the_worst_state_ranks_highest() -> None:
    assert max(State, key=lambda state: state.rank) is State.ERROR


def test_a_missing_value_is_a_dash_and_nothing_when_copied() -> None:
    assert SESSIONS[SQL].shown(Session(1)) == "–"
    assert SESSIONS[SQL].full(Session(1)) == ""
    assert replace(SESSIONS[SQL], none="NULL").shown(Session(1)) == "NULL"


def test_a_statement_is_one_line_in_the_cell_and_whole_when_copied() -> None:
    session = Session(1, sql="SELECT 1,\n       2")
    assert SESSIONS[SQL].shown(session) == "SELECT 1, 2"
    assert SESSIONS[SQL].full(session) == "SELECT 1,\n       2"


def test_only_what_can_be_parsed_can_be_edited() -> None:
    assert SESSIONS[USER].is_editable(Session(1))
    assert not SESSIONS[ID].is_editable(Session(1))
    asked = replace(SESSIONS[USER], may_edit=lambda session: session.id > 5)
    assert not asked.is_editable(Session(1))
    assert asked.is_editable(Session(6))
