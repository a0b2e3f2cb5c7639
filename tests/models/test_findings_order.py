"""What is shown and in what order, against the plain way to say it."""

import tracemalloc
from collections.abc import Generator
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from app.domain.finding import Finding, Level, Position, Severity
from app.flows.gather import natural
from app.models.findings_order import (
    Choice,
    Column,
    Grouping,
    Order,
    chosen,
    grouped,
    ordered,
    words_of,
)
from app.models.findings_pages import PAGE
from app.models.findings_store import FindingStore

T = TypeVar("T")

places = st.builds(lambda line: Position(line, 1, line * 10), st.integers(1, 50))
findings = st.builds(
    Finding,
    rule=st.sampled_from(["dml-require-where", "query-no-select-star", "naming"]),
    severity=st.sampled_from(Severity),
    level=st.just(Level.TEXT),
    template=st.just("{what} is wrong"),
    values=st.builds(lambda what: (("what", what),), st.sampled_from(["Column", "TABLE", "日志"])),
    statement=st.integers(0, 9),
    object=st.sampled_from(["", "orders", "Users", "日志"]),
    start=places,
    end=places,
    suppressed=st.sampled_from([None, "agreed"]),
    note=st.none(),
    mark=st.just(""),
)
paths = st.sampled_from(["V2.sql", "V10.sql", "a/V1.sql", "日志.sql"])
some = st.lists(findings, max_size=5)
several = st.builds(lambda some, times: some * times, some, st.integers(PAGE // 5, PAGE))
found = st.lists(st.tuples(paths, some | several), max_size=40)
orders = st.builds(Order, st.sampled_from(Column), st.booleans())
choices = st.builds(
    Choice,
    words=st.sampled_from(["", "WRONG", "v1", "column star", "日志", "nothing has this"]).map(
        words_of
    ),
    severities=st.frozensets(st.sampled_from(Severity)),
    suppressed=st.booleans(),
    files=st.none() | st.frozensets(paths),
)


def filled(batches: list[tuple[str, list[Finding]]]) -> FindingStore:
    store = FindingStore()
    for path, some in batches:
        store.add(path, some)
    return store


def worked_out(steps: Generator[None, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def plain_value(finding: Finding, column: Column) -> object:
    return {
        Column.SEVERITY: -finding.severity,
        Column.RULE: finding.rule,
        Column.MESSAGE: finding.message,
        Column.OBJECT: (finding.object == "", finding.object.casefold()),
        Column.FILE: 0,
        Column.LINE: finding.start.line,
    }[column]


@given(found, orders)
def test_sorting_is_what_sorted_gives(
    batches: list[tuple[str, list[Finding]]], order: Order
) -> None:
    store = filled(batches)

    def key(number: int) -> tuple[object, ...]:
        finding, path = store.finding(number), store.path(number)
        return (
            plain_value(finding, order.column),
            (natural(path), path),
            finding.start.offset,
            number,
        )

    expected = sorted(range(len(store)), key=key, reverse=order.descending)
    assert worked_out(ordered(store, order, len(store))) == expected


@given(found, found, orders)
def test_what_comes_while_it_is_sorted_is_left_for_the_next_time(
    batches: list[tuple[str, list[Finding]]],
    late: list[tuple[str, list[Finding]]],
    order: Order,
) -> None:
    store = filled(batches)
    count = len(store)
    expected = worked_out(ordered(store, order, count))
    steps = ordered(store, order, count)
    numbers: list[int] = []
    for path, some in late:
        store.add(f"late/{path}", some)
        try:
            next(steps)
        except StopIteration as end:
            numbers = end.value
            break
    else:
        numbers = worked_out(steps)
    assert numbers == expected


@given(found, choices)
def test_choosing_keeps_the_order_and_what_is_admitted(
    batches: list[tuple[str, list[Finding]]], choice: Choice
) -> None:
    store = filled(batches)

    def admitted(number: int) -> bool:
        finding, path = store.finding(number), store.path(number)
        text = f"{finding.rule}\n{finding.message}\n{finding.object}\n{path}".casefold()
        return (
            finding.severity in choice.severities
            and (choice.suppressed or finding.suppressed is None)
            and (choice.files is None or path in choice.files)
            and all(word in text for word in choice.words)
        )

    numbers = list(range(len(store)))[::-1]
    assert worked_out(chosen(store, numbers, choice)) == [n for n in numbers if admitted(n)]


@given(found, st.sampled_from([Grouping.FILE, Grouping.RULE]))
def test_every_finding_is_in_one_group_and_in_order(
    batches: list[tuple[str, list[Finding]]], by: Grouping
) -> None:
    store = filled(batches)
    groups = worked_out(grouped(store, range(len(store)), by))
    assert sorted(n for group in groups for n in group.numbers) == list(range(len(store)))
    assert all(group.numbers == sorted(group.numbers) for group in groups)
    assert len({group.key for group in groups}) == len(groups)
    for group in groups:
        assert group.counts.total() == len(group.numbers)
        keys = {
            store.path(n) if by is Grouping.FILE else store.finding(n).rule for n in group.numbers
        }
        assert keys == {group.key}


def test_many_are_sorted_in_small_steps() -> None:
    """The window lives between two steps, so no step may look at more than a slice."""
    store = FindingStore()
    for n in range(20):
        store.add(
            f"V{n}.sql",
            [
                Finding(
                    "naming",
                    Severity.NOTICE,
                    Level.TEXT,
                    "",
                    (),
                    0,
                    str(-n * m % 977),
                    Position(m, 1, m),
                    Position(m, 2, m + 1),
                )
                for m in range(500)
            ],
        )
    steps = ordered(store, Order(Column.OBJECT), len(store))
    count = sum(1 for _ in iter(lambda: next(steps, "end"), "end"))
    assert count >= 10_000 / 512


def test_forgetting_a_file_leaves_the_others_as_they_were() -> None:
    store = FindingStore()
    one = Finding(
        "a", Severity.ERROR, Level.TEXT, "", (), 0, "", Position(1, 1, 0), Position(1, 2, 1)
    )
    two = Finding(
        "b", Severity.NOTICE, Level.TEXT, "", (), 0, "", Position(1, 1, 0), Position(1, 2, 1)
    )
    store.add("x.sql", [one])
    store.add("y.sql", [two, one])
    store.add("x.sql", [two])
    store.forget(["x.sql"])
    assert [(store.path(n), store.finding(n)) for n in range(len(store))] == [
        ("y.sql", two),
        ("y.sql", one),
    ]
    assert store.totals == {Severity.ERROR: 1, Severity.NOTICE: 1}
    assert store.of_file("x.sql") == []
    assert store.of_file("y.sql") == [0, 1]


@given(found, st.data())
def test_what_is_left_is_as_if_a_forgotten_file_had_never_come(
    batches: list[tuple[str, list[Finding]]], data: st.DataObject
) -> None:
    store = filled(batches)
    gone = data.draw(st.sets(st.sampled_from(["no.sql", *{path for path, _found in batches}])))
    store.forget(gone)
    never = filled([(path, found) for path, found in batches if path not in gone])
    assert [(store.path(n), store.finding(n)) for n in store.numbers] == [
        (never.path(n), never.finding(n)) for n in never.numbers
    ]
    assert (store.keys, store.totals) == (never.keys, never.totals)
    for path, _found in batches:
        assert store.of_file(path) == never.of_file(path)
        assert store.marks(path) == never.marks(path)


@given(found)
def test_each_line_is_marked_with_its_worst(batches: list[tuple[str, list[Finding]]]) -> None:
    store = filled(batches)

    def check() -> None:
        for path in store.keys:
            kinds: dict[int, set[int]] = {}
            for number in store.of_file(path):
                finding = store.finding(number)
                rank = 0 if finding.suppressed is not None else int(finding.severity)
                kinds.setdefault(finding.start.line, set()).add(rank)
            marks = {line: kind or 0 for line, kind in store.marks(path).items()}
            assert marks == {line: max(ranks) for line, ranks in kinds.items()}

    check()
    for path in store.keys:
        store.change(path, lambda finding: finding.suppressed_for("agreed"))
    check()


@given(found)
def test_what_goes_into_a_report_is_all_of_them(batches: list[tuple[str, list[Finding]]]) -> None:
    store = filled(batches)
    report = store.batches()
    store.forget({path for path, _found in batches})  # which is of no concern to it
    by_file: dict[str, list[Finding]] = {}
    for path, some in report():
        by_file.setdefault(path, []).extend(some)
    expected: dict[str, list[Finding]] = {}
    for path, each in batches:
        if each:
            expected.setdefault(path, []).extend(each)
    assert by_file == expected


@given(found, st.data())
def test_what_is_changed_is_changed_everywhere(
    batches: list[tuple[str, list[Finding]]], data: st.DataObject
) -> None:
    store = filled(batches)
    changed = data.draw(st.sampled_from(["no.sql", *{path for path, _found in batches}]))
    words = [store.words(n) for n in store.numbers]
    store.change(changed, lambda finding: finding.suppressed_for("a reason")._replace(object="O"))
    new = [
        (path, [each.suppressed_for("a reason")._replace(object="O") for each in some])
        if path == changed else (path, some)
        for path, some in batches
    ]  # fmt: skip
    never = filled(new)
    assert store.totals == never.totals
    for n in store.numbers:
        assert store.finding(n) == store.passing(n) == never.finding(n)
        assert (store.kind(n), store.severity(n)) == (never.kind(n), never.severity(n))
        assert (store.path(n) == changed) or store.words(n) == words[n]
        assert store.words(n) == never.words(n)


def test_a_finding_takes_a_hundred_bytes_and_not_seven_hundred() -> None:
    def made(n: int) -> Finding:
        place = Position(n, n % 40 + 1, n * 50)
        return Finding(
            "naming-identifier-upper", Severity.WARNING, Level.TEXT, "{name} is not in upper case",
            (("name", f"column_{n}"),), n, f"table_{n // 20}", place, place,
        )  # fmt: skip

    store, count = FindingStore(), 20_000
    tracemalloc.start()
    try:
        for first in range(0, count, 400):
            store.add("a.sql", [made(n) for n in range(first, first + 400)])
        held, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held / count < 200
