"""Connections of MySQL Workbench arrive; a hostile XML is refused with its place."""

from pathlib import Path

import pytest

from app.domain.endpoint import Hop, Tls, TlsMode
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.store.exchange.workbench import read_workbench

FILE = """<?xml version="1.0"?>
<data grt_format="2.0">
 <value type="list" content-type="object" content-struct-name="db.mgmt.Connection">
  <value type="object" struct-name="db.mgmt.Connection" id="A">
   <link type="object" struct-name="db.mgmt.Driver" key="driver">com.mysql.native_sshtun</link>
   <value type="string" key="hostIdentifier">x</value>
   <value type="dict" key="parameterValues">
    <value type="string" key="hostName">db.corp</value>
    <value type="int" key="port">3307</value>
    <value type="string" key="userName">app</value>
    <value type="string" key="schema">shop</value>
    <value type="int" key="useSSL">4</value>
    <value type="string" key="sslCA">/ca.pem</value>
    <value type="string" key="sshHost">bastion:2222</value>
    <value type="string" key="sshUserName">jump</value>
    <value type="string" key="sshKeyFile">/k</value>
   </value>
   <value type="string" key="name">订单 &amp; Co</value>
  </value>
  <value type="object" struct-name="db.mgmt.Connection" id="B">
   <link key="driver">com.mysql.native_socket</link>
   <value type="string" key="name">local</value>
  </value>
 </value>
</data>
"""


def test_connections_arrive(tmp_path: Path) -> None:
    file = tmp_path / "connections.xml"
    file.write_text(FILE, "utf-8")
    found = read_workbench(file, Inventory())
    [instance] = found.fresh
    assert (instance.name, instance.address, instance.port) == ("订单 & Co", "db.corp", 3307)
    access = instance.access
    assert (access.user, access.database) == ("app", "shop")
    assert access.tls == Tls(TlsMode.VERIFY_FULL, "/ca.pem")
    assert access.route.hops == (Hop("bastion", 2222, "jump", "/k", agent=False),)
    assert found.instances[0].place == "line 4"
    [problem] = found.problems
    assert "local leads to no address but to a socket" in str(problem)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FILE[:400], r"line \d+, column \d+"),
        ("", "no element found"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "line 1.*refused"),
        ('<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>', "refused"),
        ("<a>" * 100_000, "too deep"),
        ('<?xml version="1.0" encoding="nonsense"?><a/>', "no XML"),
    ],
)
def test_a_hostile_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "connections.xml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said) as refused:
        read_workbench(file, Inventory())
    assert str(file) in str(refused.value)
