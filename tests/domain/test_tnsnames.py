"""tnsnames.ora as it is found in the wild, and as nobody should write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tnsnames import NetAddress, NetService, read_descriptor, read_tnsnames

RAC = """\
# of the shop
SHOP, SHOP.WORLD =   # two names
  (DESCRIPTION =
    (ADDRESS_LIST =
      (LOAD_BALANCE = on)
      (ADDRESS = (PROTOCOL = TCP)(HOST = rac1-vip)(PORT = 1521))  # first
      (ADDRESS = (PROTOCOL = TCP)(HOST = rac2-vip)(PORT = 1522))
    )
    (CONNECT_DATA = (SERVER = DEDICATED)(SERVICE_NAME = shop.example)
      (FAILOVER_MODE = (TYPE = SELECT)(METHOD = BASIC)))
  )
old=(description=(address=(protocol=tcp)(host=10.0.0.9))(connect_data=(sid=ORCL)))
cloud = (description= (retry_count=20)(address=(protocol=tcps)(port=1522)(host=adb.example))
 (connect_data=(service_name=x_low.example))
 (security=(ssl_server_dn_match=yes)(ssl_server_cert_dn="CN=adb.example, O=Oracle (US), C=US")))
easy = db.example:1599/books
"""


def test_what_is_found_in_the_wild() -> None:
    names = read_tnsnames(RAC)
    assert not names.problems
    rac = (NetAddress("rac1-vip", 1521), NetAddress("rac2-vip", 1522))
    assert names.find("shop.world") == NetService(
        "SHOP.WORLD", rac, service="shop.example", server="dedicated"
    )
    assert names.find("SHOP") is not None
    assert names.find("OLD") == NetService("old", (NetAddress("10.0.0.9"),), sid="ORCL")
    cloud = names.find("cloud")
    assert cloud is not None
    assert cloud.addresses == (NetAddress("adb.example", 1522, tls=True),)
    assert cloud.certificate_name == "CN=adb.example, O=Oracle (US), C=US"
    assert names.find("easy") == NetService(
        "easy", (NetAddress("db.example", 1599),), service="books"
    )
    assert names.find("nobody") is None


def test_a_list_of_descriptions_and_one_of_an_alias_twice() -> None:
    text = """a=(DESCRIPTION_LIST=(DESCRIPTION=(ADDRESS=(HOST=one))(CONNECT_DATA=(SERVICE_NAME=s)))
      (DESCRIPTION=(ADDRESS=(HOST=two))))
A=(DESCRIPTION=(ADDRESS=(HOST=three)))"""
    names = read_tnsnames(text)
    assert [each.addresses[0].host for each in names.services] == ["one", "three"]
    found = names.find("a")
    assert found is not None
    assert found.addresses[0].host == "three"


def test_files_include_files_but_never_themselves() -> None:
    files = {"/a": "IFILE=/b\none=h1/s", "/b": "ifile = '/a'\ntwo=h2/s"}
    names = read_tnsnames("IFILE = /a\nIFILE=/none\nthree=h3", files.get)
    assert {each.name for each in names.services} == {"one", "two", "three"}
    assert len(names.problems) == 2


@pytest.mark.parametrize(
    "broken",
    [
        "x=(DESCRIPTION=(ADDRESS=(HOST=a",
        "x=(a)",
        "x=(FOO=(HOST=1))",
        "x=(DESCRIPTION=(ADDRESS=(HOST=a)(PORT=99999)))",
        "x=" + "(A=" * 5000,
        "(((",
        "= =",
        "x=((()))",
        "x=a b c",
        "x=(DESCRIPTION=(ADDRESS=(HOST='a)))",
    ],
)
def test_what_makes_no_sense_is_told_and_the_next_is_found(broken: str) -> None:
    names = read_tnsnames(f"{broken}\ngood=(DESCRIPTION=(ADDRESS=(HOST=h)))\n")
    assert names.problems
    assert names.find("good") is not None


def test_what_is_no_descriptor() -> None:
    assert read_descriptor("(DESCRIPTION=(ADDRESS=(PROTOCOL=ipc)(KEY=x)))") is None
    assert read_descriptor("what is this") is None
    found = read_descriptor("tcps://[fe80::1]:2484/s:pooled")
    assert found == NetService("", (NetAddress("fe80::1", 2484, True),), "s", server="pooled")


@given(st.text(alphabet="ab=(),#\"' \n1:/DESCRIPTION", max_size=200))
def test_any_text_is_taken(text: str) -> None:
    read_tnsnames(text, lambda _path: text)
    read_descriptor(text)


def test_long_files_cost_their_length() -> None:
    text = "x" * 200_000 + "\n" + "a=\n" * 20_000 + "(" * 50_000 + "# " * 50_000
    assert read_tnsnames(text).problems


@pytest.mark.parametrize("line", ["a=(b=\n", "a=(\n", 'a=(b="\n'])
def test_a_file_of_broken_entries_is_given_up_early(line: str) -> None:
    problems = read_tnsnames(line * 200_000).problems
    assert len(problems) < 300
    assert "Line 2 " in problems[1]
