"""What RedisInsight exported arrives; its secrets leave apart, its keys stay."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.endpoint import Hop, RedisAccess, Tls, TlsMode, secret_id
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.store.exchange.preview import ImportPreview
from app.store.exchange.redisinsight import read_redisinsight


def read(tmp_path: Path, content: Any) -> ImportPreview:
    """The preview of a file with that in it."""
    file = tmp_path / "redis.json"
    file.write_text(json.dumps(content), "utf-8")
    return read_redisinsight(file, Inventory())


def test_version_2_with_ssh_and_certificates(tmp_path: Path) -> None:
    found = read(tmp_path, [{
        "id": "x", "host": "cache", "port": 6380, "name": "缓存", "db": 2, "username": "app",
        "password": "geheim", "connectionType": "STANDALONE", "tls": True,
        "verifyServerCert": True, "tlsServername": "cache.corp",
        "caCert": {"name": "ca", "certificate": "-----BEGIN"}, "ssh": True,
        "sshOptions": {"host": "bastion", "port": 22, "username": "jump", "password": "pforte",
                       "privateKey": "-----BEGIN KEY"},
    }])  # fmt: skip
    [instance] = found.fresh
    assert (instance.name, instance.address, instance.port) == ("缓存", "cache", 6380)
    assert instance.access.redis == RedisAccess(2)
    assert instance.access.tls == Tls(TlsMode.VERIFY_FULL, server_name="cache.corp")
    assert instance.access.route.hops == (Hop("bastion", 22, "jump"),)
    assert {each.id: each.secret.reveal() for each in found.secrets} == {
        secret_id(instance.id): "geheim", secret_id(instance.id, "ssh-0"): "pforte",
    }  # fmt: skip
    assert len(found.problems) == 2
    for hidden in ("geheim", "pforte", "BEGIN"):
        assert hidden not in repr(found)


def test_cluster_and_sentinel(tmp_path: Path) -> None:
    found = read(tmp_path, [
        {"host": "c1", "port": 7000, "name": "c", "connectionType": "CLUSTER"},
        {"host": "s1", "port": 26379, "name": "s", "connectionType": "SENTINEL",
         "username": "guard", "password": "one",
         "sentinelMaster": {"name": "mymaster", "username": "app", "password": "two"}},
    ])  # fmt: skip
    cluster, sentinel = found.fresh
    assert cluster.access.redis.cluster
    assert sentinel.access.user == "app"
    assert sentinel.access.redis == RedisAccess(
        sentinels=("s1:26379",), sentinel_master="mymaster", sentinel_user="guard"
    )
    assert [(each.id.rpartition("/")[2], each.secret.reveal()) for each in found.secrets] == [
        ("password", "two"), ("sentinel", "one"),
    ]  # fmt: skip


def test_version_1(tmp_path: Path) -> None:
    found = read(tmp_path, {"instances": [
        {"connectionName": "old", "host": "r", "port": "6379", "auth": "x", "ssl": True},
        "nonsense", {"host": "", "name": "none"}, {"host": "r2", "port": 70000, "name": "far"},
    ]})  # fmt: skip
    [instance] = found.fresh
    assert (instance.name, instance.access.tls.mode) == ("old", TlsMode.REQUIRED)
    assert len(found.secrets) == 1
    assert [problem.place for problem in found.problems] == [
        "2", "database 3, none", "database 4, far",
    ]  # fmt: skip


def test_another_kind_of_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no databases of RedisInsight"):
        read(tmp_path, {"a": 1})
