"""Eight languages: what is guessed, cut, painted, selected with the mouse and exported is the same text and words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import spacy
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from spacy.tokens import Doc, DocBin

from spanloop.core.article import Article
from spanloop.core.marks import Author, Fragments, Marks
from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.theme import Theme
from spanloop.operations.completing import complete
from spanloop.operations.events import add_event
from spanloop.operations.importing import import_paths
from spanloop.operations.marking import mark
from spanloop.operations.preparing import prepare
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.training import export_spacy
from spanloop.store.project import Project


@dataclass(frozen=True)
class Told:
    """A report. who: words to mark as a mention. happened: a trigger. words: some of its tokens, as spaCy cuts them."""

    text: str
    who: str
    happened: str
    words: tuple[str, ...]
    rtl: bool = False


TOLD: dict[str, Told] = {
    "en": Told(
        "Shells hit the grain port at Ardova\n\n"
        "Artillery fired from the northern bank struck the port of Ardova on Monday, killing four dockers. "
        "The ministry of defence blamed the Keld Brigade.\n",
        "Keld Brigade", "struck", ("Monday", ",", "dockers", "."),
    ),
    "ar": Told(
        "قصف ميناء الحبوب في أردوفا\n\n"
        "قصفت المدفعية يوم الاثنين ميناء أردوفا من الضفة الشمالية، وقتل أربعة من عمال الرصيف. "
        "واتهمت وزارة الدفاع لواء كلد بالهجوم.\n",
        "لواء كلد", "قصفت", ("الشمالية", "،", "الرصيف", "."), rtl=True,
    ),
    "fa": Told(
        "گلوله\u200cباران بندر غلات در آردووا\n\n"
        "توپخانه روز دوشنبه از کرانهٔ شمالی بندر آردووا را هدف قرار داد و چهار کارگر بارانداز کشته شدند. "
        "وزارت دفاع تیپ کلد را مسئول این حمله دانست.\n",
        "تیپ کلد", "کشته", ("دوشنبه", "کرانهٔ", "بارانداز"), rtl=True,
    ),
    "he": Told(
        "נמל התבואה בארדובה הופגז\n\n"
        "ארטילריה מהגדה הצפונית הפגיזה ביום שני את נמל ארדובה, וארבעה סוורים נהרגו. "
        "משרד הביטחון האשים את חטיבת קלד בהתקפה.\n",
        "חטיבת קלד", "נהרגו", ("ארדובה", ",", "סוורים"), rtl=True,
    ),
    "tr": Told(
        "Ardova'daki tahıl limanı bombalandı\n\n"
        "Kuzey yakasından ateşlenen toplar pazartesi günü Ardova limanını vurdu ve dört liman işçisi öldü. "
        "Savunma Bakanlığı saldırıdan Keld Tugayı'nı sorumlu tuttu.\n",
        "Savunma Bakanlığı", "vurdu", ("Ardova'daki", "işçisi", "Tugayı'nı"),
    ),
    "ru": Told(
        "Обстрелян зерновой порт в Ардове\n\n"
        "Артиллерия с северного берега в понедельник обстреляла порт Ардова, погибли четыре докера. "
        "Министерство обороны обвинило в нападении бригаду «Кельд».\n",
        "Министерство обороны", "обстреляла", ("Ардова", ",", "«", "Кельд", "»"),
    ),
    "uk": Told(
        "Обстріляно зерновий порт в Ардові\n\n"
        "Артилерія з північного берега в понеділок обстріляла порт Ардова, загинули четверо докерів. "
        "Міністерство оборони звинуватило в нападі бригаду «Кельд».\n",
        "Міністерство оборони", "обстріляла", ("четверо", "докерів", ".", "«"),
    ),
    "zh": Told(
        "阿尔多瓦粮食港遭炮击\n\n"
        "周一，北岸的炮兵轰击了阿尔多瓦港，四名码头工人丧生。国防部指责凯尔德旅发动了这次袭击。\n",
        "凯尔德旅", "轰击", ("周", "一", "，", "。"),
    ),
}  # fmt: skip
WHO, HAPPENED = "ORG", "ATTACK"


@pytest.fixture(scope="module")
def vocab() -> spacy.vocab.Vocab:
    return spacy.blank("xx").vocab


def place(article: Article, words: str) -> Fragments:
    start = article.text.index(words)
    return ((start, start + len(words)),)


def drag_over(canvas: Canvas, fragments: Fragments) -> Fragments:
    """Select with the mouse from the middle of the first character to the middle of the last one."""
    first, last = fragments[0][0], fragments[-1][1] - 1
    start, end = (canvas.rect_of(offset).center() for offset in (first, last))
    drag = QPointF(end - start)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start.toPoint())
    for part in (0.5, 1.0):
        QTest.mouseMove(canvas.viewport(), QPoint(round(start.x() + part * drag.x()), round(start.y())))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=end.toPoint())
    return canvas.selection()


@pytest.mark.parametrize("language", TOLD)
def test_all_see_the_same_words(language: str, tmp_path: Path, qtbot: QtBot, vocab: spacy.vocab.Vocab) -> None:
    told = TOLD[language]
    page = tmp_path / "report.txt"
    page.write_bytes(told.text.encode())
    project = create_project(tmp_path / "p.spanloop")
    try:
        author = sign_in(project, name="Noor")
        import_paths(project, author=author, paths=[page])
        prepare(project)
        article = project.article(project.article_uids()[0])
        assert article.language == language
        assert article.text == told.text
        _see(article, told, qtbot)
        _mark(project, author, article, told)
        [doc] = _exported(project, tmp_path / "corpus", vocab)
    finally:
        project.close()
    assert article.words is not None
    spoken = [article.text[start:end] for start, end in article.words]
    assert [token.text for token in doc if not token.is_space] == spoken
    assert set(told.words) <= set(spoken)
    assert [(span.text, span.label_) for span in doc.ents] == [(told.who, WHO)]
    assert [(span.text, span.label_) for span in doc.spans["events"]] == [(told.happened, HAPPENED)]


def _see(article: Article, told: Told, qtbot: QtBot) -> None:
    """The canvas starts lines from the right side, and the mouse selects just the words that are to be marked."""
    canvas = Canvas(Theme.named("light"))
    qtbot.addWidget(canvas)
    canvas.resize(900, 600)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.show_article(CanvasView(article, Marks(Author("", ""))))
    paragraphs = canvas.scene().document.paragraphs
    assert {paragraph.rtl for paragraph in paragraphs} == {told.rtl}
    before, after = canvas.rect_of(article.text.index(told.happened)), canvas.column.left + canvas.column.width / 2
    assert canvas.column.rtl == told.rtl
    assert before.width() > 0
    first = canvas.rect_of(paragraphs[-1].start).center().x()
    assert (first > after) == told.rtl, "a paragraph begins at the side from which its language is read"
    for words in (told.who, told.happened):
        assert drag_over(canvas, place(article, words)) == place(article, words)


def _mark(project: Project, author: Author, article: Article, told: Told) -> None:
    mark(project, author=author, article=article.uid, fragments=place(article, told.who), label=WHO)
    add_event(project, author=author, article=article.uid, trigger=place(article, told.happened), type=HAPPENED)
    complete(project, author=author, article=article.uid)


def _exported(project: Project, dest: Path, vocab: spacy.vocab.Vocab) -> list[Doc]:
    export_spacy(project, dest=dest)
    return [doc for path in sorted(dest.glob("*.spacy")) for doc in DocBin().from_disk(path).get_docs(vocab) if doc]
