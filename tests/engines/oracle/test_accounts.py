"""Users, roles and grants; with and without the right to see those of others."""

from typing import Any

from app.domain.operating.settings import Account
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary


def user(name: str, **more: Any) -> dict[str, Any]:
    row = {
        "username": name, "account_status": "OPEN", "created": "2026-01-02", "profile": "DEFAULT",
        "last_login": None, "authentication_type": "PASSWORD", "expires": None,
        "default_tablespace": "USERS", "oracle_maintained": "N", "common": "NO",
    }  # fmt: skip
    return row | more


def test_users_and_roles(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put(
        "dba_users", user("ANN"), user("BOB", account_status="EXPIRED & LOCKED"), user("SYS")
    )
    dictionary.put(
        "dba_roles",
        {"role": "DBA", "authentication_type": "NONE", "oracle_maintained": "Y", "common": "YES"},
    )
    dictionary.put("dba_role_privs", {"grantee": "ANN", "granted_role": "DBA"})
    dictionary.put("v$pwfile_users", {"username": "SYS"})
    dictionary.put("dba_users_with_defpwd", {"username": "BOB"})
    ann, bob, sys, dba = open_session().accounts()
    assert (ann.roles, ann.administrator, ann.locked) == (("DBA",), True, False)
    assert (bob.locked, bob.expired, bob.administrator) == (True, True, False)
    assert any("Oracle ships" in value for _name, value in bob.facts)
    assert sys.administrator
    assert (dba.role, dba.administrator) == (True, True)


def test_only_itself_where_it_may_not_see_others(
    dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.hidden |= {
        "dba_users", "dba_role_privs", "dba_sys_privs", "dba_tab_privs", "dba_col_privs",
    }  # fmt: skip
    dictionary.put("user_users", user("SYSTEM"))
    dictionary.put("user_role_privs", {"grantee": "SYSTEM", "granted_role": "CONNECT"})
    dictionary.put("user_sys_privs", {"what": "CREATE SESSION", "further": "YES"})
    session = open_session()
    (me,) = session.accounts()
    assert (me.name, me.roles) == ("SYSTEM", ("CONNECT",))
    assert "GRANT CREATE SESSION TO SYSTEM WITH ADMIN OPTION" in session.grants(me)
    assert session.grants(Account("OTHER")) == ()


def test_grants_read_as_they_were_given(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put(
        "dba_tab_privs",
        {"what": "READ", "further": "NO", "owner": "SYS", "table_name": "DUMPS",
         "type": "DIRECTORY"},
        {"what": "SELECT", "further": "YES", "owner": "SHOP", "table_name": "Orders",
         "type": "TABLE"},
    )  # fmt: skip
    dictionary.put(
        "dba_col_privs",
        {"what": "UPDATE", "further": "NO", "owner": "SHOP", "table_name": "ORDERS",
         "column_name": "STATE"},
    )  # fmt: skip
    assert open_session().grants(Account("ANN")) == (
        "GRANT READ ON DIRECTORY SYS.DUMPS TO ANN",
        'GRANT SELECT ON SHOP."Orders" TO ANN WITH GRANT OPTION',
        "GRANT UPDATE (STATE) ON SHOP.ORDERS TO ANN",
    )
