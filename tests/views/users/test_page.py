"""The users' page: pages of users, roles, grants, and second persons."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.errors import StoreTrouble
from app.domain.inventory import Stake
from app.domain.people import Role, Status
from app.domain.rights import Ability, Place
from app.models.users.approvals import Phase
from app.views.actions import CommandAction
from app.views.users.grant_form import GrantForm, Places
from app.views.users.matrix_dialog import MatrixDialog
from app.views.users.page import UsersPage
from app.views.users.user_form import UserForm
from app.views.widgets.ask import Ask
from tests.views.parts import part
from tests.views.tabbing import missed
from tests.views.users.office import Office

LIVE = Place("i1", "订单", Stake.PRODUCTION, "mysql", "p1", "10.0.0.1:3306", "生产")


def names(page: UsersPage) -> list[str]:
    view = page.users.panel.view
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def choose(page: UsersPage, number: int) -> None:
    view = page.users.panel.view
    view.setCurrentIndex(view.model().index(number, 0))


def test_an_owner_gives_a_role(qtbot: QtBot, page: UsersPage, office: Office) -> None:
    assert names(page) == ["lin (you)", "wu", "du"]
    choose(page, 1)
    page.users.edit()
    form = page.users.split.form
    assert isinstance(form, UserForm)
    assert not form.save.isEnabled()
    form.role.setCurrentIndex([*Role].index(Role.DBA))
    assert "Operates" in form.meaning.text()
    form.save.click()
    qtbot.waitUntil(lambda: page.users.split.form is None)
    qtbot.waitUntil(lambda: office.come("wu").role is Role.DBA)
    assert "wu is DBA, active now." in page.users.panel.strip.words.text()


def test_nobody_changes_themselves_and_is_told_so(qtbot: QtBot, page: UsersPage) -> None:
    choose(page, 0)
    page.users.edit()
    form = page.users.split.form
    assert isinstance(form, UserForm)
    form.status.setCurrentIndex([*Status].index(Status.BLOCKED))
    form.try_save()
    qtbot.waitUntil(form.said.isVisible)
    assert "Nobody changes their own role" in form.said.text()


def test_who_may_not_is_greyed_and_told_why(qtbot: QtBot, page: UsersPage, office: Office) -> None:
    office.keeper.sit(office.wu)
    choose(page, 2)
    edit = part(page.users.panel, CommandAction, "edit-user")
    qtbot.waitUntil(lambda: "not for the role developer" in edit.toolTip())
    assert not edit.isEnabled()
    page.users.edit()
    assert page.users.split.form is None, "nor by a double click"


def test_a_grant_is_given_and_taken_back(qtbot: QtBot, page: UsersPage, office: Office) -> None:
    page.users.set_places(Places({"p1": "商城"}, {}))
    choose(page, 2)
    page.users.grant()
    form = page.users.split.form
    assert isinstance(form, GrantForm)
    form.try_save()
    assert "Choose what" in form.said.text()
    form.abilities.choose([Ability.CHANGE_RULES.value])
    form.products.choose(["p1"])
    form.reason.setText("on call")
    form.try_save()
    assert "cannot be granted for some" in form.said.text()
    form.abilities.choose(["session-kill"])
    form.try_save()
    qtbot.waitUntil(lambda: page.users.split.form is None)
    qtbot.waitUntil(lambda: bool(page.users._known and page.users._known.grants))
    choose(page, 2)
    assert "商城" in page.users.details.text.toPlainText()
    assert "on call" in page.users.details.text.toPlainText()
    page.users.end_grants()
    ask = part(page.users, Ask)
    assert "Take 1 grant back from du?" in ask.windowTitle()
    ask.agreed.emit()
    qtbot.waitUntil(lambda: office.people.grants_of(office.du.id)[0].until <= office.warden.now)


def test_ten_thousand_users_are_shown_a_page_at_a_time(
    qtbot: QtBot, page: UsersPage, office: Office
) -> None:
    office.fill(10_000)
    page.refresh()
    bar = page.users.filters
    qtbot.waitUntil(lambda: bar.place.text() == "1–100 of 10,003")
    bar.on.click()
    qtbot.waitUntil(lambda: bar.place.text() == "101–200 of 10,003")
    assert names(page)[0] == "user00100"
    bar.order.setCurrentIndex(3)
    qtbot.waitUntil(lambda: names(page)[:1] == ["wu"])
    assert bar.place.text() == "1–100 of 10,003", "another order begins at the first"
    bar.text.setText("用户99")
    qtbot.waitUntil(lambda: bar.place.text() == "1–100 of 111")
    bar.role.setCurrentIndex(4)
    qtbot.waitUntil(lambda: page.users.panel.states.isVisible())
    assert bar.place.text() == "none of 0"
    bar.reset()
    qtbot.waitUntil(lambda: bar.place.text() == "1–100 of 10,003")


def test_a_second_person_reads_what_is_sent_and_agrees(
    qtbot: QtBot, page: UsersPage, office: Office
) -> None:
    dba = office.make(office.wu, Role.DBA)
    office.people.ask("session-kill", LIVE, "End 会话 7\n\nKILL 7", "d", dba)
    office.keeper.refresh()
    qtbot.waitUntil(lambda: page.badge.number == 1)
    assert page.tabs.tabText(1) == "Second person 1"
    page.tabs.setCurrentIndex(1)
    view = page.approvals
    qtbot.waitUntil(lambda: view.panel.view.current is not None)
    assert "KILL 7" in view.details.text.toPlainText()
    assert "订单 · 生产" in view.details.text.toPlainText()
    view.agree()
    part(view, Ask).agreed.emit()
    qtbot.waitUntil(lambda: page.badge.number == 0)
    qtbot.waitUntil(lambda: view.panel.view.current.phase is Phase.AGREED)  # type: ignore[union-attr]


def test_nobody_answers_themselves(qtbot: QtBot, page: UsersPage, office: Office) -> None:
    office.people.ask("session-kill", LIVE, "KILL 7", "d", office.lin)
    page.tabs.setCurrentIndex(1)
    view = page.approvals
    qtbot.waitUntil(lambda: view.panel.view.current is not None)
    assert "themselves" in view._why_not()
    assert page.badge.number == 0, "it waits for others"


def test_the_rule_of_two_persons_is_switched_on(
    qtbot: QtBot, page: UsersPage, office: Office
) -> None:
    command = page.command_actions["users-two-persons"]
    command.refresh()
    assert command.isEnabled()
    command.trigger()
    part(page, Ask).agreed.emit()
    qtbot.waitUntil(lambda: office.warden.rights.two_persons)
    assert "need the word" in page.approvals.rule.text()


def test_what_each_role_may_do_is_read_and_changed(
    qtbot: QtBot, page: UsersPage, office: Office
) -> None:
    page.open_matrix()
    qtbot.waitUntil(lambda: page.findChild(MatrixDialog) is not None)
    dialog = part(page, MatrixDialog)
    assert "[[owner]]" in dialog.text.toPlainText()
    assert not dialog.save.isEnabled()
    kill = next(row for row in dialog.table.records.values() if row.ability == "session-kill")
    assert kill.where[Role.DEVELOPER] == "staging, test"
    dialog.tabs.setCurrentWidget(dialog.text)
    dialog.text.setPlainText('[[dba]]\nabilities = ["fly"]')
    dialog.tabs.setCurrentWidget(dialog.view)
    assert "no ability fly" in dialog.said.text()
    dialog.try_save()
    assert "no ability fly" in dialog.said.text()
    dialog.text.setPlainText('[[dba]]\nabilities = ["connect"]')
    dialog.try_save()
    qtbot.waitUntil(lambda: "no owner" in dialog.said.text())
    dialog.text.setPlainText('[[owner]]\nabilities = ["*"]')
    dialog.try_save()
    qtbot.waitUntil(lambda: set(office.warden.rights.matrix) == {Role.OWNER})


def test_who_may_not_change_it_can_read_it(qtbot: QtBot, page: UsersPage, office: Office) -> None:
    office.keeper.sit(office.du)
    qtbot.waitUntil(lambda: "role developer" in office.standing.reason(Ability.CHANGE_USERS))
    page.open_matrix()
    qtbot.waitUntil(lambda: page.findChild(MatrixDialog) is not None)
    dialog = part(page, MatrixDialog)
    assert dialog.text.isReadOnly()
    assert not dialog.made_in.isEnabled()
    assert "role developer" in dialog.why.text()
    dialog.reject()


def test_all_of_it_speaks_chinese_and_keeps_what_is_typed(
    qtbot: QtBot, page: UsersPage, office: Office
) -> None:
    choose(page, 1)
    page.users.grant()
    form = page.users.split.form
    assert isinstance(form, GrantForm)
    form.reason.setText("值班")
    i18n.install("zh_CN")
    page.retranslate()
    again = page.users.split.form
    assert isinstance(again, GrantForm)
    assert again.reason.text() == "值班"
    assert again.save.text() == "授权"
    assert page.tabs.tabText(0) == "用户"
    assert page.users.filters.role.itemText(0) == "全部角色"
    assert not page.may_close()


def test_the_keys_do_it_without_a_mouse(qtbot: QtBot, page: UsersPage) -> None:
    view = page.users.panel.view
    view.setFocus()
    choose(page, 1)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert isinstance(page.users.split.form, UserForm)
    QTest.keyClick(page.users.split.form, Qt.Key.Key_Escape)
    assert page.users.split.form is None


def test_a_store_that_is_gone_says_so(qtbot: QtBot, page: UsersPage, office: Office) -> None:
    def broken(_call: object) -> object:
        raise StoreTrouble("The inventory cannot be used.")

    office.directory._reach = broken  # type: ignore[assignment]
    page.refresh()
    qtbot.waitUntil(lambda: "cannot be used" in page.users.panel.strip.words.text())
    assert names(page) == ["lin (you)", "wu", "du"], "what was known stays"


def test_tab_comes_to_everything_and_goes_on(qtbot: QtBot, page: UsersPage) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    choose(page, 1)
    assert not missed(page)
    page.users.edit()
    assert not missed(page), "with a form"
