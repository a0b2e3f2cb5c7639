"""The history against a plain dict: whatever is written is read back, at every level."""

import math
import sqlite3
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import StoreTrouble
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Health, Sample
from app.monitor.history import History, Keeping
from app.monitor.history.keeping import DAY, HOUR
from tests.monitor.history.samples import DAWN, QPS, Clock, never, sample, steady

# ---------------------------------------------------------------------- what is read


def test_what_was_written_is_read_at_once_and_after_packing_and_after_opening_anew(
    history: History, tmp_path: Path, clock: Clock
) -> None:
    history.write(steady(DAWN, 300))
    before = history.series("a", QPS, DAWN, DAWN + DAY)
    assert list(before.means) == [float(n) for n in range(300)]
    assert list(before.times) == [DAWN + 10.0 * n for n in range(300)]
    assert before.step == 0
    history.compact(never)
    assert history.series("a", QPS, DAWN, DAWN + DAY) == before
    history.close()
    again = History(tmp_path / "history", clock=clock)
    assert again.series("a", QPS, DAWN, DAWN + DAY) == before
    assert again.instances() == ("a",)
    assert again.keys("a") == (QPS,)
    again.close()


def test_a_day_that_is_over_is_told_in_steps_and_its_samples_go_after_three(
    history: History, clock: Clock
) -> None:
    history.write(steady(DAWN, 8640))
    clock.now = DAWN + DAY + HOUR
    history.compact(never)
    month = history.series("a", QPS, DAWN - 29 * DAY, DAWN + DAY)
    assert month.step >= 300
    assert (min(month.lows), max(month.highs)) == (0.0, 8639.0)
    clock.now = DAWN + 5 * DAY
    history.compact(never)
    assert not list(history.folder.glob("raw-*"))
    day = history.series("a", QPS, DAWN, DAWN + DAY)
    assert day.step == 300
    assert list(day.means)[:2] == [14.5, 44.5]
    assert list(day.highs)[:2] == [29.0, 59.0]
    year = history.series("a", QPS, DAWN - 300 * DAY, DAWN + DAY, most=3000)
    assert year.step >= 3600
    clock.now = DAWN + 200 * DAY
    history.compact(never)
    assert history.series("a", QPS, DAWN, DAWN + DAY).step == 3600
    clock.now = DAWN + 450 * DAY
    history.compact(never)
    assert not list(history.series("a", QPS, DAWN, DAWN + DAY).times)
    assert history.instances() == ()


def test_no_peak_is_lost_where_many_samples_are_few_points(history: History) -> None:
    samples = steady(DAWN, 5000, 0.5)
    samples[3333] = sample(samples[3333].at, {QPS: 1e6})
    history.write(samples)
    shown = history.series("a", QPS, DAWN, DAWN + HOUR, most=100)
    assert len(shown.times) <= 100
    assert max(shown.highs) == 1e6
    assert min(shown.lows) == 0


def test_what_comes_late_or_twice_is_put_in_its_place(history: History, clock: Clock) -> None:
    samples = steady(DAWN, 200)
    history.write(samples[100:])
    history.compact(never)
    history.write(samples[:120])
    history.compact(never)
    assert list(history.series("a", QPS, DAWN, DAWN + DAY).means) == [float(n) for n in range(200)]


def test_of_two_values_of_one_moment_the_later_counts(history: History) -> None:
    model: dict[str, float] = {}
    for values in ({QPS: 1.0, "mysql.x": 2.0}, {QPS: 3.0}, {}, {"mysql.x": 4.0}):
        history.write([sample(DAWN, values)])
        model.update(values)
        for _form in range(2):
            for key in model:
                means = list(history.series("a", key, DAWN, DAWN + DAY).means)
                assert means == [model[key]]
            history.compact(never)


def test_several_keys_at_once_are_read_as_each_alone(history: History, clock: Clock) -> None:
    keys = (QPS, "mysql.x", "mysql.sometimes", "mysql.never")
    for day in range(6):
        begin = DAWN + day * DAY
        clock.now = begin
        history.write([sample(begin + 60 * n, {QPS: n, "mysql.x": -n}) for n in range(90)])
        history.write([sample(begin + 7200 + 60 * n, {"mysql.sometimes": n}) for n in range(9)])
        history.compact(never)
    history.write([sample(DAWN + 90, {"mysql.x": 7.0})])  # late, of a day that is rolled
    clock.now += HOUR
    history.compact(never)
    history.write([sample(clock.now + n, {QPS: n, "mysql.sometimes": 2 * n}) for n in range(9)])
    for begin, most in (
        (DAWN, 1 << 30),
        (DAWN, 2000),
        (DAWN + 5 * DAY, 100),
        (DAWN - 400 * DAY, 9),
    ):
        found = history.series_of("a", keys, begin, DAWN + 6 * DAY, most)
        for key in keys:
            alone = history.series("a", key, begin, DAWN + 6 * DAY, most)
            assert str(found[key]) == str(alone)  # NaN is like no other
        assert len(found[QPS].times) > 5
        assert not len(found["mysql.never"].times)


def test_late_samples_of_a_day_whose_own_are_gone_hide_nothing(
    history: History, clock: Clock
) -> None:
    history.write(steady(DAWN, 4000))
    clock.now = DAWN + 6 * DAY
    history.compact(never)
    history.write([sample(DAWN + 3, {QPS: -5.0}), sample(DAWN + 80_000, {QPS: 7.0})])
    history.compact(never)
    shown = history.series("a", QPS, DAWN, DAWN + DAY)
    assert shown.means[0] == 14.5
    assert shown.means[-1] == 7.0


def test_a_gap_stays_one_in_every_form(history: History, clock: Clock) -> None:
    whole = steady(DAWN, 8640)
    history.write([*whole[:1000], *whole[3000:]])
    _check_gap(history, 0)
    clock.now = DAWN + 6 * DAY
    history.compact(never)
    _check_gap(history, 300)


def _check_gap(history: History, step: float) -> None:
    shown = history.series("a", QPS, DAWN, DAWN + DAY, most=10_000)
    assert shown.step == step
    gaps = [at for at, mean in zip(shown.times, shown.means, strict=True) if math.isnan(mean)]
    assert len(gaps) == 1
    assert DAWN + 9_900 < gaps[0] < DAWN + 30_000
    assert list(shown.times) == sorted(set(shown.times))


def test_lines_are_broken_where_a_server_began_anew_or_did_not_answer(history: History) -> None:
    first, second, third, fourth = steady(DAWN, 4)
    history.write([first, sample(second.at, {QPS: 1.0}, restarted=True)])
    away = Sample("a", Tier.STATUS, third.at, Health.DOWN)
    history.write([away, fourth])
    means = list(history.series("a", QPS, DAWN, DAWN + DAY).means)
    assert [None if math.isnan(mean) else mean for mean in means] == [0, None, 1, None, 3]


def test_the_state_at_a_moment_is_that_of_the_last_sample_before_it(
    history: History, clock: Clock
) -> None:
    history.write(steady(DAWN, 200))
    history.write([Sample("a", Tier.HOURLY, DAWN, Health.UP, {"mysql.space": 4.0})])
    for _form in range(2):
        assert history.state_at("a", DAWN + 1_005) == {QPS: 100.0, "mysql.space": 4.0}
        assert history.state_at("a", DAWN + 2_500) == {"mysql.space": 4.0}
        assert history.state_at("a", DAWN - 1) == {}
        history.compact(never)
    clock.now = DAWN + 6 * DAY
    history.compact(never)
    assert history.state_at("a", DAWN + 610) == {QPS: 74.5, "mysql.space": 4.0}


def test_names_of_any_script_and_ten_thousand_keys(history: History, clock: Clock) -> None:
    values = {f"mysql.space/库{n}": float(n) for n in range(10_000)}
    history.write([sample(DAWN + 10 * n, values, "订单库-生产") for n in range(3)])
    history.compact(never)
    history.write([sample(DAWN + 1_000, {"mysql.space/新": 1.0}, "订单库-生产")])
    clock.now = DAWN + 2 * DAY
    history.compact(never)
    assert history.instances() == ("订单库-生产",)
    assert len(history.keys("订单库-生产")) == 10_001
    assert (
        list(history.series("订单库-生产", "mysql.space/库77", DAWN, DAWN + DAY).means) == [77] * 3
    )


def test_what_is_dated_wrongly_is_no_sample(history: History) -> None:
    for at in (math.nan, math.inf, -1.0, 0.0, DAWN + 100 * DAY):
        history.write([sample(at, {QPS: 1.0})])
    history.write([sample(DAWN, {QPS: math.inf}), sample(DAWN + 10, {QPS: 1e300})])
    assert not [mean for mean in history.series("a", QPS, 0, 1e12).means if math.isfinite(mean)]


def test_a_clock_that_is_set_back_loses_nothing(history: History, clock: Clock) -> None:
    history.write(steady(DAWN, 300))
    clock.now -= 30 * DAY
    history.write(steady(DAWN + 3_000, 300))
    history.compact(never)
    assert len(history.series("a", QPS, DAWN, DAWN + DAY).times) == 600


# ---------------------------------------------------------------------- any order, any values

Values = dict[int, dict[str, float]]
moments = st.integers(0, 3 * DAY - 1)
keys = st.sampled_from(["x", "y/1", "y/2", "z"])
floats = st.floats(-(2.0**99), 2.0**99, width=32)
truths = st.dictionaries(moments, st.dictionaries(keys, floats, max_size=4), max_size=24)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(truths, st.data())
def test_whatever_is_written_can_be_read_back(truth: Values, data: st.DataObject) -> None:
    """Late, twice, packed in between, rolled: as a dict would have it."""
    with tempfile.TemporaryDirectory() as name:
        clock = Clock(DAWN + 4 * DAY)
        history = History(Path(name), clock=clock, keeping=Keeping(raw=20 * DAY))
        model: Values = {}
        for _batch in range(data.draw(st.integers(1, 4))):
            some = data.draw(st.lists(st.sampled_from(sorted(truth)))) if truth else []
            history.write([sample(DAWN + at, truth[at]) for at in some])
            model.update({at: truth[at] for at in some})
            _check(history, model)
            history.compact(never)
            _check(history, model)
        clock.now = DAWN + 30 * DAY
        history.compact(never)
        _check_steps(history, model)
        history.close()


def _check(history: History, model: Values) -> None:
    for key in ("x", "y/1", "y/2", "z"):
        shown = history.series("a", key, DAWN, DAWN + 3 * DAY, most=1_000_000)
        read = {
            at: mean
            for at, mean in zip(shown.times, shown.means, strict=True)
            if not math.isnan(mean)
        }
        assert read == {DAWN + at: model[at][key] for at in sorted(model) if key in model[at]}
        assert list(shown.times) == sorted(set(shown.times))


def _check_steps(history: History, model: Values) -> None:
    for key in ("x", "y/1", "y/2", "z"):
        steps: dict[int, list[float]] = {}
        for at in sorted(model):
            if key in model[at]:
                steps.setdefault(at // 300 * 300, []).append(model[at][key])
        shown = history.series("a", key, DAWN, DAWN + 3 * DAY, most=1_000_000)
        points = [
            point
            for point in zip(shown.times, shown.lows, shown.means, shown.highs, strict=True)
            if not math.isnan(point[1])
        ]
        assert [at for at, *_rest in points] == [DAWN + at for at in steps]
        for (_at, low, mean, high), values in zip(points, steps.values(), strict=True):
            assert (low, high) == (min(values), max(values))
            assert low <= mean <= high


# ---------------------------------------------------------------------- many threads


def test_read_from_other_threads_nothing_is_missing_while_it_is_packed_and_rolled(
    history: History, clock: Clock
) -> None:
    acknowledged, ended, wrong = [0], threading.Event(), list[str]()

    def look() -> None:
        while not ended.is_set():
            least = acknowledged[0]
            shown = history.series("a", QPS, DAWN, DAWN + DAY, most=100_000)
            if shown.step == 0 and list(shown.means)[:least] != [float(n) for n in range(least)]:
                wrong.append(f"{least} samples were written, {len(shown.means)} read")
            if least and (shown.highs[-1] < least - 1 or history.keys("a") != (QPS,)):
                wrong.append("the newest is missing")

    readers = [threading.Thread(target=look) for _reader in range(2)]
    for reader in readers:
        reader.start()
    for n in range(0, 2000, 20):
        clock.now = DAWN + 10 * n + 300
        history.write(steady(DAWN, 2000)[n : n + 20])
        acknowledged[0] = n + 20
        if n % 100 == 0:
            history.compact(never)
    for later in (DAY + HOUR, 5 * DAY):
        clock.now = DAWN + later
        history.compact(never)
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_a_server_that_is_asked_less_often_for_a_while_shows_no_gaps(history: History) -> None:
    first, slow = steady(DAWN, 200), steady(DAWN + 2000, 20, 60.0)
    history.write([*first, *slow, *steady(DAWN + 3200, 100)])
    shown = history.series("a", QPS, DAWN, DAWN + DAY)
    assert [at for at, mean in zip(shown.times, shown.means, strict=True) if math.isnan(mean)] == []


# ---------------------------------------------------------------------- two consoles


def test_of_two_consoles_one_writes_and_the_other_reads_along_until_it_takes_over(
    history: History, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = History(tmp_path / "history", clock=clock)
    assert not other.is_writer
    assert other.notices
    history.write(steady(DAWN, 50))
    other.write(steady(DAWN + 5, 50))
    other.compact(never)
    assert len(other.series("a", QPS, DAWN, DAWN + DAY).times) == 50
    history.write(steady(DAWN + 500, 300))
    assert len(other.series("a", QPS, DAWN, DAWN + DAY).times) == 350
    history.compact(never)
    assert len(other.series("a", QPS, DAWN, DAWN + DAY).times) == 350
    history.close()
    monkeypatch.setattr("app.monitor.history.writer._TRY_AGAIN", 0.0)
    other.write(steady(DAWN + 3500, 1))
    assert len(other.series("a", QPS, DAWN, DAWN + DAY).times) == 351
    other.close()


def test_a_newer_mohists_history_is_left_alone(tmp_path: Path, history: History) -> None:
    history.write(steady(DAWN, 3))
    history.close()
    (path,) = history.folder.glob("raw-*.sqlite")
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreTrouble, match="newer"):
        History(history.folder)
    assert path.read_bytes() == before
