"""Many servers are asked at once, and none of them keeps the others from being heard."""

from typing import Any

from app.domain.errors import ConnectFailed
from app.domain.stop import Stop
from app.workers.lane import wait_for_lanes
from app.workers.survey import AT_ONCE, Question, Survey


def answer(value: object) -> Question:
    return lambda _stop: value


def fail(_stop: Stop) -> None:
    raise ConnectFailed("Nothing listens there.")


def hang(stop: Stop) -> None:
    stop.wait(10)
    stop.check()


def heard_of(survey: Survey) -> tuple[dict[str, object], dict[str, str]]:
    answers: dict[str, object] = {}
    errors: dict[str, str] = {}
    survey.answered.connect(answers.__setitem__)
    survey.failed.connect(lambda name, error: errors.update({name: str(error)}))
    return answers, errors


def test_a_silent_one_delays_nobody_and_can_be_given_up(qtbot: Any) -> None:
    survey = Survey({"silent": hang, "one": answer(1), "dead": fail, "two": answer(2)})
    answers, errors = heard_of(survey)
    qtbot.waitUntil(lambda: len(survey.waiting) == 1)
    assert (answers, errors) == ({"one": 1, "two": 2}, {"dead": "Nothing listens there."})
    assert "silent" in survey.waiting
    with qtbot.waitSignal(survey.finished, timeout=1000):
        survey.cancel()
    assert not survey.waiting
    assert (len(answers), len(errors)) == (2, 1), "who was given up says nothing"
    wait_for_lanes()


def test_more_than_can_be_asked_at_once_wait_for_no_silent_one(qtbot: Any) -> None:
    names = [f"server {number}" for number in range(3 * AT_ONCE)]
    survey = Survey({"silent": hang} | {name: answer(name) for name in names})
    answers, _errors = heard_of(survey)
    qtbot.waitUntil(lambda: len(survey.waiting) == 1)
    assert sorted(answers) == sorted(names)
    with qtbot.waitSignal(survey.finished, timeout=1000):
        survey.cancel()
    wait_for_lanes()


def test_those_that_were_never_asked_can_be_given_up_too(qtbot: Any) -> None:
    survey = Survey({f"silent {number}": hang for number in range(2 * AT_ONCE)})
    with qtbot.waitSignal(survey.finished, timeout=1000) as ended:
        survey.cancel()
    assert ended.signal_triggered
    assert not survey.waiting
    wait_for_lanes()
