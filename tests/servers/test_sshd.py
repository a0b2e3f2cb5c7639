"""sshd lets in who has the key, forwards, jumps, and breaks what it forwards when it ends."""

import asyncio
import importlib.util
from collections.abc import Callable
from typing import Any

import asyncssh
import pytest

from tests.servers.redis_servers import Redis
from tests.servers.sshd import SshAgent, Sshd


def _login(server: Sshd, **options: Any) -> dict[str, Any]:
    told = {
        "host": server.host,
        "port": server.port,
        "username": server.user,
        "known_hosts": str(server.known_hosts),
        "client_keys": [str(server.key)],
        "agent_path": None,
        "config": None,
    }
    return told | options


async def _ping(connection: asyncssh.SSHClientConnection, target: Redis) -> bytes:
    reader, writer = await connection.open_connection(target.host, target.port)
    writer.write(b"PING\r\n")
    answer: bytes = await reader.readline()
    writer.close()
    return answer


def test_forwards_for_each_kind_of_key(
    sshd: Sshd, ssh_agent: SshAgent, redis_server: Redis
) -> None:
    async def ask(**options: Any) -> bytes:
        async with asyncssh.connect(**_login(sshd, **options)) as connection:
            return await _ping(connection, redis_server)

    ssh_agent.add(sshd.key)
    for options in {}, {"client_keys": (), "agent_path": str(ssh_agent.socket)}:
        assert asyncio.run(ask(**options)) == b"+PONG\r\n"
    if importlib.util.find_spec("bcrypt"):  # which asyncssh needs to open such a key
        locked = {"client_keys": [str(sshd.locked_key)], "passphrase": sshd.passphrase}
        assert asyncio.run(ask(**locked)) == b"+PONG\r\n"
    assert "Accepted publickey" in sshd.log


def test_jumps(start_sshd: Callable[..., Sshd], redis_server: Redis) -> None:
    first, second = start_sshd(), start_sshd()

    async def ask() -> bytes:
        async with (
            asyncssh.connect(**_login(first)) as outer,
            asyncssh.connect(**_login(second, tunnel=outer)) as inner,
        ):
            return await _ping(inner, redis_server)

    assert asyncio.run(ask()) == b"+PONG\r\n"


def test_strangers_are_noticed_on_both_sides(sshd: Sshd, start_sshd: Callable[..., Sshd]) -> None:
    async def meet(**options: Any) -> None:
        async with asyncssh.connect(**_login(sshd, **options)):
            return

    with pytest.raises(asyncssh.PermissionDenied):
        asyncio.run(meet(client_keys=[str(start_sshd().key)]))
    asyncio.run(meet())
    sshd.change_host_key()
    with pytest.raises(asyncssh.HostKeyNotVerifiable):
        asyncio.run(meet())


def test_a_restart_breaks_what_it_forwards(sshd: Sshd) -> None:
    async def lose() -> None:
        async with asyncssh.connect(**_login(sshd)) as connection:
            await asyncio.to_thread(sshd.restart)
            await asyncio.wait_for(connection.wait_closed(), 5)
        async with asyncssh.connect(**_login(sshd)):
            return

    asyncio.run(lose())
