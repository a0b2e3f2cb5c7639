"""Files that are run one after the other on one schema."""

import os
from pathlib import Path

import pytest

from app.domain.result import AuditResult
from app.flows.audit_files import Request, audit_files
from app.flows.collect import Collector
from app.flows.events import Event, Finished, Found, Gathered
from app.flows.gather import gather
from app.flows.migrations import chains


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def audited(folder: Path, jobs: int = 1) -> AuditResult:
    collector = Collector()
    for event in audit_files(Request(paths=(folder,), profile="strict", jobs=jobs)):
        collector.take(event)
    return collector.result()


def found(result: AuditResult, rule: str) -> list[str]:
    return [
        Path(file.report.path).name
        for file in result.files
        for finding in file.findings
        if finding.rule == rule
    ]


FLYWAY = {
    "V2__more.sql": "ALTER TABLE t ADD COLUMN b INT;",
    "V10__again.sql": "ALTER TABLE t ADD COLUMN b INT;",
    "V1__first.sql": "CREATE TABLE t (a INT PRIMARY KEY);",
    "R__view.sql": "CREATE VIEW v AS SELECT a FROM t;",
    "U10__back.sql": "ALTER TABLE t ADD COLUMN b INT;",
    "other.sql": "ALTER TABLE t ADD COLUMN b INT;",
}


def test_migrations_of_flyway_share_a_schema_in_the_order_of_their_versions(tmp_path: Path) -> None:
    write(tmp_path, FLYWAY)
    (chain,) = (each for each in chains(gather([tmp_path])[0]) if each.then)
    assert [script.path.name for script in chain.scripts] == [
        "V1__first.sql", "V2__more.sql", "V10__again.sql", "R__view.sql",
    ]  # fmt: skip
    for jobs in (1, 2):
        result = audited(tmp_path, jobs)
        assert len(result.files) == len(FLYWAY)
        assert found(result, "column-exists") == ["V10__again.sql"]


def again(changed: Path, within: Path) -> tuple[list[str], list[str], list[Event]]:
    """What is audited where one file alone changed, and what goes along unnamed; the events."""
    events = [*audit_files(Request(paths=(changed,), profile="strict", within=(within,)))]
    assert isinstance(events[0], Gathered)
    files = [Path(each.report.path).name for each in events if isinstance(each, Finished)]
    assert events[0].files == len(files)
    return files, [Path(each).name for each in events[0].again], events


def rules_of(events: list[Event], file: str) -> set[str]:
    return {
        finding.rule
        for each in events
        if isinstance(each, Found) and Path(each.path).name == file
        for finding in each.findings
    }


def test_a_migration_that_changed_is_audited_with_those_of_its_folder(tmp_path: Path) -> None:
    write(tmp_path, FLYWAY)
    files, along, events = again(tmp_path / "V10__again.sql", tmp_path)
    assert files == ["V1__first.sql", "V2__more.sql", "V10__again.sql", "R__view.sql"]
    assert along == ["V1__first.sql", "V2__more.sql", "R__view.sql"]
    assert "column-exists" in rules_of(events, "V10__again.sql")
    assert again(tmp_path / "other.sql", tmp_path)[:2] == (["other.sql"], [])
    gone = [*audit_files(Request(paths=(tmp_path / "V9__gone.sql",), within=(tmp_path,)))]
    assert [type(each).__name__ for each in gone] == ["Gathered", "Failed"]


def test_a_mapper_that_changed_knows_the_fragments_of_others(tmp_path: Path) -> None:
    mapper = "<mapper namespace='{}'>{}</mapper>"
    write(tmp_path, {
        "a.xml": mapper.format("a", "<sql id='where'>WHERE id = 1</sql>"),
        "b.xml": mapper.format(
            "b", "<delete id='d'>DELETE FROM t <include refid='a.where'/></delete>"
        ),
    })  # fmt: skip
    files, along, events = again(tmp_path / "b.xml", tmp_path)
    assert (files, along) == (["b.xml"], [])
    assert "dml-require-where" not in rules_of(events, "b.xml")
    alone = [*audit_files(Request(paths=(tmp_path / "b.xml",), profile="strict"))]
    assert rules_of(alone, "b.xml") != rules_of(events, "b.xml")


CHANGELOGS = {
    "db/master.yaml": (
        "databaseChangeLog:\n- include: {file: db/one.xml}\n"
        "- changeSet: {id: 1, changes: [{sql: {sql: ALTER TABLE t ADD COLUMN b INT}}]}\n"
        "- includeAll: {path: last, relativeToChangelogFile: true}\n"
        "- include: {file: nowhere.xml}\n"
    ),
    "db/one.xml": (
        "<databaseChangeLog><changeSet id='1'><createTable tableName='t'>"
        "<column name='a' type='int'><constraints primaryKey='true'/></column></createTable>"
        "</changeSet></databaseChangeLog>"
    ),
    "db/last/a.sql": "--liquibase formatted sql\n--changeset a:1\nALTER TABLE t ADD COLUMN c INT;",
    "db/last/b.sql": "ALTER TABLE t ADD COLUMN c INT;",
}


def test_a_changelog_is_followed_through_its_includes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, CHANGELOGS)
    monkeypatch.chdir(tmp_path)
    for named in (Path("db"), Path("db/master.yaml"), tmp_path / "db"):
        result = audited(named)
        assert sorted(Path(file.report.path).name for file in result.files) == [
            "a.sql", "b.sql", "master.yaml", "one.xml",
        ]  # fmt: skip
        assert found(result, "column-exists") == ["b.sql"]
        (master,) = (f.report for f in result.files if f.report.path.endswith("master.yaml"))
        assert master.includes == ("nowhere.xml",)
        assert result.failures == ()


def test_what_a_changelog_includes_is_audited_again_within_it(tmp_path: Path) -> None:
    write(tmp_path, CHANGELOGS)
    files, along, events = again(tmp_path / "db/last/b.sql", tmp_path / "db")
    assert sorted(files) == ["a.sql", "b.sql", "master.yaml", "one.xml"]
    assert sorted(along) == ["a.sql", "master.yaml", "one.xml"]
    assert "column-exists" in rules_of(events, "b.sql")


def test_changelogs_that_include_each_other_are_run_once(tmp_path: Path) -> None:
    inside = "<include file='{}.xml' relativeToChangelogFile='true'/>"
    include = f"<databaseChangeLog>{inside}</databaseChangeLog>"
    write(tmp_path, {"a.xml": include.format("b"), "b.xml": include.format("a")})
    result = audited(tmp_path)
    assert [os.path.basename(file.report.path) for file in result.files] == ["a.xml", "b.xml"]  # noqa: PTH119
