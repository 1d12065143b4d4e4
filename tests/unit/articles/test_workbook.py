from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from spanloop.articles.draft import Draft, Found, Refusal
from spanloop.articles.sources import read_sources
from tests.materials import PARAGRAPHS, archive, workbook

HEAD = ["title", "text", "date", "id"]
ROW = ["Shells fall", PARAGRAPHS[0], datetime(2021, 4, 7, 9, 30), 12]  # noqa: DTZ001 - Excel knows no zones


def read(folder: Path, content: bytes, name: str = "pages.xlsx") -> list[Found]:
    (folder / name).write_bytes(content)
    return list(read_sources([folder / name]))


def refused(folder: Path, content: bytes) -> str:
    (refusal,) = read(folder, content)
    assert isinstance(refusal, Refusal)
    assert refusal.path.startswith("pages.xlsx")
    assert refusal.way_out
    return refusal.what


def changed(parts: dict[str, bytes]) -> bytes:
    """A sound workbook with some parts replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook({"Pages": [HEAD, ROW]}))) as book:
        held = {name: book.read(name) for name in book.namelist()}
    return archive(held | parts)


def test_each_row_of_a_sheet_is_an_article(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, workbook({"Pages": [HEAD, ROW, [None, None, None, None]]}))
    assert isinstance(draft, Draft)
    assert (draft.path, draft.title, draft.text) == ("pages.xlsx, row 2", "Shells fall", PARAGRAPHS[0])
    assert (draft.date, draft.external_id) == ("2021-04-07", "pages.xlsx#12")


def test_every_sheet_that_is_shown_is_read(tmp_path: Path) -> None:
    sheets = {"May": [HEAD, ROW], "June": [HEAD, ROW], "Old": [HEAD, ROW], "Empty": []}
    found = read(tmp_path, workbook(sheets, hidden=frozenset({"Old"})))
    assert [one.path for one in found if isinstance(one, Draft)] == [
        "pages.xlsx, sheet May, row 2",
        "pages.xlsx, sheet June, row 2",
    ]
    others = [one for one in found if isinstance(one, Refusal)]
    assert [(one.path, one.skipped) for one in others] == [
        ("pages.xlsx, sheet Old", True),
        ("pages.xlsx, sheet Empty", True),
    ]


def test_a_formula_is_never_evaluated(tmp_path: Path) -> None:
    found = read(tmp_path, workbook({"Pages": [HEAD, ["A b", '=WEBSERVICE("https://o.example")', None, 1], ROW]}))
    sheet, row, _ = found
    assert isinstance(sheet, Refusal)
    assert (sheet.what, sheet.skipped) == ("1 formula in it that nobody calculated, read as empty", True)
    assert isinstance(row, Refusal)
    assert row.what == "row 2 has no text; the sheet has formulas that nobody calculated"
    assert "save it" in row.way_out
    assert isinstance(found[2], Draft)


def test_a_workbook_by_another_name_is_one_all_the_same(tmp_path: Path) -> None:
    assert isinstance(read(tmp_path, workbook({"Pages": [HEAD, ROW]}), "pages.zip")[0], Draft)


def test_texts_that_cells_share_are_read_as_they_are_meant(tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = ("<t>title</t>", "<t>text</t>", "<r><t>Shells </t></r><r><t>fall</t></r>", "<t>It said so._x000D_\nNo.</t>")
    shared = f'<sst xmlns="{space}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>'
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{one}</v></c><c r="B{row}" t="s"><v>{other}</v></c></row>'
        for row, one, other in ((1, 0, 1), (2, 2, 3))
    )
    sheet = f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
    office = "openxmlformats-officedocument"
    kind = f"application/vnd.{office}.spreadsheetml.sharedStrings+xml"
    kind = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/>'
    parts = {"xl/sharedStrings.xml": shared.encode(), "xl/worksheets/sheet1.xml": sheet.encode()}
    with zipfile.ZipFile(io.BytesIO(workbook({"Pages": [HEAD]}))) as book:
        parts["[Content_Types].xml"] = book.read("[Content_Types].xml").replace(b"</Types>", f"{kind}</Types>".encode())
    (draft,) = read(tmp_path, changed(parts))
    assert isinstance(draft, Draft)
    assert (draft.title, draft.text) == ("Shells fall", "It said so.\r\nNo.")


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>', "declares entities"),
        ("xl/worksheets/sheet1.xml", "<!DOCTYPE x><worksheet/>".encode("utf-16"), "declares entities"),
        ("xl/sharedStrings.xml", b" " * 70_000 + b"<!DOCTYPE x><sst/>", "declares|cannot be read"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row", "cannot be read"),
        ("xl/workbook.xml", b"", "cannot be read"),
        ("xl/media/zeros.bin", b"\x00" * 20_000_000, "would unpack to 20 MB"),
    ],
)
def test_a_hostile_workbook_is_refused(tmp_path: Path, part: str, content: bytes, said: str) -> None:
    import re

    assert re.search(said, refused(tmp_path, changed({part: content})))


def test_a_sheet_that_claims_endless_rows_is_refused(tmp_path: Path) -> None:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    far = (
        b'<worksheet xmlns="%s"><sheetData><row r="9999999"><c r="A9999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert "over 20,000 empty rows" in refused(tmp_path, changed({"xl/worksheets/sheet1.xml": far % space}))
