"""Users: found or made by who vouches for them, listed in pages, changed by who may."""

import dataclasses
import threading

import pytest
from sqlalchemy import insert

from app.domain.errors import BadInput, Refused
from app.domain.people import Role, Status, User, UserFilter, UserOrder, local_owner
from app.store.people.store import People
from app.store.people.tables import USERS
from tests.store.people.conftest import CORP, Open, Said


def found(people: People, name: str, provider: str = CORP) -> User:
    return people.find_or_create(provider, Said(name, name))[0]


def test_the_first_is_the_owner_and_all_others_are_developers(opened: Open) -> None:
    people = opened()
    lin, new = people.find_or_create(
        CORP, Said("17", "lin", "Lin Mo", "林墨", "lin@corp", ("dba", "运维"))
    )
    assert new
    assert (lin.role, lin.status) == (Role.OWNER, Status.ACTIVE)
    assert (lin.name, lin.name_cn, lin.email) == ("Lin Mo", "林墨", "lin@corp")
    assert lin.groups == ("dba", "运维")
    wu, new = people.find_or_create(CORP, Said("18", "wu"))
    assert new
    assert (wu.role, wu.status) == (Role.DEVELOPER, Status.ACTIVE)
    again, new = people.find_or_create(CORP, Said("18", "wu", email="wu@corp"))
    assert not new
    assert (again.id, again.email) == (wu.id, "wu@corp")
    assert again.last_seen >= wu.last_seen


def test_who_comes_from_another_provider_than_the_owners_waits_for_one(opened: Open) -> None:
    people = opened()
    owner = found(people, "lin")
    stranger = found(people, "lin", "https://my.own/provider")
    assert stranger.id != owner.id, "a subject is somebody at their provider alone"
    assert stranger.status is Status.BLOCKED
    people.change(dataclasses.replace(stranger, status=Status.ACTIVE), stranger, owner)
    assert found(people, "lin", "https://my.own/provider").status is Status.ACTIVE


def test_two_consoles_that_see_somebody_first_make_one_user(opened: Open) -> None:
    both = opened(), opened()
    start = threading.Barrier(2)
    made: list[User] = []

    def come(people: People) -> None:
        start.wait()
        made.append(found(people, "lin"))

    threads = [threading.Thread(target=come, args=(each,)) for each in both]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert made[0].id == made[1].id
    assert both[0].listed(UserFilter()).total == 1


def test_texts_no_column_takes_are_cut_and_mended(opened: Open) -> None:
    people = opened()
    huge = Said("s" * 3000, "墨" * 300, "\ud800", email="e" * 999, groups=("组" * 200,) * 900)
    user, _new = people.find_or_create("https://" + "p" * 3000, huge)
    assert user.username == "墨" * 255
    assert user.name == "?"
    assert 0 < len(user.groups) < 900
    assert people.find_or_create("https://" + "p" * 3000, huge)[0].id == user.id


def fill(people: People, count: int) -> None:
    rows = [
        {
            "id": f"{number:032}", "identity": str(number), "provider": CORP,
            "subject": str(number), "username": f"user{(number * 7919) % count:05}",
            "name": "", "name_cn": "林墨" if number % 10 == 0 else "", "email": "",
            "role": Role.DBA.value if number % 4 == 0 else Role.DEVELOPER.value,
            "status": Status.BLOCKED.value if number % 5 == 0 else Status.ACTIVE.value,
            "groups": "[]", "created_at": "", "last_seen": "", "changed_at": "", "changed_by": "",
        }
        for number in range(count)
    ]  # fmt: skip
    with people._store.writing() as connection:
        connection.execute(insert(USERS), rows)


def test_users_are_listed_in_pages_by_filters_and_order(opened: Open) -> None:
    people = opened()
    fill(people, 1000)
    every = people.listed(UserFilter(limit=10))
    assert every.total == 1000
    assert [each.id for each in every.users] == [f"{number:032}" for number in range(10)]
    last = people.listed(UserFilter(start=995, limit=10, order_by=UserOrder.USERNAME))
    assert [each.username for each in last.users] == [f"user{n:05}" for n in range(995, 1000)]
    down = people.listed(UserFilter(limit=2, order_by=UserOrder.USERNAME, descending=True))
    assert [each.username for each in down.users] == ["user00999", "user00998"]
    blocked_dbas = people.listed(UserFilter(role=Role.DBA, status=Status.BLOCKED, limit=5))
    assert blocked_dbas.total == 50
    assert {each.role for each in blocked_dbas.users} == {Role.DBA}
    assert people.listed(UserFilter(username="墨")).total == 100
    assert people.listed(UserFilter(username="USER0001")).total == 10
    assert people.listed(UserFilter(username="%")).total == 0, "no pattern of the database's"
    assert people.listed(UserFilter(start=5000)).users == ()


def test_an_owner_changes_others_and_not_themselves(people: People) -> None:
    owner, wu = found(people, "lin"), found(people, "wu")
    dba = people.change(dataclasses.replace(wu, role=Role.DBA), wu, owner)
    assert dba.role is Role.DBA
    with pytest.raises(BadInput, match="meanwhile"):
        people.change(dataclasses.replace(wu, status=Status.BLOCKED), wu, owner)
    with pytest.raises(BadInput, match="their own role"):
        people.change(dataclasses.replace(owner, role=Role.VIEWER), owner, owner)
    with pytest.raises(Refused, match="may not"):
        people.change(dataclasses.replace(owner, role=Role.VIEWER), owner, dba)


def test_the_store_believes_its_own_rows_and_no_console(people: People) -> None:
    owner, wu = found(people, "lin"), found(people, "wu")
    claimed = dataclasses.replace(wu, role=Role.OWNER)  # what a changed file would say
    with pytest.raises(Refused, match="team's inventory"):
        people.change(dataclasses.replace(owner, status=Status.BLOCKED), owner, claimed)


def test_the_last_owner_stays(people: People) -> None:
    owner = found(people, "lin")
    with pytest.raises(BadInput, match="last owner"):
        people.change(dataclasses.replace(owner, role=Role.DBA), owner, local_owner("root"))
    assert found(people, "lin").role is Role.OWNER


def test_the_local_owner_has_no_say_in_a_team_with_owners(team: People) -> None:
    here = local_owner("root")
    assert not team.standing(here).governed
    found(team, "lin")
    wu = found(team, "wu")
    assert team.standing(here).governed
    with pytest.raises(Refused, match="has owners"):
        team.change(dataclasses.replace(wu, role=Role.OWNER), wu, here)
