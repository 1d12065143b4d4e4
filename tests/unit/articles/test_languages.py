"""The language of an article whose page says the rest in English: menu, cookie line, caption and comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.articles.guess import guess_language
from spanloop.articles.markdown import read_markdown
from spanloop.articles.pages import read_page
from spanloop.articles.plain import read_plain
from spanloop.articles.zones import language_of, read_zones
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.operations import projects
from spanloop.operations.pasting import paste_article
from tests.unit.articles.test_tables import drafts, read

#: A headline and two paragraphs in each language of the corpora beside English.
ARTICLES = {
    "ar": (
        "حريق في ميناء لسك بعد سقوط مسيّرة",
        "اندلع حريق في ميناء لسك فجر الثلاثاء بعد سقوط طائرة مسيّرة قرب خزانات الوقود، بحسب حرس الميناء.",
        "وقال الحرس إن ثلاثة عمال أصيبوا بجروح طفيفة. وأخلت البلدية الأرصفة الشرقية حتى المساء.",
    ),
    "fa": (
        "آتش\u200cسوزی در بندر لسک پس از سقوط پهپاد",
        "بامداد سه\u200cشنبه یک پهپاد نزدیک مخزن\u200cهای سوخت بندر لسک سقوط کرد و آتش گرفت، به گفته نگهبانان.",
        "سه کارگر زخمی شدند که حال آنها خوب است. شهرداری اسکله\u200cهای شرقی را تا شب تخلیه کرد.",
    ),
    "he": (
        "שריפה בנמל לסק אחרי נפילת רחפן",
        "שריפה פרצה לפנות בוקר ביום שלישי בנמל לסק אחרי שרחפן נפל ליד מכלי הדלק, מסר משמר הנמל.",
        "שלושה פועלים נפצעו קל. העירייה פינתה את הרציפים המזרחיים עד הערב.",
    ),
    "tr": (
        "Lesk limanına düşen insansız hava aracı yangın çıkardı",
        "Salı sabahı Lesk limanındaki yakıt tanklarının yakınına düşen insansız hava aracı yangına yol açtı.",
        "Üç işçi hafif yaralandı. Belediye doğu iskelelerini akşama kadar boşalttı ve yolu kapattı.",
    ),
    "ru": (
        "Пожар в порту Леска после падения беспилотника",
        "Во вторник утром в порту Леска начался пожар: рядом с баками топлива упал беспилотник, сообщила охрана порта.",
        "Трое рабочих получили лёгкие ранения. Восточные причалы закрыты до вечера.",
    ),
    "uk": (
        "Пожежа в порту Леска після падіння безпілотника",
        "У вівторок уранці в порту Леска почалася пожежа: біля баків із пальним упав безпілотник, повідомила охорона.",
        "Троє робітників дістали легкі поранення. Східні причали закрито до вечора.",
    ),
    "zh": (
        "无人机坠落 莱斯克港起火",
        "港口警卫队说，周二凌晨一架无人机在莱斯克港的油罐附近坠落，随后引发大火，三名工人受轻伤。",
        "市政府疏散了东侧码头的人员，道路封闭到晚上，火势在中午前得到控制。",
    ),
}  # fmt: skip

COMMENTS = (
    ("gullwatcher", "Nobody believes that it was an accident any more, and I told you so in the spring."),
    ("Old Rope", "My brother works at the docks and he saw nothing of it, are you sure about this?"),
    ("Petra", "Thanks for the report, but you should have said which of the tanks it was."),
)


def page(language: str, said: str) -> bytes:
    """A page in English around an article."""
    title, *paragraphs = ARTICLES[language]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    said_by = "".join(
        f'<div class="comment"><span class="author">{name}</span><time>3 hours ago</time><p>{what}</p></div>'
        for name, what in COMMENTS
    )
    return f"""<!doctype html><html lang="{said}"><head><meta charset="utf-8"><title>{title} | The Quay Post</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Quay Post"></head><body>
<header class="site-header"><nav class="main-nav"><ul><li><a href="/h">Harbours and shipping</a></li>
<li><a href="/w">Weather on the coast</a></li><li><a href="/o">Opinion</a></li></ul></nav></header>
<div class="cookie-banner">We use cookies to make this site better for you and for our partners. <b>Accept</b></div>
<main><article><h1>{title}</h1><p class="byline">By Ines Holt</p><time datetime="2024-03-12">12 March 2024</time>
<figure><img src="a.jpg"><figcaption>Smoke above the harbour. Photo: Agency</figcaption></figure>
{text}</article><section class="related"><h2>Related stories</h2><ul><li><a href="/r">Storm closes the ferry line to
the island for a week</a></li></ul></section><section id="comments"><h3>3 comments</h3>{said_by}</section></main>
<footer><p>© 2024 The Quay Post. All rights reserved. Nothing may be copied without our consent.</p></footer>
</body></html>""".encode()


def scraped(language: str) -> str:
    """The same as plain text."""
    head = "Skip to content\nMenu\nWe use cookies to make this site better for you and for our partners.\n\n"
    below = "\n".join(f"{name}\n3 hours ago\n{what}\nReply" for name, what in COMMENTS)
    return (
        head
        + "\n\n".join(ARTICLES[language])
        + f"\n\n3 comments\n{below}\n© 2024 The Quay Post. All rights reserved.\n"
    )


@pytest.mark.parametrize("said", ["own", "en", ""])
@pytest.mark.parametrize("language", ARTICLES)
def test_the_article_s_text_tells_the_language_of_its_page(language: str, said: str) -> None:
    draft = read_page(page(language, language if said == "own" else said), name="a.html")
    assert (draft.language, draft.title) == (language, ARTICLES[language][0])


@pytest.mark.parametrize("language", ARTICLES)
def test_a_text_in_a_file_or_in_a_cell_is_told_by_its_article(language: str, tmp_path: Path) -> None:
    text = scraped(language)
    assert read_plain(text.encode(), name="a.txt").language == language
    assert read_markdown(text.encode(), name="a.md").language == language
    cell = text.replace('"', '""')
    (row,) = drafts(read(tmp_path, f'title,text\nA,"{cell}"\n'))
    assert row.language == language


def test_a_text_that_is_pasted_is_told_by_its_article(tmp_path: Path) -> None:
    with projects.create_project(tmp_path / "paste.spanloop") as project:
        _, uid = paste_article(project, author=Author(new_uid(), "Noor", "human"), text=scraped("ar"))
        assert project.article(uid).language == "ar"


def test_what_a_table_says_stands() -> None:
    assert read_zones(scraped("ru"), said="uk")[0] == "uk"


def test_a_page_is_believed_where_its_text_does_not_say() -> None:
    text = "Мост взорван"
    assert guess_language(text) == ""
    assert guess_language(text, said="uk") == "uk"
    assert guess_language(text, said="tr") == "", "it is written in other letters"
    assert guess_language("Hamnen vid Lesk stängdes efter en brand natten till tisdagen", said="sv") == "sv"
    assert guess_language(" ".join(ARTICLES["ru"]), said="uk") == "ru", "the text says it plainly"
    assert guess_language(ARTICLES["tr"][1], said="en") == "tr", "templates are in English"
    assert guess_language(ARTICLES["zh"][1], said="en") == "zh"


def test_with_next_to_no_article_all_that_is_written_counts() -> None:
    text = "Порт\nПодписывайтесь на наш канал, чтобы быть в курсе того, что случилось на побережье"
    _, zones = read_zones(text)
    assert language_of(text, zones) == "ru"
