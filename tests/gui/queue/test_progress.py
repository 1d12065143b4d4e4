"""What a person is told about how far they have come."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spanloop.core.wording import count
from spanloop.gui.fields import ThinProgress
from spanloop.gui.progress import ProgressSheet, by_day, share_words, summary
from spanloop.gui.theme import Theme
from spanloop.operations.events import add_event
from spanloop.operations.marking import mark
from spanloop.operations.queueing import Progress, progress_of, queue_of
from tests.gui.queue.conftest import ARTICLES, NOOR
from tests.gui.queue.test_queue import Make

DAY = date(2024, 5, 2)


def test_progress_is_told_in_words() -> None:
    done = {"2024-04-01": 9, "2024-05-01": 4, "2024-05-02": 2}
    told = summary(Progress(100, 15, 5, {}, done, {"2024-05-01": 4_000}, {}), day=DAY)
    assert told == (
        "15 articles complete, 5 skipped, 80 left. 3.0 a day on the 2 days with any in the last two weeks. At that pace"
        " the rest takes 27 such days. Most on 1 April 2024: 9. Active: 1 h 6 min."
    )
    assert summary(Progress(0, 0, 0, {}, {}, {}, {}), day=DAY) == "0 articles complete, 0 skipped, 0 left."
    assert [share_words(number, 1000) for number in (0, 3, 999, 1000)] == [
        "0 of 1,000 articles, 0%", "3 of 1,000 articles, less than 1%", "999 of 1,000 articles, 99%",
        "1,000 of 1,000 articles, 100%",
    ]  # fmt: skip
    assert share_words(0, 0) == "no articles yet"
    assert by_day(done, first=date(2024, 4, 30), days=3) == [0, 4, 2]


def test_progress_is_read_and_drawn(make: Make, qtbot: Any) -> None:
    project = make(ARTICLES)
    first, second = project.article_uids()[:2]
    for article, label, end in ((first, "PER", 3), (first, "GPE", 4), (second, "GPE", 3)):
        mark(project, author=NOOR, article=article, fragments=((0, end),), label=label)
    add_event(project, author=NOOR, article=second, trigger=((0, 2),), type="MOVE")
    progress = progress_of(queue_of(project, author=NOOR))
    assert (progress.articles, progress.complete, progress.skipped) == (5, 1, 1)
    assert progress.layers == {"entities": 1, "events": 1}
    assert sum(progress.completed.values()) == 1
    marked = Counter(
        label
        for uid in project.article_uids()
        for marks in (project.marks(uid, NOOR),)
        for label in [*(mention.label for mention in marks.mentions), *(event.type for event in marks.events)]
    )
    assert progress.labels == marked != Counter()
    assert list(progress.labels.values()) == sorted(marked.values(), reverse=True)
    sheet = ProgressSheet(progress._replace(seconds={"2024-05-01": 90}), theme=Theme.named("light"), parent=None)
    qtbot.addWidget(sheet)
    sheet.open()
    assert len(sheet.articles.heights) == 30
    assert sheet.minutes is not None
    spoken = {bar.accessibleName() for bar in sheet.findChildren(ThinProgress)}
    assert {f"{label}: {count(number, 'mark')}" for label, number in marked.items()} <= spoken
    QTest.mouseClick(sheet.spans.segment("year"), Qt.MouseButton.LeftButton)
    assert len(sheet.articles.heights) == 365
    sheet.grab()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()
