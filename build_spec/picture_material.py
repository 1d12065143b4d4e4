"""A folder as people get it, for the picture of the preview: saved pages, a text, a table, marks, what is no use."""

from __future__ import annotations

import json
from pathlib import Path

_PAGE = """<!doctype html><html lang="en"><head><title>{title} | Harbour Press</title>
<meta property="og:site_name" content="Harbour Press"><meta name="author" content="{byline}">
<meta property="article:published_time" content="{date}T07:15:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/prices">Prices</a></nav>
<article><h1>{title}</h1><p class="standfirst">{lead}</p>{paragraphs}</article>
<aside><h2>Read also</h2><a href="/bread">Bread to cost more from April</a></aside>
<section id="comments"><h2>Comments (2)</h2><p>Farouk_M: How long will this last?</p><p>Lina: My brother is there.</p>
</section><footer>Imprint · Privacy · © Harbour Press</footer></body></html>"""
_REPORTS = (
    (
        "Ferry stops at Ostan quay", "Rana Haddad", "2024-03-14",
        "Coast guards turned it back in the fog.",
        "Coast guards of the northern command stopped the ferry at Ostan on Thursday and searched it for weapons.",
        "Its captain said that they had taken two men with them, and that nobody had told him why.",
    ),
    (
        "Mill reopens after forty days", "Ilya Marsh", "2024-03-15",
        "Fuel came over the bridge in the night.",
        "The mill of Qasra works again since Friday, when six lorries brought fuel over the bridge at Sarun.",
        "The council said that bread would be sold at the price of January until the end of the month.",
    ),
)  # fmt: skip
_ARABIC = (
    "الجيش يقصف مستودع الحبوب في تل شاهين\n\n"
    "قصفت مدفعية الفرقة التاسعة المستودع قبل فجر الثلاثاء، ما أدى إلى مقتل 14 شخصا، بحسب السكان.\n\n"
    "اقرأ أيضا\n\nشارك\n"
)


def write_material(folder: Path) -> Path:
    """Write the folder and give it back."""
    folder.mkdir(parents=True)
    for number, (title, byline, date, lead, *paragraphs) in enumerate(_REPORTS):
        inner = "".join(f"<p>{words}</p>" for words in paragraphs)
        page = _PAGE.format(title=title, byline=byline, date=date, lead=lead, paragraphs=inner)
        (folder / f"page-{number + 1}.html").write_text(page, encoding="utf-8")
    (folder / "arabic.txt").write_text(_ARABIC, encoding="utf-8")
    (folder / "links.csv").write_text(
        "title,date,text\nBridge closed at Sarun,2024-03-13,Shells hit the northern end of the bridge at Sarun.\n"
        "Convoy waits,2024-03-14,Thirty lorries wait on the southern side of the river.\n",
        encoding="utf-8",
    )
    line = {
        "id": "talks", "title": "Talks in Deir Amun", "text": "The envoy met both sides on Sunday.", "author": "Ilya",
        "spans": [{"id": "a", "start": 4, "end": 9, "label": "PER"}],
    }  # fmt: skip
    (folder / "marked.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (folder / "letter.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return folder
