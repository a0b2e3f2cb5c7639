"""Secrets that were typed, used and kept are in no file, log, exception, export or process list.

The whole program is used as a user would: every kind of secret is typed into its form and kept in
the vault, each server is logged into, one refuses, acts are done; then all is looked through.
"""

import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization

from app import log
from app.auth.oauth import Tokens, sign_in
from app.auth.signing import KEY_ID
from app.domain.act import Act, Command
from app.domain.endpoint import (
    Access,
    Endpoint,
    Hop,
    OracleAccess,
    Route,
    Tls,
    TlsMode,
    secret_id,
)
from app.domain.errors import ConsoleError
from app.domain.estate import KINDS
from app.domain.inventory import DatabaseType
from app.domain.stop import Stop
from app.engines.oracle.thick import connect_thick
from app.integrations.notify.channel import Channel, EmailChannel, Service, WebhookChannel
from app.models.sign_in.provider_draft import draft_of
from app.store.exchange.csv_file import csv_of
from app.store.exchange.json_file import json_of
from app.views.crash_report import report_of
from app.views.operate.panels.keys import KeysPanel
from app.views.sign_in.provider_form import ProviderForm
from app.views.sign_in.providers_view import ProvidersView
from app.workers.identity_parts import State
from tests.engines.oracle.rac import rac
from tests.planted import Planted
from tests.servers.certificates import Certificates
from tests.servers.mariadb import MariaDB
from tests.servers.oracle.server import OracleServer, wallet
from tests.servers.providers.authlib_provider import SECRET, AuthlibProvider, Visitor
from tests.servers.redis_servers import Redis
from tests.servers.sshd import Sshd
from tests.somebody import Somebody, instance

_SOON = 15_000  # milliseconds


@pytest.fixture
def planted() -> Planted:
    return Planted()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Where the program writes, its log included, which tells everything it can."""
    home = tmp_path / "home"
    root = logging.getLogger()
    before, level, raising = list(root.handlers), root.level, logging.raiseExceptions
    log.install(home / "state")
    root.setLevel(logging.DEBUG)
    yield home
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.raiseExceptions = raising


@pytest.fixture
def user(qtbot: Any, qapp: Any, home: Path, planted: Planted) -> Iterator[Somebody]:
    made = Somebody(qtbot, qapp, home, planted.secret("vault's passphrase"))
    yield made
    made.leave()


def locked_wallet(folder: Path, certificates: Certificates, password: str) -> str:
    """A wallet whose key wants a password."""
    key = serialization.load_pem_private_key(certificates.client_key.read_bytes(), None)
    locked = folder / "locked.pem"
    folder.mkdir()
    locked.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password.encode()),
        )
    )
    return str(wallet(folder / "wallet", replace(certificates, client_key=locked)))


def test_whatever_is_typed_stays_where_it_belongs(
    user: Somebody, planted: Planted, home: Path, tmp_path: Path, caplog: Any,
    start_redis: Callable[..., Redis], mariadb: MariaDB, certificates: Certificates,
    oracle_server: Callable[..., OracleServer], start_sshd: Callable[..., Sshd],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    redis_server = start_redis()
    acl, wrong = planted.secret("password of a Redis account"), planted.secret("wrong password")
    redis_server.command("ACL", "SETUSER", "app", "on", f">{acl}", "~*", "&*", "+@all")
    database, phrase = planted.secret("password of MariaDB"), planted.secret("key's passphrase")
    mariadb.sql("CREATE USER dba IDENTIFIED BY %s", database)
    mariadb.sql("GRANT ALL ON *.* TO dba WITH GRANT OPTION")
    monkeypatch.setattr(Sshd, "passphrase", phrase)
    sshd = start_sshd()
    oracle, key = planted.secret("password of Oracle"), planted.secret("wallet's password")
    oracle = oracle.replace("é", "e")
    server = oracle_server(rac(), users={"system": oracle}, certificates=certificates)
    hop = Hop(
        sshd.host, sshd.port, user=sshd.user, key_file=str(sshd.locked_key), agent=False,
        known_hosts=str(sshd.known_hosts),
    )  # fmt: skip
    folder = locked_wallet(tmp_path / "oracle", certificates, key)

    shop = user.keep(
        instance("shop", DatabaseType.MARIADB, mariadb.port, user="dba", route=Route(hops=(hop,))),
        password=database, ssh_0=phrase,
    )  # fmt: skip
    cache = user.keep(
        instance("cache", DatabaseType.REDIS, redis_server.port, user="app"), password=acl
    )
    strange = user.keep(
        instance("strange", DatabaseType.REDIS, redis_server.port, user="app"), password=wrong
    )
    ledger = user.keep(
        instance(
            "ledger", DatabaseType.ORACLE, server.port, user="system",
            tls=Tls(TlsMode.VERIFY_CA),
            oracle=OracleAccess(service="testdb", wallet_folder=folder),
        ),
        password=oracle, wallet=key,
    )  # fmt: skip

    on_shop, on_cache = user.open(shop), user.open(cache)
    on_strange, on_ledger = user.open(strange), user.open(ledger)
    assert on_shop.panels
    assert on_cache.panels
    assert on_ledger.panels, on_ledger.connecting._error
    refusal = on_strange.connecting._error
    assert refusal is not None

    new = planted.secret("new password of an account")
    name = secret_id(shop.id, "new")
    user.done(user.console.secrets.keep(name, new))
    user.act(on_shop, Act("account-make", "An account", (
        Command(f"CREATE USER app IDENTIFIED BY {{secret:{name}}}", secrets=(name,)),
    )))  # fmt: skip
    keys = on_cache.panels["keys"]
    assert isinstance(keys, KeysPanel)
    for line in (f"AUTH app {acl}", f"CONFIG SET requirepass {acl}", f"ACL SETUSER b >{acl}"):
        keys.line.setText(line)
        keys.line.returnPressed.emit()
    keys.line.clear()
    user.act(on_cache, on_cache.room.links.session.plan_command("SET greeting hello"))  # type: ignore[union-attr]

    planted.absent_in_processes()
    estate = user.console.estate.now
    exports = [json_of(estate), *(csv_of(estate, kind) for kind in KINDS)]
    planted.absent_in(*exports, repr(estate), refusal, report_of(refusal), caplog.text)
    for desk in (on_shop, on_cache, on_strange, on_ledger):
        session = desk.room.links.session
        planted.absent_in(repr(vars(desk.room.links)), desk.header.texts, repr(session))
    assert "strange" in json_of(estate)
    user.leave()
    assert list((home / "data" / "journal").glob("*.jsonl")), "the acts were noted"
    assert (home / "state" / "mohist.log").exists()
    planted.absent_below(home)


def test_the_password_of_a_team_inventory_stays(
    user: Somebody, planted: Planted, home: Path, mariadb: MariaDB, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    password, wrong = planted.secret("password of the inventory"), planted.secret("wrong password")
    plain = password.replace("'é", "")  # what an address can hold as it is
    mariadb.sql("CREATE DATABASE mohist")
    mariadb.sql("CREATE USER mohist IDENTIFIED BY %s", plain)
    mariadb.sql("GRANT ALL ON mohist.* TO mohist")
    place = f"127.0.0.1:{mariadb.port}/mohist"
    failures: list[Exception] = []
    user.console.estate.failed.connect(failures.append)
    for typed, opens in ((wrong.replace("'é", ""), False), (plain, True)):
        dialog = user.console.room.choose(user.console.window)
        dialog.team.setChecked(True)
        dialog.url.setText(f"mysql+pymysql://mohist:{typed.replace('@', '%40')}@{place}")
        dialog._try_accept()  # takes the password out
        planted.absent_in(dialog.url.text(), dialog.said.text())
        signal = user.console.estate.changed if opens else user.console.estate.failed
        with user.qtbot.waitSignal(signal, timeout=_SOON):
            dialog._try_accept()
    planted.absent_in(user.console.room.title, caplog.text, *failures, *map(report_of, failures))
    planted.absent_in_processes()
    user.leave()
    planted.absent_below(home)


def test_the_process_for_oracles_libraries_shows_none(
    planted: Planted, oracle_server: Callable[..., OracleServer]
) -> None:
    password = planted.secret("password").replace("é", "e")
    server = oracle_server(rac(), users={"system": password})
    given = Access(user="system", oracle=OracleAccess(service="testdb"))
    at = Endpoint("1", "ledger", "oracle", "127.0.0.1", server.port, given)
    session: Any = connect_thick(at, lambda _id: password, Stop(), lambda _report: None)
    try:
        command = Command("ALTER USER u IDENTIFIED BY {secret:new}", secrets=("new",))
        planted.absent_in_processes()
        with pytest.raises(ConsoleError) as refused:
            session.run(f"SELECT '{password}' FROM nowhere")
        planted.absent_in(repr(session), repr(command), report_of(refused.value))
    finally:
        session.close()
    planted.absent_in_processes()


def test_what_signs_somebody_in_stays(
    user: Somebody, planted: Planted, home: Path, caplog: Any, authlib_provider: AuthlibProvider,
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The client's secret, the tokens and the codes; forgeries are refused, and written down."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(sign_in, "_LAST_LOOK", 1.0)
    room, identity = user.console.sign_in, user.console.sign_in.identity
    provider = authlib_provider.classic(id="classic")
    planted.learn("client's secret", SECRET)

    def open_browser(address: str) -> bool:
        here = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        visitor.come(f"{here}?code=forged&state=forged")
        visitor.open(address)
        visitor.come(visitor.back[0])
        return True

    monkeypatch.setattr(room, "_opener", open_browser)
    user.done(room.begin())
    room.open_providers()
    assert room.providers is not None
    view = room.providers.findChild(ProvidersView)
    assert view is not None
    view.add()
    form = view.split.form
    assert isinstance(form, ProviderForm)
    form.kind.setCurrentIndex(form.kind.findData("classic"))
    draft = draft_of(provider)
    for name, line in form.lines.items():
        line.setText(getattr(draft, name))
    for name, line in form.names.items():
        line.setText(getattr(draft.fields, name))
    form.ca.setText(provider.ca)
    form.uses_secret.setChecked(True)
    form.secret.setText(SECRET)
    form.try_save()
    user.qtbot.waitUntil(lambda: identity.state is State.OUT, timeout=_SOON)
    room.providers.accept()
    assert room.dialog is not None, "who has to sign in is asked to"
    room.dialog.begin.click()
    user.qtbot.waitUntil(lambda: identity.state is State.IN, timeout=_SOON)
    assert identity.user.username == "lisi"
    answer = parse_qs(urlsplit(visitor.back[0]).query)
    planted.learn("code", answer["code"][0])
    planted.learn("state", answer["state"][0])
    kept = user.console.secrets._secrets.get(provider.tokens_id)
    assert kept is not None
    tokens = Tokens.read(kept)
    planted.learn("access token", tokens.access)
    planted.learn("refresh token", tokens.refresh)
    planted.absent_in_processes()
    planted.absent_in(repr(vars(identity)), room.button.toolTip(), repr(tokens), caplog.text)

    errors: list[ConsoleError] = []
    identity.failed.connect(errors.append)
    authlib_provider.misbehave(answers={"/revoke": [500, tokens.refresh, {}]})
    identity.sign_out()
    user.qtbot.waitUntil(lambda: bool(errors), timeout=_SOON)
    planted.absent_in(*errors, *map(report_of, errors), caplog.text)
    assert user.console.secrets._secrets.get(provider.tokens_id) is None
    user.leave()
    planted.absent_below(home)
    noted = "".join(each.read_text("utf-8") for each in (home / "data/journal").glob("*.jsonl"))
    for said in (
        "puts the provider Classic into the settings",
        "Its state is not the one we gave.",
        "It is the second answer to a question that was answered.",
        "signed in at Classic", "signed out at Classic",
    ):  # fmt: skip
        assert said in noted


def test_what_channels_tell_with_and_the_journal_signs_with_stays(
    user: Somebody, planted: Planted, home: Path, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    station, vault = user.console.station, user.console.secrets._secrets.vault
    used = vault._used
    user.qtbot.waitUntil(lambda: not isinstance(station.key(), str), timeout=_SOON)
    assert vault._used == used, "the journal keeps no vault open"
    kept = user.console.secrets._secrets.get(KEY_ID)
    assert kept is not None
    planted.learn("key of the workstation", kept)
    planted.absent_in(repr(station.key()), repr(vars(station)))
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    token = planted.secret("token of a robot")
    url = f"https://127.0.0.1:{port}/robot/send?access_token={quote(token)}"
    channels: dict[Channel, dict[str, str]] = {
        WebhookChannel("d", "Ops", Service.DINGTALK, signed=True):
            {"url": url, "sign": planted.secret("key of a robot")},
        EmailChannel("m", "Mail", host="127.0.0.1", port=port, user="u", sender="a@example.org",
                     to=("b@example.org",)): {"password": planted.secret("password of mail")},
    }  # fmt: skip
    keeper = user.console.channels
    for channel, typed in channels.items():
        user.done(keeper.save(channel, typed))
        with user.qtbot.waitSignal(keeper.test(channel, {}).failed, timeout=_SOON) as heard:
            pass
        planted.absent_in(heard.args[0], report_of(heard.args[0]))
    planted.absent_in(repr(keeper.channels), repr(keeper.state), caplog.text)
    planted.absent_in_processes()
    user.leave()
    assert "Ops" in (home / "settings/channels.json").read_text("utf-8")
    planted.absent_below(home)
