"""What the columns of a table hold: text, title, date, address, source, author, language, id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from spanloop.articles.guess import guess_date

#: What a column can be; a table has each at most once.
ROLES = ("text", "title", "date", "url", "source", "byline", "language", "id")

# What people and programs head their columns with; the best name of a role first. Folded by `_folded`.
_NAMES: dict[str, str] = {
    "text": (
        "text|full text|fulltext|article text|article|body|article body|articlebody|content|contents|main text|"
        "maintext|html|raw html|page|story|clean text|cleaned text|body text|plain text|textcontent|raw content|"
        "نص|النص|محتوى|المحتوى|نص المقال|متن|متن خبر|محتوا|טקסט|תוכן|גוף|metin|içerik|icerik|haber metni|yazı|"
        "текст|содержание|содержимое|тело|статья|зміст|вміст|стаття|текст статьи|текст статті|正文|内容|文本|全文|"
        "texte|contenu|corps|texto|contenido|cuerpo|inhalt|volltext|artikeltext|testo|contenuto|conteúdo|conteudo"
    ),
    "title": (
        "title|headline|article title|page title|head|heading|header|name|subject|عنوان|العنوان|تیتر|"
        "כותרת|başlık|baslik|заголовок|название|назва|标题|標題|题目|titre|título|titulo|titel|überschrift|titolo"
    ),
    "date": (
        "date|published|publish date|publishdate|date published|datepublished|publication date|published at|"
        "published date|publishedat|published on|pub date|pubdate|date publish|timestamp|time|datetime|day|created|"
        "created at|seendate|تاريخ|التاريخ|تاريخ النشر|تاریخ|תאריך|tarih|yayın tarihi|дата|дата публикации|"
        "дата публікації|日期|时间|发布时间|發布時間|datum|fecha|data"
    ),
    "url": (
        "url|link|address|web address|article url|articleurl|page url|source url|sourceurl|canonical|canonical url|"
        "permalink|href|uri|links|urls|web link|weblink|رابط|الرابط|لینک|پیوند|نشانی|קישור|כתובת|bağlantı|baglanti|"
        "adres|ссылка|адрес|посилання|链接|網址|网址|lien|adresse|enlace|liga|vínculo"
    ),
    "source": (
        "source|outlet|publisher|site|site name|sitename|website|publication|newspaper|domain|media|medium|source name|"
        "news source|feed|source domain|مصدر|المصدر|الموقع|منبع|خبرگزاری|מקור|אתר|kaynak|gazete|site adı|источник|"
        "издание|сайт|джерело|видання|来源|來源|媒体|fuente|quelle|fonte|medio"
    ),
    "byline": (
        "author|authors|byline|by|writer|reporter|journalist|correspondent|creator|كاتب|الكاتب|المؤلف|نویسنده|מחבר|"
        "כתב|yazar|muhabir|автор|авторы|автори|作者|记者|auteur|autor|autore|verfasser"
    ),
    "language": "language|lang|locale|لغة|اللغة|زبان|שפה|dil|язык|мова|语言|語言|langue|idioma|sprache|lingua",
    "id": (
        "id|uid|uuid|guid|article id|articleid|doc id|docid|document id|identifier|key|no|nr|number|#|رقم|معرف|شناسه|"
        "שורה|מזהה|kimlik|sıra|номер|ид|编号|序号|numéro|número"
    ),
}
_LANGUAGES: dict[str, str] = {
    name: code
    for code, names in {
        "en": "english eng anglais inglés ingles английский англійська الإنجليزية انگلیسی ingilizce 英语 英文",
        "ar": "arabic ara arabe árabe арабский арабська العربية عربي عربی arapça 阿拉伯语",
        "fa": "persian farsi per fas персидский перська الفارسية فارسی farsça 波斯语",
        "he": "hebrew heb iw иврит іврит العبرية עברית ibranice 希伯来语",
        "tr": "turkish tur turc turco турецкий турецька التركية ترکی türkçe turkce 土耳其语",
        "ru": "russian rus russe ruso русский російська الروسية روسی rusça 俄语",
        "uk": "ukrainian ukr украинский українська الأوكرانية اوکراینی ukraynaca 乌克兰语",
        "zh": "chinese chi zho chinois chino китайский китайська الصينية چینی çince 中文 汉语 漢語",
        "fr": "french fra fre français", "de": "german ger deu deutsch", "es": "spanish spa español",
        "pt": "portuguese por português", "it": "italian ita italiano",
    }.items()
    for name in names.lower().split()
}  # fmt: skip
_LONGEST_NAME = 60


def _folded(name: str) -> str:
    """A header without case, accents' forms, punctuation and the humps of camel case."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", name[: 2 * _LONGEST_NAME]))
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split()) or name.strip()


_RANKS: dict[str, tuple[str, int]] = {}
for _role, _known in _NAMES.items():
    for _rank, _name in enumerate(_known.split("|")):
        _RANKS.setdefault(_folded(_name), (_role, _rank))


@lru_cache(maxsize=1024)
def role_of(header: str) -> tuple[str, int] | None:
    """The role that a column of this header has and how good a name for it that is (0 is best); None if unknown."""
    return _RANKS.get(_folded(header)) if len(header) <= _LONGEST_NAME else None


def ranked_roles(headers: Iterable[str]) -> dict[str, list[str]]:
    """The columns that can play each role by their headers alone, the best name first."""
    known = [(*found, header) for header in headers if (found := role_of(header)) is not None]
    known.sort(key=lambda found: found[1])
    return {role: [header for one, _, header in known if one == role] for role in ROLES}


def language_code(said: str) -> str:
    """ISO 639-1 code for what a table or page says of its language ("en-GB", "Arabic", "Türkçe"); "" if unknown."""
    said = said.strip().lower().replace("_", "-")
    if re.fullmatch(r"[a-z]{2}(?:-[a-z0-9-]{1,20})?", said):
        return _LANGUAGES.get(said[:2], said[:2])
    return _LANGUAGES.get(said, "")


def iso_date(said: object) -> str:
    """ISO 8601 date for what a cell or field holds: a date, a time, "20240307", "7 March 2024"; "" where it is none."""
    if isinstance(said, datetime):
        return said.date().isoformat()
    if isinstance(said, date):
        return said.isoformat()
    text = str(said).strip()[:100]
    if match := re.fullmatch(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?\d{4,6}Z?)?", text):
        text = "-".join(match.groups())
    elif match := re.match(r"((?:19|20)\d\d-\d\d-\d\d)[T ]", text):
        text = match[1]
    return guess_date(text)


def is_link(value: str) -> bool:
    """Whether a cell holds a web address and nothing else."""
    return re.fullmatch(r"(?:https?://|www\.)\S{3,}", value.strip()) is not None
