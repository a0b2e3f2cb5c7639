"""How an instance is logged into: account, TLS, tunnel, and what its kind needs beside."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from app.domain.endpoint import Access, OracleAccess, RedisAccess, Route, Socks, Tls, TlsMode
from app.domain.errors import BadInput
from app.domain.inventory import DatabaseType
from app.i18n import N_, _
from app.views.inventory.hops import HopsEditor, place_of
from app.views.widgets.path_line import PathLine

TLS_NAMES = {
    TlsMode.OFF: N_("off"), TlsMode.PREFERRED: N_("where the server has it"),
    TlsMode.REQUIRED: N_("always, unchecked"), TlsMode.VERIFY_CA: N_("always, authority checked"),
    TlsMode.VERIFY_FULL: N_("always, authority and name checked"),
}  # fmt: skip
SECRETS = {
    "password": N_("Password"), "tls-key": N_("Passphrase of the TLS key"),
    "socks": N_("Password of the proxy"), "sentinel": N_("Password of the Sentinels"),
    "wallet": N_("Password of the wallet"),
}  # fmt: skip
"""Secrets that can be typed here; they go to the keychain, never into the inventory."""


class AccessForm(QScrollArea):
    """Shows an Access and makes one; what was typed as a secret is apart."""

    def __init__(self, access: Access, type_: DatabaseType, parent: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self._access = access
        self._lines: dict[str, QLineEdit] = {}
        self._secrets: dict[str, QLineEdit] = {}
        inside = QWidget()
        self._form = QFormLayout(inside)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.setWidget(inside)
        self.read_only = QCheckBox(_("Open read-only: nothing can be changed from here"))
        self.read_only.setChecked(access.read_only)
        self.host_metrics = QCheckBox(_("Read CPU, memory and disks of its machine over SSH"))
        self.host_metrics.setChecked(access.host_metrics)
        self.host_metrics.setToolTip(
            _("By the last SSH hop, where that is the machine itself. Nothing is written there.")
        )
        self.tls, self.cluster = QComboBox(), QCheckBox(_("A cluster"))
        self._fill(access, type_)

    def _fill(self, access: Access, type_: DatabaseType) -> None:
        redis, oracle, route = access.redis, access.oracle, access.route
        self._line("user", N_("User"), access.user)
        self._secret("password")
        if type_ is DatabaseType.REDIS:
            self._line("redis-database", N_("Database number"), str(redis.database))
        elif type_ is not DatabaseType.ORACLE:
            self._line("database", N_("Database"), access.database)
        self._form.addRow(self.read_only)
        if type_ is DatabaseType.ORACLE:
            self._heading(N_("Oracle"))
            self._line("service", N_("Service name"), oracle.service)
            self._line("sid", N_("SID"), oracle.sid)
            self._line("tns", N_("TNS name"), oracle.tns_name)
            self._line(
                "config", N_("Folder of tnsnames.ora"), oracle.config_folder, PathLine(folder=True)
            )
            self._line(
                "wallet", N_("Folder of the wallet"), oracle.wallet_folder, PathLine(folder=True)
            )
            self._secret("wallet")
            self.packs = QCheckBox(_("Diagnostics and Tuning Pack are licensed here"))
            self.packs.setChecked(oracle.packs_licensed)
            self._form.addRow(self.packs)
        if type_ is DatabaseType.REDIS:
            self._heading(N_("Redis"))
            self.cluster.setChecked(redis.cluster)
            self._form.addRow(self.cluster)
            self._line("sentinels", N_("Sentinels (host:port, …)"), ", ".join(redis.sentinels))
            self._line("master", N_("Name of the master"), redis.sentinel_master)
            self._line("sentinel-user", N_("User of the Sentinels"), redis.sentinel_user)
            self._secret("sentinel")
        self._heading(N_("TLS"))
        for mode, name in TLS_NAMES.items():
            self.tls.addItem(_(name), mode)
        self.tls.setCurrentIndex(self.tls.findData(access.tls.mode))
        self._form.addRow(QLabel(_("TLS")), self.tls)
        self._line("ca", N_("Authority (CA file)"), access.tls.ca, PathLine())
        self._line("certificate", N_("Own certificate"), access.tls.certificate, PathLine())
        self._line("key", N_("Its key"), access.tls.key, PathLine())
        self._secret("tls-key")
        self._line("server-name", N_("Name in the server's certificate"), access.tls.server_name)
        self._heading(N_("On the way"))
        self.hops = HopsEditor(route.hops)
        self._form.addRow(self.hops)
        self._form.addRow(self.host_metrics)
        socks = f"{route.socks.host}:{route.socks.port}" if route.socks else ""
        self._line("socks", N_("SOCKS5 proxy (host:port)"), socks)
        self._line("socks-user", N_("User of the proxy"), route.socks.user if route.socks else "")
        self._secret("socks")
        self._heading(N_("Patience"))
        self._line("connect", N_("Seconds to connect"), f"{access.connect_timeout:g}")
        self._line("statement", N_("Seconds for a statement"), f"{access.statement_timeout:g}")

    def value(self) -> Access:
        """The access as it was typed; BadInput where something makes no sense."""
        read = self._read
        redis = replace(
            self._access.redis,
            database=_whole(read("redis-database") or "0"),
            cluster=self.cluster.isChecked(),
            sentinels=tuple(part.strip() for part in read("sentinels").split(",") if part.strip()),
            sentinel_master=read("master"),
            sentinel_user=read("sentinel-user"),
        )
        return replace(
            self._access,
            user=read("user"),
            database=read("database"),
            read_only=self.read_only.isChecked(),
            connect_timeout=_seconds(read("connect")),
            statement_timeout=_seconds(read("statement")),
            tls=Tls(
                TlsMode(self.tls.currentData()), read("ca"), read("certificate"), read("key"),
                read("server-name"),
            ),
            route=self._route(),
            host_metrics=self.host_metrics.isChecked(),
            oracle=self._oracle(),
            redis=redis if "redis-database" in self._lines else RedisAccess(),
        )  # fmt: skip

    def secrets(self) -> dict[str, str]:
        """What was typed, by what it is; nothing for what was left as it is."""
        typed = {what: line.text() for what, line in self._secrets.items() if line.text()}
        return typed | self.hops.secrets()

    def type_secrets(self, typed: Mapping[str, str]) -> None:
        """Type these, as far as there is a line for them: another form had them before."""
        lines = dict(self._secrets) | {card.hop.secret: card.secret for card in self.hops.cards}
        for what, text in typed.items():
            if what in lines:
                lines[what].setText(text)

    def _oracle(self) -> OracleAccess:
        if "service" not in self._lines:
            return OracleAccess()
        return replace(
            self._access.oracle,
            service=self._read("service"), sid=self._read("sid"), tns_name=self._read("tns"),
            config_folder=self._read("config"), wallet_folder=self._read("wallet"),
            packs_licensed=self.packs.isChecked(),
        )  # fmt: skip

    def _route(self) -> Route:
        socks = None
        if proxy := self._read("socks"):
            host, port = place_of(proxy, 1080)
            socks = Socks(host, port, self._read("socks-user"))
        return replace(self._access.route, hops=self.hops.value(), socks=socks)

    def _read(self, name: str) -> str:
        return self._lines[name].text().strip() if name in self._lines else ""

    def _heading(self, title: str) -> None:
        label = QLabel(_(title))
        label.setProperty("role", "heading")
        self._form.addRow(label)

    def _line(self, name: str, title: str, value: str, line: QLineEdit | None = None) -> None:
        line = line or QLineEdit()
        line.setText(value)
        line.setObjectName(name)
        line.setAccessibleName(_(title))
        self._lines[name] = line
        self._form.addRow(QLabel(_(title)), line)

    def _secret(self, what: str) -> None:
        line = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        line.setObjectName(what)
        line.setPlaceholderText(_("as it is kept"))
        line.setAccessibleName(_(SECRETS[what]))
        self._secrets[what] = line
        self._form.addRow(QLabel(_(SECRETS[what])), line)


def _whole(text: str) -> int:
    if not text.isdigit():
        raise BadInput(_("{text} is no number.").format(text=text))
    return int(text)


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 86_400:
        raise BadInput(_("{text} is no number of seconds.").format(text=text or '""'))
    return found
