"""Where the window is put together. Nothing below this module looks anything up."""

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QApplication

from app import log
from app.auth.keychain import Keychain
from app.auth.secrets import Secrets
from app.auth.signing import Workstation, check
from app.auth.vault import Vault
from app.domain.endpoint import Endpoint
from app.flows.keep_journal import replace_key
from app.flows.name_lookup import names_of
from app.flows.people import Directory
from app.flows.rights import Warden, warden_of_this_computer
from app.flows.second_person import AskedInStore
from app.flows.secret_ids import secret_ids
from app.flows.watch.asked_judge import AskedJudge
from app.flows.watch.forecasts import forecasts
from app.flows.watch.keeping import keeping_of
from app.flows.watch.marking import Marking
from app.flows.watch.positions import Positions
from app.i18n import N_, _
from app.models.preferences import Preferences
from app.monitor.alerts import Judge
from app.monitor.catalogue import load
from app.monitor.history import History
from app.paths import data_folder, settings_folder, state_folder
from app.store.inventory.place import for_this_run, secret_of
from app.store.journal import Journal
from app.store.runs import RunStore
from app.views import qt_messages
from app.views.alerts.channels_view import ChannelsView
from app.views.alerts.desktop import Desktop
from app.views.alerts.page import AlertsPage
from app.views.alerts.rules_view import RulesView
from app.views.alerts.shouts import shouts_of_this_desktop
from app.views.alerts.silences_view import SilencesView
from app.views.audit import AuditPage
from app.views.audit.facts_choice import Instances
from app.views.console.making import ConsoleMaker
from app.views.console.page import ConsolePage
from app.views.crash_dialog import CrashDialog
from app.views.crash_guard import CrashGuard
from app.views.inventory.page import InventoryPage
from app.views.inventory.secret_room import SecretRoom
from app.views.inventory.store_room import StoreRoom
from app.views.journal.page import JournalPage
from app.views.live.page import LivePage
from app.views.main_window import MainWindow
from app.views.operate.making import DeskMaker
from app.views.operate.page import OperatePage
from app.views.page import Page
from app.views.settings_page import SettingsPage
from app.views.sign_in.making import make_sign_in
from app.views.sign_in.room import SignInRoom
from app.views.speaker import Speaker
from app.views.theme import interface_font
from app.views.theme_keeper import ThemeKeeper
from app.views.users.page import UsersPage
from app.workers.channel_keeper import ChannelKeeper
from app.workers.estate_keeper import EstateKeeper
from app.workers.lane import wait_for_lanes
from app.workers.people_keeper import PeopleKeeper
from app.workers.secret_keeper import SecretKeeper
from app.workers.standing import Standing
from app.workers.tidy import Tidy, keep_apart
from app.workers.watch_keeper import WatchKeeper

_NO_WINDOW = 2
"""The exit code where Qt finds no way to show one."""
_ENDED_BY_A_BUG = 3
"""The exit code where the user quit because of a bug."""
_PACKAGES = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0"


@dataclass
class Console:
    """The parts that live as long as the program."""

    preferences: Preferences
    themes: ThemeKeeper
    speaker: Speaker
    window: MainWindow
    audit: AuditPage
    inventory: InventoryPage
    operate: OperatePage
    live: LivePage
    sql: ConsolePage
    alerts: AlertsPage
    channels: ChannelKeeper
    estate: EstateKeeper
    secrets: SecretKeeper
    room: StoreRoom
    standing: Standing
    station: Workstation
    sign_in: SignInRoom
    people: PeopleKeeper

    def close(self) -> None:
        """End what runs, and wait until everything is written."""
        self.window.shut()
        self.live.keeper.close()
        self.channels.close()
        self.sign_in.close()
        wait_for_lanes()
        self.sql.room.history.close()
        self.people.close()
        self.estate.close()
        self.station.close()
        self.secrets.close()
        self.preferences.finish()


def build(
    app: QApplication, settings: Path, state: Path, data: Path, language: str = "", store: str = ""
) -> Console:
    """The console over the files in three folders; shown by the caller. `store` is the inventory
    for this run, where it is not that of the settings.
    """
    preferences = Preferences(settings / "settings.json", app)
    speaker = Speaker(app, preferences, language)
    app.setFont(interface_font())
    themes = ThemeKeeper(app, preferences)
    secrets = SecretKeeper(
        Secrets(Keychain(), Vault(data / "vault")), lambda: preferences.now.secrets, app,
        lambda: preferences.now.vault_idle,
    )  # fmt: skip
    station = Workstation(
        partial(secrets.reveal, unasked=True),
        lambda name, value, stop: secrets.put(name, value, stop=stop, unasked=True),
        lambda: secrets.lasting_place, data / "journal" / "key.lock",
    )  # fmt: skip
    journal = Journal(data / "journal", station, check)
    standing = Standing(warden_of_this_computer(journal), app)
    window = MainWindow(preferences, themes, state / "window.json")
    audit = AuditPage(
        preferences,
        RunStore(data / "runs"),
        instances=Instances(lambda: inventory.endpoints(), secrets.reveal, standing.warden),
    )
    estate = EstateKeeper(lambda: _store(room.place, secrets, standing.warden), app)
    room = StoreRoom(
        preferences, estate, secrets.keep, standing.warden, data, for_this_run(store), app
    )
    room.said.connect(window.notices.say)
    room.failed.connect(window.notices.present)
    people = PeopleKeeper(
        Directory(estate.with_people, standing.warden, journal), standing,
        lambda: not isinstance(room.place, Path), AskedInStore(estate.with_people, journal), app,
    )  # fmt: skip
    people.failed.connect(window.notices.present)
    estate.reopened.connect(people.store_changed)
    sign_in = make_sign_in(settings, secrets, people, journal, window, themes, app)
    vault = SecretRoom(
        secrets, preferences,
        lambda: secret_ids(
            estate.now, room.chosen, channels.channels, sign_in.keeper.providers
        ),
        standing.warden, app,
    )  # fmt: skip
    vault.said.connect(window.notices.say)
    vault.failed.connect(window.notices.present)
    inventory = InventoryPage(
        estate, standing, secrets.reveal, secrets.keep,
        lambda addresses: estate.look_up(partial(names_of, addresses)), room, vault,
    )  # fmt: skip

    def audit_text(text: str, _name: str) -> None:
        window.show_page(window.pages.index(audit))
        audit.adding.add_text(text)

    def open_address(place: str) -> None:
        if (endpoint := inventory.endpoint(place)) is not None:
            open_instance(endpoint)

    catalogue = load(settings / "metrics")
    keeper: WatchKeeper[History, Judge] = WatchKeeper(
        catalogue, secrets.reveal, standing.warden,
        lambda: History(data / "history", keeping_of(preferences.now)),
        lambda history: AskedJudge(
            data / "alerts", catalogue, standing.warden,
            past=history.series if history is not None else None,
            failed=lambda error: keeper.tell_failed(error),
            mended=lambda said: keeper.tell_mended(said),
        ),
        app, positions=Positions(data),
    )  # fmt: skip
    standing.changed.connect(keeper.look_at_rights)
    live = LivePage(keeper, preferences)
    live.said.connect(window.notices.say)
    keeper.mended.connect(window.notices.say)
    channels = ChannelKeeper(
        settings / "channels.json", state / "notify", secrets, catalogue, standing.warden, app
    )
    desktop = Desktop(preferences, shouts_of_this_desktop, app)
    alerts = AlertsPage(keeper, standing, forecasts, desktop)
    alerts.add_section(N_("Rules"), RulesView(keeper, standing))
    alerts.add_section(N_("Silences"), SilencesView(keeper, standing))
    alerts.add_section(N_("Notification channels"), ChannelsView(channels, standing))
    _connect_alerts(alerts, live, channels, window)
    estate.changed.connect(live.set_inventory)
    estate.changed.connect(alerts.set_inventory)
    users = UsersPage(people, preferences)
    estate.changed.connect(users.set_inventory)
    desks = DeskMaker(
        preferences, standing, Marking(journal, keeper.mark), secrets.reveal, secrets.keep, estate,
        window.notices.say, audit_text, open_address, inventory.endpoints,
        lambda at, text, schema: open_console(at, text, schema),
    )  # fmt: skip
    operate = OperatePage(desks)
    sql = ConsoleMaker(
        data / "console", preferences, standing, journal, secrets.reveal, secrets.keep,
        inventory.endpoints,
    )(app)  # fmt: skip
    sql.said.connect(window.notices.say)
    estate.changed.connect(sql.set_inventory)

    def open_instance(endpoint: Endpoint) -> None:
        window.show_page(window.pages.index(operate))
        operate.open(endpoint)

    def open_panel(instance: str, panel: str) -> None:
        endpoint = next((each for each in inventory.endpoints() if each.id == instance), None)
        if endpoint is not None:
            window.show_page(window.pages.index(operate))
            operate.open(endpoint, panel)

    def open_console(endpoint: Endpoint, text: str = "", schema: str = "") -> None:
        window.show_page(window.pages.index(sql))
        sql.open_console(endpoint, text, schema)

    inventory.open_wanted.connect(open_instance)
    for asking in (operate, inventory):
        asking.console_wanted.connect(open_console)
    live.operate_wanted.connect(open_panel)
    alerts.operate_wanted.connect(open_panel)
    live.inventory_wanted.connect(lambda: window.show_page(window.pages.index(inventory)))
    for page_ in (operate, sql):
        page_.inventory_wanted.connect(lambda: window.show_page(window.pages.index(inventory)))
    journal_page = JournalPage(
        journal, standing, preferences, lambda stop: replace_key(station, standing.warden, stop)
    )
    for page in (
        audit, inventory, live, operate, sql, alerts, journal_page, users,
    ):  # fmt: skip
        window.add_page(page)
    window.add_page(SettingsPage(preferences, settings, state, doors=[sign_in.door]), at_foot=True)
    window.rail.put_at_foot(sign_in.button)
    window.offer(*sign_in.commands)
    window.finish()
    sql.begin()
    speaker.changed.connect(window.retranslate)
    for trouble in catalogue.troubles:
        window.notices.present(trouble)
    if preferences.trouble:
        window.notices.present(preferences.trouble)
    return Console(
        preferences, themes, speaker, window, audit, inventory, operate, live, sql, alerts,
        channels, estate, secrets, room, standing, station, sign_in, people,
    )  # fmt: skip


def _connect_alerts(
    alerts: AlertsPage, live: LivePage, channels: ChannelKeeper, window: MainWindow
) -> None:
    """Alerts lead to the charts of their moment, instances to their alerts; channels are told."""

    def show(page: Page) -> None:
        window.show_page(window.pages.index(page))

    def show_moment(instance: str, at: float, key: str) -> None:
        show(live)
        live.show_moment(instance, at, key)

    def show_alert(id_: str) -> None:
        show(alerts)
        alerts.show_alert(id_)

    def show_alerts_of(instance: str) -> None:
        show(alerts)
        alerts.show_instance(instance)

    def come_to_the_front() -> None:
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        show(alerts)

    alerts.moment_wanted.connect(show_moment)
    alerts.live_wanted.connect(lambda: show(live))
    alerts.front_wanted.connect(come_to_the_front)
    live.alerts_wanted.connect(show_alerts_of)
    live.alert_wanted.connect(show_alert)
    alerts.keeper.delivered.connect(channels.take)
    alerts.learned.connect(channels.tell)
    alerts.learned.connect(live.take_alerts)
    alerts.told_apart.connect(channels.know)
    channels.failed.connect(window.notices.present)
    channels.load().failed.connect(window.notices.present)


def _store(place: Path | str, secrets: SecretKeeper, warden: Warden) -> object:
    """The store of the inventory: a file of ours, or the team's database. Made in a lane."""
    from app.flows.asked_inventory import AskedInventory

    return AskedInventory(place, warden, lambda: secrets.reveal(secret_of(str(place))))


def main(language: str = "", files: Sequence[Path] = (), store: str = "") -> int:
    """Open the window, with `files` in it, and stay until it is closed; the exit code."""
    keep_apart()
    _free_children()
    state = state_folder()
    log.install(state)
    qt_messages.to_log(_no_window)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Mohist")
    app.setDesktopFileName("mohist")
    qt_messages.to_log(_last_words)
    console = build(app, settings_folder(), state, data_folder(), language, store)
    guard = _guard(console, state)
    fault = log.watch_faults(state)
    if fault:
        said = _("Mohist was ended by a fault the last time.")
        console.window.notices.say(said, _("What is known of it is in {file}.").format(file=fault))
    gc.freeze()  # what is there now stays: looking through it again only makes the window late
    console.window.show()
    console.window.open_files(files)
    console.sign_in.begin().finished.connect(console.room.begin)
    tidy = Tidy(app)
    code = app.exec()
    tidy.stop()
    console.close()
    guard.remove()
    qt_messages.silence()
    return code


def _guard(console: Console, folder: Path) -> CrashGuard:
    """See to what nobody catches, from now on."""

    def show(report: str) -> None:
        dialog = CrashDialog(report, folder, console.window)
        dialog.finished.connect(made.shown)
        dialog.leaving.connect(_quit)
        dialog.open()

    made = CrashGuard(folder, console.window.notices.present, show)
    made.install()
    return made


@Slot()
def _quit() -> None:
    """End without asking the pages, one of which may be what is broken."""
    QCoreApplication.exit(_ENDED_BY_A_BUG)


def _no_window(message: str) -> None:
    """Say in a sentence why Qt cannot start, before it ends the process with a signal."""
    said = _(
        "The window cannot be opened: {reason} On Debian or Ubuntu, install {packages}."
        " Without a window, use: mohist audit PATH"
    ).format(reason=_reason(message), packages=_PACKAGES)
    sys.stderr.write(f"mohist: {said}\n")
    sys.stderr.flush()
    os._exit(_NO_WINDOW)


def _reason(message: str) -> str:
    """What the platform plugin said before; else the first line of Qt's last words."""
    said = [line.partition("qt: ")[2] for line in log.last_lines()]
    return next(filter(None, said), message.strip().partition("\n")[0])


def _last_words(message: str) -> None:
    sys.stderr.write(f"mohist: {message}\n")


def _free_children() -> None:
    """Give programs we start (browser, file manager) the system's libraries, not the frozen."""
    if not getattr(sys, "frozen", False):
        return
    for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before
