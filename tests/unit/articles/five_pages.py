"""What a reader says about every line of the five shared pages, by line number; their text is not ours to keep here.

`h` headline, `s` standfirst, `b` boilerplate, `c` comment, `.` text of the article (headings between paragraphs too),
`.+5` such a line whose last five characters are boilerplate, a date: the date line of a digest item. Lines without
visible characters are not listed.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from tests.unit.articles.judged import KINDS, JudgedPage

FIVE_PAGES: dict[str, dict[int, str]] = {
    "000_c71a6e7008321083.txt": {1: "b", 3: "h", 5: "s", 7: ".", 9: ".", 11: ".", 13: "b"},
    "001_ec0b9047ecaaa813.txt": {1: "b", 3: "h", 5: "s", 7: ".", 9: ".", 11: ".", 13: ".", 15: ".", 17: "b"},
    "002_9ad572fdb1b87557.txt": {
        1: "h", 3: ".", 5: ".", 7: ".", 9: ".", 11: ".", 13: ".",
        15: "c", 17: "c", 19: "c", 21: "c", 23: "c", 25: "c", 28: "c", 30: "c", 32: "c", 35: "c",
    },
    "003_ce061bf43257a04e.txt": {
        1: "b", 3: "h", 5: "s", 7: "b", 9: ".", 11: ".", 13: ".", 15: ".", 17: ".", 19: ".", 21: ".", 23: ".",
        25: "b", 27: "b", 29: "b", 31: "b", 34: "b", 36: "b", 38: "b", 40: "b",
    },
    "004_418556d810e4e7d2.txt": {
        1: "2021-04-07", 3: "h", 5: ".+5", 7: "2021-02-28", 9: "h", 11: ".+5", 13: "2020-12-28", 15: "h", 17: ".",
        19: "2020-06-11", 21: "h", 23: ".", 25: "2020-02-18", 27: "h", 29: ".",
    },
}  # fmt: skip

#: The beginning of the SHA-256 of each page that was judged: of another text, the lines would have to be judged anew.
JUDGED_BYTES: dict[str, str] = {
    "000_c71a6e7008321083.txt": "aa83f7a9ca5c7d88",
    "001_ec0b9047ecaaa813.txt": "bbcb170481ab7d2a",
    "002_9ad572fdb1b87557.txt": "f3b6a99170d65133",
    "003_ce061bf43257a04e.txt": "d2760a9bb20a2f78",
    "004_418556d810e4e7d2.txt": "076c58cbecef7c28",
}


def judged_shared_page(folder: Path, name: str) -> JudgedPage:
    """One of the pages with its judgement; AssertionError unless it is the text that was judged, every visible line
    once."""
    raw = (folder / "seeds" / name).read_bytes()
    assert sha256(raw).hexdigest().startswith(JUDGED_BYTES[name]), f"{name} is another text: judge its lines anew"
    text = raw.decode("utf-8")
    judged = FIVE_PAGES[name]
    truth = []
    start = 0
    visible = set()
    for number, line in enumerate(text.split("\n"), 1):
        end = start + len(line.rstrip())
        if line.strip():
            visible.add(number)
            mark, _, tail = judged[number].partition("+")
            if tail:
                truth.append((end - int(tail), end, KINDS["b"], None))
            elif mark[0].isdigit():
                truth.append((start, end, KINDS["d"], mark))
            elif mark != ".":
                truth.append((start, end, KINDS[mark], None))
        start += len(line) + 1
    assert visible == set(judged), (
        f"{name}: lines {visible ^ set(judged)} are judged and empty, or visible and not judged"
    )
    return JudgedPage(name, text, tuple(truth))
