"""A folder as people bring it: saved pages, texts, notes, tables, workbooks, PDFs, archives, marks, and other things.

All texts are put together from words of this project's own; the same seed gives the same bytes.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

_WHO = ("The northern brigade", "A border unit", "The harbour guard", "Two militias", "The relief convoy")
_DID = ("shelled", "left", "retook", "surrounded", "reopened", "searched", "blocked")
_WHERE = ("the mill at Karsun", "the bridge of Edra", "Tel Amin", "the pass above Sorin", "the depot in Lower Mard")
_WHEN = ("on Monday", "before dawn", "last week", "on 3 May 2024", "during the night")
_THEN = ("Nobody was hurt.", "Eleven people were killed.", "Both sides claimed the hill.", "The road is closed.")


@dataclass
class Mixed:
    """What was made. articles: how many have to come of it. kinds: how many files of each kind.

    bad: names of files that must be refused; of_no_interest: of those that are passed over.
    """

    articles: int = 0
    kinds: Counter[str] = field(default_factory=Counter[str])
    bad: list[str] = field(default_factory=list[str])
    of_no_interest: list[str] = field(default_factory=list[str])


def make_mixed(folder: Path, *, files: int, seed: int = 1) -> Mixed:
    """Fill a folder with so many files; about one in forty cannot be read, as many are pictures and styles."""
    folder.mkdir(parents=True)
    makers = (_page, _page, _page, _text, _text, _note, _table, _book, _pdf, _archive, _marks, _page_in_folder)
    chance, made = random.Random(seed), Mixed()
    for number in range(files):
        if number % 40 == 7:
            _bad(folder, number, chance, made)
        elif number % 40 == 23:
            name = f"{number:04}.png"
            (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + chance.randbytes(40))
            made.of_no_interest.append(name)
        else:
            makers[number % len(makers)](folder, number, chance, made)
    return made


def _story(chance: random.Random, *, sentences: int = 8) -> str:
    told = [
        f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHERE)} {chance.choice(_WHEN)}, "
        f"{chance.randint(2, 900)} witnesses said. {chance.choice(_THEN)}"
        for _ in range(sentences)
    ]
    return "\n\n".join(" ".join(told[first : first + 3]) for first in range(0, len(told), 3))


def _headline(chance: random.Random, number: int) -> str:
    return f"{chance.choice(_WHERE).capitalize()}: day {number} of the siege"


def _html(chance: random.Random, number: int) -> bytes:
    paragraphs = "".join(f"<p>{each}</p>" for each in _story(chance).split("\n\n"))
    title = _headline(chance, number)
    page = (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | Mard Courier</title>"
        "<script>document.write('never run')</script><img src='http://127.0.0.1:9/pixel.gif'></head><body>"
        "<nav><a href=/>Home</a> <a href=/w>World</a></nav>"
        f"<main><article><h1>{title}</h1><time datetime=2024-05-{1 + number % 28:02}>May 2024</time>"
        f"{paragraphs}</article>"
        "<aside><h2>Most read</h2><a href=/1>Cheese prices rise again</a></aside></main>"
        "<footer>Mard Courier. All rights reserved.</footer></body></html>"
    )
    return page.encode()


def _page(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    (folder / f"{number:04}.html").write_bytes(_html(chance, number))
    made.kinds["html"] += 1
    made.articles += 1


def _page_in_folder(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    """A page as browsers save it, with its pictures and styles in a folder beside it."""
    _page(folder, number, chance, made)
    beside = folder / f"{number:04}_files"
    beside.mkdir()
    (beside / "style.css").write_text("p { margin: 0 }", encoding="utf-8")
    (beside / "frame.html").write_bytes(b"<html><body>advertisement</body></html>")
    made.of_no_interest += [f"{beside.name}/style.css", f"{beside.name}/frame.html"]


def _text(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    text = f"{_headline(chance, number)}\r\n\r\n{_story(chance)}\r\n"
    coding = ("utf-8", "utf-8-sig", "utf-16", "cp1252")[number % 4]
    (folder / f"{number:04}.txt").write_bytes(text.encode(coding))
    made.kinds["text"] += 1
    made.articles += 1


def _note(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    text = f"---\ntitle: {_headline(chance, number).replace(':', ',')}\ndate: 2024-06-01\n---\n\n{_story(chance)}\n"
    (folder / f"{number:04}.md").write_text(text, encoding="utf-8")
    made.kinds["markdown"] += 1
    made.articles += 1


def _table(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    rows = [f'"{_headline(chance, number + n)}";2024-07-{n + 1:02};"{_story(chance)}"' for n in range(3)]
    (folder / f"{number:04}.csv").write_text("\n".join(["title;date;text", *rows]) + "\n", encoding="utf-8")
    made.kinds["csv"] += 1
    made.articles += 3


def _book(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Headline", "Published", "Body", "URL"])
    for n in range(2):
        address = f"https://mard-courier.test/{number}/{n}"
        sheet.append([_headline(chance, number + n), f"2024-08-{n + 1:02}", _story(chance), address])
    book.save(folder / f"{number:04}.xlsx")
    made.kinds["xlsx"] += 1
    made.articles += 2


def _pdf(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    lines = [_headline(chance, number), "", *_wrapped(_story(chance), 80)]
    (folder / f"{number:04}.pdf").write_bytes(pdf_of(lines))
    made.kinds["pdf"] += 1
    made.articles += 1


def _archive(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/page.html", _html(chance, number))
        archive.writestr("b.txt", f"{_headline(chance, number)}\n\n{_story(chance)}\n")
        archive.writestr("__MACOSX/._b.txt", b"\x00\x05\x16\x07")
    (folder / f"{number:04}.zip").write_bytes(packed.getvalue())
    made.kinds["zip"] += 1
    made.articles += 2


def _marks(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    text = _story(chance)
    who = next(each for each in _WHO if text.startswith(each))
    line = {"id": f"record-{number}", "text": text, "spans": [{"start": 0, "end": len(who), "label": "ARM"}]}
    (folder / f"{number:04}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    made.kinds["jsonl"] += 1
    made.articles += 1


def _bad(folder: Path, number: int, chance: random.Random, made: Mixed) -> None:
    name, content = (
        ("broken.pdf", b"%PDF-1.7\n" + chance.randbytes(200)),
        ("locked.zip", b"PK\x03\x04" + chance.randbytes(100)),
        ("empty.html", b"<html><body><script>1</script></body></html>"),
        ("letter.rtf", b"{\\rtf1 a letter}"),
        ("noise.txt", bytes(range(128, 160)) + chance.randbytes(400)),
    )[number // 40 % 5]
    (folder / f"{number:04}-{name}").write_bytes(content)
    made.bad.append(f"{number:04}-{name}")


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) >= width:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        lines += [line, ""]
    return lines


def pdf_of(lines: list[str]) -> bytes:
    """A PDF of one page with these lines of ASCII, as ISO 32000-1, 7.5 lays it out."""
    shown = [line.replace("\\", "").replace("(", "").replace(")", "") for line in lines]
    drawn = ("BT /F1 9 Tf 11 TL 40 760 Td " + " ".join(f"({line}) Tj T*" for line in shown) + " ET").encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = bytearray(b"%PDF-1.4\n"), list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return bytes(made + head + table + tail)
