"""A folder as people get it, through the window: dropped, looked at, corrected, imported, and taken back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from spanloop.gui.importing.preview import PreviewSheet
from tests.e2e.verbs import Spanloop, in_another_process
from tests.e2e.window.conftest import OpenDesk
from tests.e2e.window.desk import Desk
from tests.elsewhere import Elsewhere

PAGE = """<html lang="en"><head><title>Ferry stops at Ostan | Harbour Press</title>
<meta property="og:site_name" content="Harbour Press">
<meta property="article:published_time" content="2024-03-14T07:15:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Ferry stops at Ostan</h1>
<p>Coast guards of the northern command stopped the ferry at Ostan on Thursday and searched it for weapons.</p>
<p>Its captain said that they had taken two men with them, and that nobody had told him why they did so.</p></article>
<aside><a href="/bread">Bread to cost more from April</a></aside>
<script>document.location = "https://elsewhere.example/"</script></body></html>"""


@pytest.fixture
def desk(open_desk: OpenDesk, tmp_path: Path) -> Desk:
    """Noor with a new project that is empty."""
    desk = open_desk()
    desk.introduce("Noor")
    desk.press("Ctrl+Shift+N")
    desk.type("Ferries")
    desk.press("Tab", "Tab", "Ctrl+A")
    desk.path = tmp_path / "ferries.spanloop"
    desk.type(str(desk.path))
    desk.press("Enter")
    return desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A saved page, a table of links, an archive, a picture, and a document of an office program."""
    made = tmp_path / "inbox"
    made.mkdir()
    (made / "ferry.html").write_text(PAGE, encoding="utf-8")
    table = "title,date,text\nBridge closed,2024-03-13,Shells hit the northern end of the bridge at Sarun.\n"
    (made / "links.csv").write_text(table, encoding="utf-8")
    with zipfile.ZipFile(made / "week.zip", "w") as archive:
        archive.writestr("dam.txt", "Dam gates opened\n\nThe gates were opened on Sunday to lower the lake.\n")
    (made / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    (made / "letter.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    return made


def test_a_mixed_folder_is_looked_at_corrected_and_imported_as_one_act(
    desk: Desk, elsewhere: Elsewhere, folder: Path
) -> None:
    desk.drop([folder])
    desk.wait_for(lambda: desk.asked == "importPreview", "the preview", seconds=60)
    assert "3 new articles, 1 refused, 1 skipped" in desk.told
    sheet = desk.sheet
    assert isinstance(sheet, PreviewSheet)
    assert desk.queue == [], "nothing is written before it was seen"
    shown = [sheet.model.index(row).data() for row in range(sheet.model.rowCount())]
    assert shown == ["Ferry stops at Ostan", "letter.doc", "Bridge closed", "Dam gates opened"]
    desk.press("Right", "F8")
    assert sheet.panel.lines.list.currentIndex().data() == "Ferry stops at Ostan"
    desk.press("Down", "Down", "b", "Left", "Down", "Down", "Space")
    assert sheet.import_button.text() == "Import 2 articles, leave out 2"
    desk.press("Enter")
    desk.wait_for(lambda: len(desk.queue) == 2, "the articles", seconds=60)
    assert sorted(desk.queue) == ["Dam gates opened", "Ferry stops at Ostan"]
    desk.read("Ferry stops at Ostan")
    article = desk.canvas.view.article
    assert (article.source, article.date, article.language) == ("Harbour Press", "2024-03-14", "en")
    silent = {article.text[zone.start : zone.end].split()[0] for zone in article.zones if zone.kind == "boilerplate"}
    assert silent == {"Home", "Its", "Bread"}
    desk.mark("Coast guards", "ARM")
    desk.holds_what_is_seen()
    assert Spanloop(in_another_process(desk.home, elsewhere)).marks(desk.path, author="Noor")
    desk.press("Ctrl+Z", "Ctrl+Z")
    assert desk.queue == []
    assert list((desk.home / "looks").iterdir()) == []
