from __future__ import annotations

import logging

import pytest

from spanloop.articles.pdf import read_pdf
from spanloop.core.errors import SpanloopError
from tests.materials import PARAGRAPHS, Piece, article_pdf, assembled, lines_on_page, pdf, pdf_of_any_script

ARABIC = "قالت الوزارة إن ثلاثة أشخاص قتلوا في هجوم على السوق من قبل مسلحين"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def refused(raw: bytes, **more: float) -> str:
    with pytest.raises(SpanloopError) as caught:
        read_pdf(raw, name="a.pdf", **more)
    assert caught.value.where == "a.pdf"
    assert caught.value.way_out
    return caught.value.what


def test_lines_become_paragraphs_and_what_pages_repeat_is_boilerplate() -> None:
    draft = read_pdf(article_pdf(3), name="a.pdf")
    silent = [draft.text[zone.start : zone.end] for zone in draft.zones if zone.kind == "boilerplate"]
    assert silent == [part for n in (1, 2, 3) for part in ("Orchard Wire weekly bulletin", f"Page {n} of 3")]
    assert [draft.text[z.start : z.end] for z in draft.zones if z.kind == "headline"] == [
        "Shells fall on the grain market of Tal Rimal"
    ]
    assert all(f"In week 2, {paragraph}" in draft.text for paragraph in PARAGRAPHS)
    assert (draft.title, draft.byline, draft.language) == ("Shells fall on the grain market", "Lena Farrow", "en")
    assert (draft.kind, draft.external_id, draft.notes) == ("pdf", "a.pdf", ())


def test_a_word_that_a_line_end_parts_is_joined_and_said() -> None:
    page = lines_on_page(["The governor of Tal Rimal said that the grain mar-", "ket would open again."])
    draft = read_pdf(pdf([page]), name="a.pdf")
    assert draft.text == "The governor of Tal Rimal said that the grain market would open again."
    assert [code for code, _ in draft.notes] == ["pdf.hyphens"]


def test_a_paragraph_goes_on_over_the_page() -> None:
    first = [*lines_on_page(["The council asked both sides to keep away from the"]), (290.0, 30.0, 9.0, "1")]
    second = [*lines_on_page(["mill and the bakery of the town."]), (290.0, 30.0, 9.0, "2")]
    draft = read_pdf(pdf([first, second]), name="a.pdf")
    assert draft.text.startswith("The council asked both sides to keep away from the mill and the bakery of the town.")
    assert [draft.text[zone.start : zone.end] for zone in draft.zones if zone.kind == "boilerplate"] == ["1", "2"]


def test_columns_come_one_after_the_other_as_the_file_draws_them() -> None:
    left: list[Piece] = lines_on_page(["The left column of the page tells", "of the mill."], x=72)
    right: list[Piece] = lines_on_page(["The right column of the page tells", "of the bakery."], x=320)
    text = read_pdf(pdf([[*left, *right]]), name="a.pdf").text
    assert text.index("mill") < text.index("The right column")


def test_right_to_left_pages_are_noted_and_mirrored_ones_refused() -> None:
    page: list[Piece] = [(100, 700, 12, ARABIC), (100, 686, 12, ARABIC)]
    draft = read_pdf(pdf_of_any_script([page], visual=True), name="a.pdf")
    assert ARABIC in draft.text
    assert draft.language == "ar"
    assert [code for code, _ in draft.notes] == ["pdf.right_to_left"]
    assert "mirrored" in refused(pdf_of_any_script([page]))


def test_chinese_lines_are_joined_without_a_space() -> None:
    page: list[Piece] = [(72, 700, 12, "国防部表示,部队在激烈冲突后撤"), (72, 686, 12, "出该市。三名平民死亡。")]
    assert "后撤出该市" in read_pdf(pdf_of_any_script([page]), name="a.pdf").text


def test_the_day_it_was_made_is_taken_only_where_the_text_has_none() -> None:
    info = {"/CreationDate": "D:20210408120000Z", "/Title": "report.docx", "/Author": "admin"}
    page = lines_on_page(["The council of the town met again", "about the mill."])
    draft = read_pdf(pdf([page], info=info), name="a.pdf")
    assert (draft.date, draft.byline) == ("2021-04-08", "")
    assert draft.title != "report.docx"
    assert [code for code, _ in draft.notes] == ["pdf.date"]
    assert read_pdf(pdf([[(72.0, 790.0, 11.0, "7 April 2021"), *page]], info=info), name="a.pdf").date == "2021-04-07"


def test_a_scan_is_refused_as_one() -> None:
    assert "pictures of text" in refused(pdf([[], []]))


def test_a_page_without_text_beside_others_is_noted() -> None:
    draft = read_pdf(pdf([lines_on_page(["Some words of the council."]), []]), name="a.pdf")
    assert "no text on page 2" in draft.notes[0][1]


def test_an_encrypted_file_is_refused() -> None:
    locked = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") /P -4 >>"
    content = b"BT /F1 12 Tf (x) Tj ET"
    assert "password" in refused(assembled([content], [FONT], trailer=locked + b" /ID [(aa) (aa)]"))


@pytest.mark.parametrize(
    "raw", [b"%PDF-1.4\n", b"%PDF-1.7 and so on", article_pdf()[:700], b"%PDF-" + b"0" * 5000, article_pdf()[300:]]
)
def test_a_damaged_file_is_refused_without_a_word_elsewhere(raw: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        refused(raw)
    assert caplog.records == []


def test_what_asks_for_too_much_is_refused() -> None:
    assert "seconds" in refused(article_pdf(2), seconds=-1.0)
    assert "2,000 pages" in refused(pdf([[]] * 2000))
    zeros = b"BT /F1 12 Tf (Words of the council) Tj ET " + b" " * 60_000_000
    assert refused(assembled([zeros], [FONT], packed=True))
