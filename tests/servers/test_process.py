"""A server process hangs and goes on, says why it did not start, and ends with the test run."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from tests.servers import redis_servers
from tests.servers.process import NotStarted, ServerProcess, free_port
from tests.servers.redis_servers import Redis, RedisCluster

_DIES = """
import os, signal
from tests.servers.redis_servers import Redis
server = Redis().start()
print(server.port, server.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_frozen_server_accepts_and_says_nothing(redis_server: Redis) -> None:
    redis_server.freeze()
    with redis_server.connect(socket_timeout=0.1) as client:
        with pytest.raises(redis.exceptions.TimeoutError):
            client.ping()
        redis_server.thaw()
    assert redis_server.command("PING") == "PONG"
    redis_server.freeze()
    redis_server.stop()
    assert not redis_server.running


def test_no_two_are_given_the_same_port() -> None:
    asked = "from tests.servers.process import free_port; print(*(free_port() for _ in range(50)))"
    run = [sys.executable, "-c", asked]
    others = [
        subprocess.Popen(run, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
        for _process in range(2)
    ]
    given = [free_port() for _port in range(50)]
    for other in others:
        given += map(int, other.communicate()[0].split())
    assert len(given) == len(set(given)) == 150


def test_a_cluster_that_cannot_form_leaves_nothing_behind() -> None:
    if reason := redis_servers.missing():
        pytest.skip(reason)
    cluster = RedisCluster(2)
    cluster.nodes[1].options = ("--no-such-option", "1")
    with pytest.raises(NotStarted, match="no-such-option"):
        cluster.start()
    assert not cluster.folder.exists()
    assert not any(node.running or node.folder.exists() for node in cluster.all)


def test_says_why_it_did_not_start() -> None:
    if reason := redis_servers.missing():
        pytest.skip(reason)
    server = Redis("--no-such-option", "1")
    with pytest.raises(NotStarted, match="no-such-option"):
        server.start()
    assert not server.folder.exists()


def test_ends_when_the_test_run_is_killed() -> None:
    if reason := redis_servers.missing():
        pytest.skip(reason)
    run = subprocess.run(
        [sys.executable, "-c", _DIES],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr
    port, folder = run.stdout.split()
    until = time.monotonic() + 10
    while _listening(int(port)) or Path(folder).exists():
        assert time.monotonic() < until, "still running"


def _listening(port: int) -> bool:
    with socket.socket() as peer:
        return peer.connect_ex((ServerProcess.host, port)) == 0
