"""The shared parts of windows: theme, icons, links, banner, messages, cards, dialog, window."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QCursor, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shared.qt import files, window_base
from shared.qt.app import AppControl
from shared.qt.banner import Banner, Strip
from shared.qt.big_button import BigButton
from shared.qt.cards import Card, ElidedLabel, Fact, FactList, StatCard, make_button, make_label, set_tone
from shared.qt.connection_dialog import ConnectionDialog, FieldSpec
from shared.qt.icons import Icon, pixmap
from shared.qt.link_bar import LinkBar, LinkLabel, LinkView
from shared.qt.message_log import MAX_ROWS, Message, MessageLog
from shared.qt.power_chart import PowerChart, nice_step
from shared.qt.tables import Column, Table, TextColumn, copy_rows, dress
from shared.qt.theme import (
    DARK,
    LIGHT,
    THEME_VARIABLE,
    Role,
    StateFill,
    Tokens,
    apply_theme,
    font,
    style_sheet,
    tokens,
)
from shared.qt.translation import resources_dir
from shared.qt.window_base import AppWindow
from shared.runtime.addresses import parse_address
from shared.runtime.settings import CannotWrite
from shared.runtime.version import VERSION

_AT = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _light(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(THEME_VARIABLE, raising=False)
    apply_theme(qapp, "light")
    yield
    apply_theme(qapp, "light")


def _contrast(first: str, second: str) -> float:
    """WCAG 2.2, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _unscaled(image: QImage) -> QImage:
    """``image`` in logical pixels, whatever the scale of the screen."""
    plain = image.scaled(image.deviceIndependentSize().toSize())
    plain.setDevicePixelRatio(1)
    return plain


def _colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("role", ["text", "quiet", "accent", "bad", "warning", "good"])
def test_texts_have_enough_contrast(colours: Tokens, role: str) -> None:
    assert _contrast(getattr(colours, role), colours.card) >= 4.5
    if role in ("text", "bad", "warning"):
        assert _contrast(getattr(colours, role), colours.banner) >= 4.5


@pytest.mark.parametrize("fill", list(StateFill))
def test_white_has_enough_contrast_on_each_state(fill: StateFill) -> None:
    assert _contrast("#FFFFFF", fill.value) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_style_sheet_has_no_role_without_a_colour(colours: Tokens) -> None:
    assert "@" not in style_sheet(colours)


def test_the_theme_changes_live_and_fonts_stay(qapp: QApplication, qtbot: QtBot) -> None:
    facts = FactList()
    facts.set_facts([Fact("Energy", "10.312 kWh", strong=True)])
    label = make_label("small", Role.SMALL)
    set_tone(label, "bad")
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(facts)
    column.addWidget(label)
    window.show()
    value = facts.findChildren(type(label))[1]
    for choice in ("light", "dark", "light"):
        apply_theme(qapp, choice)  # type: ignore[arg-type]  # a loop variable is a str for mypy
        QApplication.processEvents()
        assert tokens().dark == (choice == "dark")
        assert qapp.palette().window().color().name().upper() == tokens().window
        assert value.font().bold()
        assert value.font().pixelSize() == 12
        assert label.font().pixelSize() == 11


def test_the_environment_chooses_the_theme_where_no_option_does(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(THEME_VARIABLE, "dark")
    apply_theme(qapp, "system")
    assert tokens().dark
    apply_theme(qapp, "light")
    assert not tokens().dark


def test_digits_are_equally_wide_in_changing_numbers(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontMetricsF

    for role in (Role.NUMBER, Role.FIGURE, Role.DISPLAY):
        metrics = QFontMetricsF(font(role))
        assert len({round(metrics.horizontalAdvance(digit * 4), 2) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("icon", list(Icon))
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_each_icon_is_drawn_in_the_wanted_colour_at_each_scale(
    qapp: QApplication, icon: Icon, ratio: float
) -> None:
    drawing = (resources_dir() / "icons" / f"{icon.value}.svg").read_text(encoding="utf-8")
    ElementTree.fromstring(drawing)
    picture = pixmap(icon, "#0B63CE", 24, ratio)
    assert picture.size() == QSize(24, 24) * ratio
    assert picture.devicePixelRatio() == ratio
    if icon is not Icon.APP:
        assert "#0b63ce" in _colours(picture.toImage())


def test_a_link_never_gets_narrower_and_says_its_state_in_words(qtbot: QtBot) -> None:
    label = LinkLabel(LinkView("Kafka", "ok", "1284 ms"))
    qtbot.addWidget(label)
    wide = label.sizeHint().width()
    label.show_link(LinkView("Kafka", "ok", "4 ms"))
    assert label.sizeHint().width() == wide
    label.show_link(LinkView("Kafka", "bad", sentence="Cannot connect to Kafka since 10:02."))
    assert label.toolTip() == "Cannot connect to Kafka since 10:02."
    assert label.accessibleName() == "Kafka not connected"


def test_a_link_of_each_state_has_its_own_shape(qtbot: QtBot) -> None:
    filled = []
    for state in ("ok", "warning", "bad", "unknown"):
        label = LinkLabel(LinkView("", state))  # type: ignore[arg-type]  # a loop variable is a str for mypy
        qtbot.addWidget(label)
        label.resize(200, 24)
        dot = _unscaled(label.grab().toImage()).copy(0, 6, 12, 12)
        ground = dot.pixelColor(0, 0)
        filled.append(
            frozenset((x, y) for x in range(12) for y in range(12) if dot.pixelColor(x, y) != ground)
        )
    assert len(set(filled)) == 4


def test_the_link_bar_follows_the_number_of_links(qtbot: QtBot) -> None:
    bar = LinkBar()
    qtbot.addWidget(bar)
    bar.set_links([LinkView("Kafka", "ok"), LinkView("CENTRAL", "bad")])
    bar.set_links([LinkView("Kafka", "warning", "5 s")])
    names = [label.accessibleName() for label in bar.findChildren(LinkLabel) if not label.isHidden()]
    QApplication.processEvents()
    assert names[0] == "Kafka with problems 5 s"


def test_the_banner_is_there_only_while_it_has_something_to_say(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    banner = Banner()
    column.addWidget(banner)
    qtbot.addWidget(window)
    window.show()
    assert banner.isHidden()
    banner.tell("CENTRAL is gone since 10:02; your supply goes on. Trying again.")
    assert banner.isVisible()
    assert banner.accessibleName().startswith("CENTRAL is gone")
    banner.tell("")
    assert banner.isHidden()


def _log(qtbot: QtBot, count: int) -> MessageLog:
    log = MessageLog()
    qtbot.addWidget(log)
    log.resize(500, 200)
    log.show()
    log.add([Message(_AT, "CENTRAL", f"message {number}") for number in range(count)])
    QApplication.processEvents()
    return log


def _top(log: MessageLog) -> str:
    row = log.indexAt(log.viewport().rect().topLeft()).row()
    return str(log.model().index(row, 2).data())


def test_the_newest_message_is_on_top_and_the_log_is_bounded(qtbot: QtBot) -> None:
    log = _log(qtbot, MAX_ROWS - 1)
    log.add([Message(_AT, "MAD1", "last but one"), Message(_AT, "MAD1", "last", "bad")])
    assert log.model().rowCount() == MAX_ROWS
    assert _top(log) == "✕ last"
    assert log.messages.message(MAX_ROWS - 1).text == "message 1"
    log.add([Message(_AT, "x", f"flood {number}") for number in range(3 * MAX_ROWS)])
    assert log.model().rowCount() == MAX_ROWS


def test_what_is_being_read_keeps_its_place(qtbot: QtBot) -> None:
    log = _log(qtbot, 200)
    bar = log.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    read = _top(log)
    offset = log.visualRect(log.indexAt(log.viewport().rect().topLeft())).y()
    for number in range(5):
        log.add([Message(_AT, "CENTRAL", f"new {number}")])
        QApplication.processEvents()
    assert _top(log) == read
    assert log.visualRect(log.indexAt(log.viewport().rect().topLeft())).y() == offset


def test_the_filter_shows_only_messages_of_a_kind_whatever_they_say(qtbot: QtBot) -> None:
    log = _log(qtbot, 18)
    log.add(
        [Message(_AT, "A", "rejected: message 1", "warning", code) for code in ("record_rejected", "other")]
    )
    log.filter_by("record_rejected")
    assert log.model().rowCount() == 1
    log.filter_by("")
    assert log.model().rowCount() == 20


def test_selected_messages_are_copied(qtbot: QtBot) -> None:
    log = _log(qtbot, 3)
    log.selectRow(1)
    copy_rows(log)
    assert QGuiApplication.clipboard().text().endswith("\tCENTRAL\tmessage 1")


def test_a_button_that_cannot_be_used_says_why_and_its_key_works_when_it_can(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    button = BigButton("Plug in", "E", "primary")
    column.addWidget(button)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.deny("There is no authorised supply.")
    qtbot.keyClick(window, Qt.Key.Key_E)
    assert pressed == []
    assert button.toolTip() == button.subtitle() == "There is no authorised supply."
    button.allow()
    assert button.subtitle() == "key E"
    qtbot.waitUntil(window.isActiveWindow)
    with qtbot.waitSignal(button.clicked, timeout=2000):
        qtbot.keyClick(window, Qt.Key.Key_E)
    assert pressed == [True]


def test_the_key_of_a_button_can_be_typed_in_an_input(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    button, edit = BigButton("KO", "K", "danger"), QLineEdit()
    column.addWidget(button)
    column.addWidget(edit)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_K)
    assert edit.text() == "k"
    assert not button.isDown()
    assert pressed == []


def test_a_figure_that_gets_shorter_does_not_move_its_neighbours(qtbot: QtBot) -> None:
    card = StatCard("Power now")
    qtbot.addWidget(card)
    card.set_value("1078.8 kW")
    wide = card.sizeHint().width()
    card.set_value("0.0 kW")
    assert card.sizeHint().width() == wide
    assert card.accessibleName() == "Power now: 0.0 kW"


def test_a_label_shows_markup_as_text(qtbot: QtBot) -> None:
    card = Card("<b>x</b>")
    qtbot.addWidget(card)
    assert make_label("<img src=x>").textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize(("most", "step"), [(0.4, 1), (3, 1), (7.4, 5), (22, 10), (50, 20), (350, 200)])
def test_the_axis_of_power_has_few_round_lines(most: float, step: int) -> None:
    assert nice_step(most) == step


@pytest.mark.parametrize("points", [[], [(0.0, 0)], [(0.0, 0), (1.0, 0)], [(5.0, 10), (5.0, 20)]])
def test_a_chart_of_few_points_is_no_error(qtbot: QtBot, points: list[tuple[float, int]]) -> None:
    chart = PowerChart()
    qtbot.addWidget(chart)
    chart.set_points(points)
    assert not chart.grab().isNull()


def test_a_chart_is_higher_where_there_is_more_power(qtbot: QtBot) -> None:
    chart = PowerChart()
    qtbot.addWidget(chart)
    chart.resize(200, 100)
    chart.set_points([(float(second), 0 if second < 50 else 20_000) for second in range(100)])
    image = _unscaled(chart.grab().toImage())
    assert image.pixelColor(50, 50) != image.pixelColor(150, 50)


def _fields() -> list[FieldSpec]:
    return [
        FieldSpec("broker", "Kafka", "127.0.0.1:9092", "host:port", parse_address),
        FieldSpec("driver", "Driver id"),
    ]


def test_the_dialog_is_filled_with_the_last_values_and_enter_connects(qtbot: QtBot) -> None:
    dialog = ConnectionDialog("EV_Driver", _fields(), {"driver": "5"})
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog.input("driver"), Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.values() == {"broker": "127.0.0.1:9092", "driver": "5"}


def test_a_wrong_field_says_what_is_wrong_until_it_is_right_B4(qtbot: QtBot) -> None:
    dialog = ConnectionDialog("EV_Driver", _fields(), {"broker": "nonsense"})
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.accept()
    assert dialog.isVisible()
    assert "has no port" in dialog.errors()["broker"]
    dialog.input("broker").clear()
    qtbot.keyClicks(dialog.input("broker"), " localhost:9092 ")
    assert dialog.errors() == {}
    dialog.accept()
    assert dialog.values()["broker"] == "localhost:9092"


def test_escape_cancels_the_dialog(qtbot: QtBot) -> None:
    dialog = ConnectionDialog("EV_Driver", _fields())
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not dialog.isVisible()


def _window(qtbot: QtBot, geometry: tuple[int, int, int, int] | None = None) -> AppWindow:
    window = AppWindow("EV Central", QSize(1000, 600), QSize(640, 400), geometry)
    window.content.addWidget(Card("Messages"), 1)
    window.links.set_links([LinkView("Kafka", "ok", "4 ms")])
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    return window


def test_closing_a_window_asks_for_the_orderly_end(qtbot: QtBot) -> None:
    window = _window(qtbot)
    with qtbot.waitSignal(window.closed, timeout=1000):
        window.close()


def test_closing_a_window_that_the_console_shows_only_hides_it(qtbot: QtBot) -> None:
    window, control, ends = _window(qtbot), AppControl(False, "en"), list[bool]()
    window.closed.connect(control.window_closed)
    control.quit_requested.connect(lambda: ends.append(True))
    control.hidden = True
    window.showMinimized()
    window.close()
    assert not window.isVisible() and not ends
    window.bring_up()
    assert window.isVisible() and not window.isMinimized()
    control.hidden = False
    window.close()
    assert ends


def test_a_window_takes_the_geometry_it_is_told_and_else_its_own(qtbot: QtBot) -> None:
    told = _window(qtbot, (10, 20, 700, 500))
    assert told.geometry().getRect() == (10, 20, 700, 500)
    free = _window(qtbot)
    assert free.size() == QSize(1000, 600)
    free.resize(10, 10)
    assert free.width() >= 640
    assert free.height() >= 400


def test_the_links_are_at_the_top_right(qtbot: QtBot) -> None:
    window = _window(qtbot)
    right = window.links.mapTo(window, window.links.rect().topRight())
    assert window.width() - right.x() < 64  # beside the button for help
    assert right.y() < 52


def test_links_that_grow_move_no_button_of_the_header(qtbot: QtBot) -> None:
    window = AppWindow("EV Demo", QSize(700, 400), QSize(300, 200), None, "a whole network on this computer")
    tool = QToolButton()
    window.tools.addWidget(tool)
    qtbot.addWidget(window)
    window.show()

    def places() -> list[QPoint]:
        QApplication.processEvents()
        return [each.mapTo(window, QPoint(0, 0)) for each in window.findChildren(QToolButton)]

    window.links.set_links([LinkView("Kafka", "ok", "4 ms")])
    before = places()
    window.links.set_links([LinkView("Kafka", "bad", "not connected since a long time")])
    assert places() == before and tool.x() > 0


def test_a_screenshot_is_a_png_of_the_whole_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = _window(qtbot)
    window.save_screenshot(tmp_path / "window.png")
    picture = QImage(str(tmp_path / "window.png"))
    assert picture.size() == window.size() * window.devicePixelRatioF()
    assert len(_colours(picture.copy(0, 0, 200, 50))) > 10


def test_a_screenshot_that_cannot_be_written_is_a_sentence_B4(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="cannot be written"):
        _window(qtbot).save_screenshot(tmp_path / "missing" / "window.png")


@pytest.mark.parametrize("text", ["Z" * 180, "C/ Serrano 10 " * 20, "\U0001f50c" * 180, "two\nlines"])
def test_a_text_of_others_breaks_anywhere_takes_three_lines_at_most_and_widens_nothing(
    qtbot: QtBot, text: str
) -> None:
    label = ElidedLabel(text, lines=3)
    qtbot.addWidget(label)
    label.resize(290, 60)
    label.show()
    lines = QLabel.text(label).split("\n")  # what is painted
    metrics = label.fontMetrics()
    assert len(lines) == (2 if text.startswith("two") else 3)
    assert all(metrics.horizontalAdvance(line) <= 290 for line in lines)
    assert label.minimumSizeHint().width() == 0 and label.text() == text
    assert label.heightForWidth(290) == QLabel.sizeHint(label).height()
    assert lines[-1].endswith("…") or text.startswith("two")


def test_enter_presses_the_button_that_has_the_keys_and_shift_does_not_matter(qtbot: QtBot) -> None:
    window = _window(qtbot)
    pressed: list[str] = []
    plain, device = make_button("Stop"), BigButton("Fault", "K")
    for button in (plain, device):
        window.content.addWidget(button)
    plain.clicked.connect(lambda: pressed.append("plain"))
    device.clicked.connect(lambda: pressed.append("device"))
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.waitUntil(device.isVisible)
    plain.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(plain, key)
    qtbot.keyClick(plain, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: pressed == ["plain", "plain", "device"])
    device.deny("Not now")
    qtbot.keyClick(plain, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    assert pressed == ["plain", "plain", "device"]


def test_f1_lists_the_keys_of_the_window_with_version_and_licence(qtbot: QtBot) -> None:
    window = _window(qtbot)
    window.content.addWidget(BigButton("Plug in", "E"))
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (dialog,) = window.findChildren(QDialog)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Plug in", "E", "Keys and version", "F1", f"EVCharging {VERSION}"} <= texts
    assert any(text.startswith("MIT licence") for text in texts)
    assert not dialog.isModal()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChildren(QDialog) == [])


def _with_parts(qtbot: QtBot, file: Path | None) -> tuple[AppWindow, QSplitter, MessageLog]:
    window = AppWindow("EV Central", QSize(1000, 600), QSize(640, 400))
    splitter, log = QSplitter(), MessageLog()
    splitter.addWidget(log)
    splitter.addWidget(QWidget())
    window.content.addWidget(splitter, 1)
    qtbot.addWidget(window)
    window.remember(file)
    window.show()
    QApplication.processEvents()
    return window, splitter, log


def test_place_columns_and_splitters_are_remembered_and_no_window_comes_back_off_the_screen(
    qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "window.json"
    first, splitter, log = _with_parts(qtbot, file)
    first.setGeometry(90_000, 90_000, 720, 440)
    QApplication.processEvents()
    splitter.setSizes([400, 200])
    log.setColumnWidth(0, 123)
    sizes = splitter.sizes()
    first.close()
    second, splitter, log = _with_parts(qtbot, file)
    assert (second.size(), splitter.sizes(), log.columnWidth(0)) == (QSize(720, 440), sizes, 123)
    assert second.screen().availableGeometry().intersects(second.frameGeometry())
    second.close()
    file.write_text('{"window": "?", "0 of 2": "AAAA"}', encoding="utf-8")
    damaged, _, log = _with_parts(qtbot, file)
    assert damaged.size() == QSize(1000, 600) and log.columnWidth(0) != 123


def test_what_is_told_its_place_remembers_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    window, _, _ = _with_parts(qtbot, None)
    window.close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_asked_for_in_the_documents_and_then_where_the_last_one_was(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list.csv").touch()
    asked: list[str] = []

    def chosen(dialog: QFileDialog) -> int:
        asked.append(dialog.directory().absolutePath())
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile("list.csv")
        return int(len(asked) < 3)

    monkeypatch.setattr(files, "_last", [])
    monkeypatch.setattr(QFileDialog, "exec", chosen)
    parent = QWidget()
    qtbot.addWidget(parent)
    found = [files.choose_file(parent, "Import", "CSV files (*.csv)") for _ in range(3)]
    assert found == [tmp_path / "list.csv", tmp_path / "list.csv", None]
    assert asked[1:] == [str(tmp_path)] * 2 and asked[0] != str(Path.cwd())


def test_a_banner_moves_nothing_under_the_hand(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies over what is there, or leaves its place empty, while the pointer is at work in the window."""
    moment, at = [100.0], [QPoint(-9, -9)]
    monkeypatch.setattr(window_base, "mono", lambda: moment[0])
    monkeypatch.setattr(QCursor, "pos", lambda: at[0])
    window = _window(qtbot)
    card = window.findChild(Card)
    assert card is not None

    def top(text: str) -> int:
        window.banner.tell(text)
        QApplication.processEvents()
        return card.mapTo(window, QPoint(0, 0)).y()

    def point(x: int) -> None:
        at[0] = window.mapToGlobal(QPoint(x, 300))

    high = top("")
    point(50)
    assert top("Kafka is away") == high and window.banner.isVisible() and window.banner.height() >= 32
    point(-50)
    low = top("Kafka is away")
    assert low == high + window.banner.height()
    point(60)
    assert top("") == low and not window.banner.isVisible()
    moment[0] += window_base.HAND_S
    assert top("") == high, "the hand rests"
    point(70)
    assert top("Kafka is away") == high
    qtbot.mouseClick(window.banner, Qt.MouseButton.LeftButton)
    assert top("Kafka is away") == low


def test_a_button_that_comes_under_the_hand_takes_no_click_meant_for_something_else(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    button, other = make_button("Reject"), make_button("Accept")
    strip = Strip("card", Icon.USER, "warning", (button, other))
    qtbot.addWidget(strip)
    strip.resize(600, 40)
    strip.show()
    QApplication.processEvents()
    at = button.mapToGlobal(button.rect().center())
    strip.hide()
    monkeypatch.setattr(QCursor, "pos", lambda: at)
    strip.show()
    assert (button.isEnabled(), other.isEnabled()) == (False, True)
    qtbot.waitUntil(button.isEnabled)


def test_sentences_wrap_at_the_width_that_the_scroll_bar_leaves(qtbot: QtBot) -> None:
    def what(row: str) -> str:
        return row.partition(" ")[2]

    rows = Table((Column("No.", lambda row: row[0]), Column("What", what)), lambda row: row[0])
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(rows)
    dress(table, "Rows", 26, stretch=1)
    TextColumn(table, 1, 100)
    rows.set_rows([f"{number} Denied: this driver already has a supply" for number in range(6)])
    table.show()
    high, metrics = 0, table.fontMetrics()
    for width in (*range(600, 200, -7), *range(200, 600, 5)):
        table.resize(width, 26 * 8)
        for _ in range(5):
            QApplication.processEvents()
        room = QRect(0, 0, table.columnWidth(1) - 16, 999)
        for row in range(6):
            text = what(rows.at(row))
            needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()
            assert table.rowHeight(row) >= min(needed, 3 * metrics.lineSpacing()), width
            high += table.rowHeight(row) > 26
    assert high
