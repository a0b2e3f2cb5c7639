"""What judging costs: CPU per sample of MySQL's ten-second tier, beside what deriving it costs.

    .venv/bin/python -m benchmarks.judge [instances]

Every instance has all values of that tier; of one in fifty some are beyond their limits, and in
each round another one stops answering. A second is a tenth of what the fleet brings at 10 s.
"""

import random
import sys
import tempfile
import time
from pathlib import Path

from app.domain.inventory import DatabaseType
from app.domain.monitoring.alert import AlertState
from app.domain.monitoring.metric import Metric, Tier, key_of
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import Health, Raw, Sample
from app.monitor.alerts import Judge
from app.monitor.catalogue import Catalogue, load
from app.monitor.derive import Deriver

_ROUNDS = 20
_PERIOD = 10.0


def main() -> None:
    """Print it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    catalogue = load()
    derived = _deriving(catalogue)
    with tempfile.TemporaryDirectory() as name:
        now = 1_800_000_000.0
        judge = Judge(Path(name), catalogue, clock=lambda: now)
        judge.know(_subjects(count))
        metrics = [m for m in catalogue.of(DatabaseType.MYSQL) if m.tier is Tier.STATUS]
        seconds, samples, told = 0.0, 0, 0
        for round_ in range(_ROUNDS):
            for part in range(10):  # a second each: what comes is judged four times in it
                now += _PERIOD / 10
                those = range(part * count // 10, (part + 1) * count // 10)
                batch = [_sample(metrics, n, round_, now) for n in those]
                begun = time.process_time()
                for place in range(4):
                    told += len(judge.take(batch[place::4]))
                seconds += time.process_time() - begun
                samples += len(batch)
        firing = sum(alert.state is AlertState.FIRING for alert in judge.alerts)
    each = seconds / samples * 1e6
    print(f"values of a sample   {len(metrics)}")
    print(f"deriving             {derived:8.1f} µs a sample")
    print(f"judging              {each:8.1f} µs a sample ({each / derived:.2f} times deriving)")
    print(f"{count} at {_PERIOD:.0f} s       {seconds / (_ROUNDS * _PERIOD):8.2%} of a core")
    print(f"alerts               {firing} firing, {told} told in {_ROUNDS * _PERIOD:.0f} s")


def _subjects(count: int) -> list[Subject]:
    return [Subject(f"i{n}", f"mysql-{n}", "mysql", "master") for n in range(count)]


def _sample(metrics: list[Metric], number: int, round_: int, now: float) -> Sample:
    id_ = f"i{number}"
    if number == round_:
        return Sample(id_, Tier.STATUS, now, Health.DOWN, trouble="Nobody is there.")
    bad = number % 50 == 0
    values = {key_of(m.name): _value(m, bad) for m in metrics}
    return Sample(id_, Tier.STATUS, now, Health.UP, values, role="master")


def _value(metric: Metric, bad: bool) -> float:
    limits = metric.thresholds.get("", ())
    if not limits:
        return random.uniform(1.0, 1000.0)
    first = limits[0]
    beyond = bad and first.seconds > 0
    return first.limit - 1.0 if beyond is first.below else first.limit + 1.0


def _deriving(catalogue: Catalogue) -> float:
    """Microseconds for one sample of the tier."""
    deriver = Deriver(catalogue, DatabaseType.MYSQL)
    ask = catalogue.ask(DatabaseType.MYSQL, Tier.STATUS)
    fields = [f"{source}.{name}" for source, names in ask.wanted.items() for name in names]
    begun, rounds = 0.0, 400
    for round_ in range(rounds + 1):
        raw = Raw(10.0 * round_, dict.fromkeys(fields, 1000 + 7 * round_), uptime=1e6)
        if round_ == 1:
            begun = time.process_time()
        deriver.derive(Tier.STATUS, raw)
    return (time.process_time() - begun) / rounds * 1e6


if __name__ == "__main__":
    main()
