"""How far scores can be trusted: the view with its four cards, by real clicks, with children that only say so."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from spanloop.core.auditing import AuditSetting
from spanloop.core.curves import CurvePoint, LearningCurve
from spanloop.core.frozen import FrozenTest
from spanloop.core.reliability import reliability
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.judge import trusting
from spanloop.gui.judge.page import JudgePage
from spanloop.gui.judge.trust import Trust, TrustView
from tests.gui.judge.sample import evaluation

Make = Callable[..., JudgePage]
_LEFT = Qt.MouseButton.LeftButton


def child(lines: list[dict[str, Any]]) -> list[str]:
    """The command of a child that says these lines."""
    said = "\n".join(json.dumps(line) for line in lines)
    return [sys.executable, "-c", f"print({said!r}, flush=True)"]


def trusted(make_page: Make, **options: Any) -> tuple[JudgePage, TrustView]:
    page = make_page(**options)
    QTest.mouseClick(page.views.segment("trust"), _LEFT)
    view = page.findChild(TrustView)
    assert view is not None
    assert view.isVisible()
    return page, view


def agree(page: JudgePage) -> None:
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    QTest.mouseClick(question.act_button, _LEFT)


def set_setting(session: DeskSession, name: str, value: object) -> None:
    with session.project.act(session.author, "set") as act:
        act.set_setting(name, value)


def test_what_is_not_there_yet_is_explained(make_page: Make) -> None:
    page, view = trusted(make_page)
    assert "about one of seven new articles joins it" in view.test_set.words.text()
    assert view.test_set.buttons["freeze"].text() == "Freeze the test set…"
    assert view.curve.words.text().startswith("Four trainings, on 25, 50, 75 and 100%")
    assert "gives no scores for triggers" in view.calibration.words.text()
    assert view.audit.buttons["switch"].text() == "Begin the audit…"
    assert not view.audit.buttons["report"].isVisible()
    assert not page.modes.isVisible()
    QTest.mouseClick(page.views.segment("scores"), _LEFT)
    assert page.results.isVisible()
    assert page.modes.isVisible()
    assert page.results.hints[-1].hint.text == f"{evaluation().reference} is wrong"


class Windows(QObject):
    """Takes down which widgets show as windows of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_no_part_of_the_view_flickers_up_as_a_window_and_takes_the_keyboard(make_page: Make, qapp: Any) -> None:
    page = make_page()
    page.views.segment("scores").setFocus()
    windows = Windows()
    qapp.installEventFilter(windows)
    QTest.keyClick(page.views.segment("scores"), Qt.Key.Key_Right)
    qapp.removeEventFilter(windows)
    assert page.findChild(TrustView) is not None
    assert windows.shown == []
    assert QApplication.focusWidget() is page.views.segment("trust")


def test_the_remarks_of_the_charts_are_whole_in_a_small_window(make_page: Make) -> None:
    _, view = trusted(make_page, size=(1024, 628))
    QTest.qWait(0)
    for card in (view.curve, view.calibration):
        assert card.remark.text() == card.remark.full()


def test_calibration_is_drawn_and_told(make_page: Make) -> None:
    scored = [(0.95, True)] * 18 + [(0.95, False)] * 2 + [(0.65, True)] * 6 + [(0.65, False)] * 4
    found = replace(evaluation(), calibration={"triggers": reliability(scored)})
    _, view = trusted(make_page, found=found)
    assert view.calibration_chart.accessibleDescription() == ("score .65: .60 of 10 right; score .95: .90 of 20 right")
    said = view.calibration.words.text()
    assert "Scores are off by .05 on average" in said
    assert "Right were 18 of 20 sure and 6 of 10 likely ones." in said


def test_the_curve_follows_the_part_and_the_label(make_page: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(row for row in evaluation().rows() if row["mode"] == "exact")
    gains = tuple(
        {**{name: row[name] for name in ("part", "label", "mode", "n")}, "f1_first": 0.5, "f1_second": 0.53,
         "change": 0.03, "low": 0.01, "high": 0.05, "p": 0.01}
        for row in rows
    )  # fmt: skip
    points = (CurvePoint(0.5, 94, rows), CurvePoint(1.0, 188, rows))
    curve = LearningCurve(points, gains, "blank", 0, 42)  # pyright: ignore[reportArgumentType]
    monkeypatch.setattr(trusting, "kept_curve", lambda project: curve)
    page = make_page()
    page.results.table.choose("DETAIN")
    QTest.mouseClick(page.views.segment("trust"), _LEFT)
    view = page.findChild(TrustView)
    assert view is not None
    assert view.curve_chart.accessibleDescription().startswith("all triggers: .75 from 94 articles")
    assert "DETAIN: .57 from 94 articles" in view.curve_chart.accessibleDescription()
    assert view.curve.words.text().startswith("The last quarter of the articles brought DETAIN triggers +3.0 points")
    QTest.mouseClick(page.parts.segment("mentions"), _LEFT)
    assert view.curve_chart.accessibleDescription().startswith("all mentions: ")
    assert view.curve.buttons["curve"].text() == "Draw it again"


def test_the_test_set_is_frozen_after_a_question(
    make_page: Make, session: DeskSession, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    asked: list[str] = []

    def command(path: object, act: str, *, author: str) -> list[str]:
        asked.append(f"{act} by {author}")
        set_setting(session, "test_set", FrozenTest("2024-03-02T10:00:00Z", "Noor", {"a": "1", "b": "2"}).to_dict())
        return child([{"event": "done", "frozen": True}])

    monkeypatch.setattr(trusting, "test_set_command", command)
    page, view = trusted(make_page)
    assert not next(option for option in page.on.options() if option.key == "test").icon
    QTest.mouseClick(view.test_set.buttons["freeze"], _LEFT)
    with qtbot.waitSignal(page.trusting.said, timeout=20_000) as said:
        agree(page)
    assert (asked, said.args) == (["freeze by Noor"], ["Test set frozen"])
    assert view.test_set.words.text() == "2 articles, frozen on 2 March 2024 by Noor. None has a copy in training."
    assert view.test_set.buttons["freeze"].text() == "Unfreeze…"
    assert next(option for option in page.on.options() if option.key == "test").icon == "lock"


def test_the_audit_is_reported(
    make_page: Make, session: DeskSession, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    set_setting(session, "audit", AuditSetting(True).to_dict())
    report = {"words": ["With suggestions people mark 40.0 per 1,000 words."], "notes": ["Left out: 1 article."]}
    monkeypatch.setattr(
        trusting, "audit_command", lambda path, act, *, author: child([{"event": "done", **report, "act": act}])
    )
    page, view = trusted(make_page)
    with qtbot.waitSignal(page.trusting.said, timeout=20_000):
        QTest.mouseClick(view.audit.buttons["report"], _LEFT)
    assert view.audit.words.text() == "With suggestions people mark 40.0 per 1,000 words. Left out: 1 article."
    assert view.audit.buttons["switch"].text() == "End the audit…"


def test_g_opens_the_place_with_the_reference_in_focus(make_page: Make, qtbot: Any) -> None:
    page = make_page()
    page.take_keyboard()
    with qtbot.waitSignals([page.open_asked, page.gold_doubted]):
        QTest.keyClick(page.results.list, Qt.Key.Key_G)


def test_everything_fits_a_small_window(make_page: Make) -> None:
    page, view = trusted(make_page, size=(1024, 628))
    assert page.who.width() >= page.who.sizeHint().width() or page.who.width() > 64
    assert view.horizontalScrollBar().maximum() == 0
    right = page.parts.geometry().right()
    assert right <= page.width() - 24


def test_the_point_of_one_suggestion_is_smaller_than_that_of_twelve() -> None:
    from spanloop.gui.judge.trust_charts import point_size

    assert point_size(1) < point_size(12) <= point_size(1000)


def test_what_runs_is_told_where_something_else_cannot_be_started(make_page: Make) -> None:
    page, view = trusted(make_page)
    view.show_trust(Trust(running="freeze"))
    assert view.test_set.buttons["freeze"].text() == "Working…"
    assert view.curve.buttons["curve"].toolTip() == "The test set is being frozen or unfrozen: it takes a moment."
    view.show_trust(Trust(running="curve"))
    assert view.curve.buttons["curve"].text() == "Cancel"
    assert view.audit.buttons["switch"].toolTip().startswith("The learning curve is being drawn")
    assert page.isVisible()
