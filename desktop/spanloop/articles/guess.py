"""A first guess at an article's title, date and language; people can correct all three.

A guess is made only where the text says so plainly: no title is better than a menu entry, no date better than one that
the text merely mentions.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta
from functools import lru_cache

_LONGEST_TITLE = 200
#: A date stands alone or in a byline near the top; longer lines are sentences, which mention dates of other things.
_LONGEST_DATE_LINE = 80
_DATE_LINES = 12
#: What the first lines of scraped pages say before the headline.
_FURNITURE = re.compile(
    r"skip to\b|back to\b|jump to\b|menu\b|search\b|home\b|share\b|subscribe\b|sign in\b|log ?in\b|advertisement\b|"
    r"follow us\b|print\b|navigation\b|cookie|accept all\b",
    re.IGNORECASE,
)

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january jan january. января января січня ocak oca يناير كانون ژانویه ינואר בינואר",
        "february feb февраля лютого şubat şub فبراير شباط فوریه פברואר בפברואר",
        "march mar марта березня mart مارس آذار מרץ במרץ מרס במרס",
        "april apr апреля квітня nisan nis أبريل ابريل نيسان آوریل אפריל באפריל",
        "may мая травня mayıs مايو أيار مه מאי במאי",
        "june jun июня червня haziran haz يونيو حزيران ژوئن יוני ביוני",
        "july jul июля липня temmuz tem يوليو تموز ژوئیه יולי ביולי",
        "august aug августа серпня ağustos ağu أغسطس اغسطس آب اوت אוגוסט באוגוסט",
        "september sept sep сентября вересня eylül eyl سبتمبر أيلول سپتامبر ספטמבר בספטמבר",
        "october oct октября жовтня ekim eki أكتوبر اكتوبر تشرين اکتبر אוקטובר באוקטובר",
        "november nov ноября листопада kasım kas نوفمبر نوامبر נובמבר בנובמבר",
        "december dec декабря грудня aralık ara ديسمبر دسامبر דצמבר בדצמבר",
    ),
    1,
):
    _MONTHS.update(dict.fromkeys(_names.split(), _number))
# Two of the Levantine months share their first word with two others, so they say nothing alone.
del _MONTHS["كانون"], _MONTHS["تشرين"]

#: The months of the Persian calendar, by which papers of Iran and Afghanistan date; the last two names of a month are
#: the Afghan ones.
_PERSIAN_NAMES = (
    "فروردین/حمل اردیبهشت/ثور خرداد/جوزا تیر/سرطان مرداد/اسد شهریور/سنبله مهر/میزان آبان/عقرب آذر/قوس دی/جدی "
    "بهمن/دلو اسفند/حوت"
)
_PERSIAN_MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_PERSIAN_NAMES.split(), 1) for name in names.split("/")
}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?<!\d){_YEAR}[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}年(?P<month>\d\d?)月(?P<day>\d\d?)日"),
    re.compile(rf"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<name>[^\W\d_]+)\.?,?\s+{_YEAR}(?!\d)"),
    re.compile(rf"(?P<name>[^\W\d_]+)\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_YEAR}(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<day>\d\d?)\s+(?P<persian>{'|'.join(_PERSIAN_MONTHS)})\s+(?:ماه\s+)?(?P<year>1[34]\d\d)(?!\d)"
    ),
    re.compile(r"(?<![\d/])(?P<year>1[34]\d\d)/(?P<persian>\d\d?)/(?P<day>\d\d?)(?![\d/])"),
    re.compile(rf"(?<!\d)(?P<first>\d\d?)/(?P<second>\d\d?)/{_YEAR}(?!\d)"),
)

# Short words that are frequent in one language and rare in the others of its script: the code, then the words.
_TELLING_WORDS = """
en the of and to in that for is was on with by said from at has have were which their
tr ve bir bu için ile olarak da de daha çok olan sonra kadar gibi göre dedi ise ancak
de der die und das den von zu mit ist im nicht ein eine auf dem sich des auch wurde
fr le la les et des une dans du est que pour par sur au avec ont été qui plus ce
es el los las del que en por con una para se su al fue ha según más como un lo
it il che di della per una sono con non del nel dei alla gli anche stato è si da
pt os que do da em um para com uma não dos ao foi mais como das pelo são
nl van het een op is bij voor met niet aan zijn door werd ook dat de en zei
pl w z się na do nie jest że przez po od za oraz które był została
ru и в не на что с по из как его это от был были также после они
uk і в не на що з до за як його це від був були також після та у
bg и в не на че с от за се да по са това като беше след които
ar في من على إلى أن التي عن مع هذا الذي بعد كان قال وقال هذه لم ما
fa در از به که این را با است آن برای شد بر یک شده خود می کرد
he של את על לא הוא זה כי עם גם אל היא או יותר
"""
_WORDS: dict[str, frozenset[str]] = {
    row.split()[0]: frozenset(row.split()[1:]) for row in _TELLING_WORDS.strip().splitlines()
}
_TOLD_BY: dict[str, list[str]] = {}
for _code, _some in _WORDS.items():
    for _word in _some:
        _TOLD_BY.setdefault(_word, []).append(_code)
_BY_SCRIPT: dict[str, tuple[str, ...]] = {
    "LATIN": ("en", "tr", "de", "fr", "es", "it", "pt", "nl", "pl", "az"),
    "CYRILLIC": ("ru", "uk", "bg", "be", "sr", "mk"),
    "ARABIC": ("ar", "fa", "ur", "ku", "ps"),
    "HEBREW": ("he",),
}
#: Languages whose script is known; Kurdish and Serbian are written in two.
_ELSEWHERE = frozenset({"ja", "zh", "ko", *(code for codes in _BY_SCRIPT.values() for code in codes)}) - {"ku", "sr"}
#: Letters that settle it: those before them in the row of their script do not write them. Languages that have others'
#: letters and some of their own have both here, so that their own decide.
_LETTERS: dict[str, str] = {
    "uk": "їєґі",
    "ru": "ыэё",
    "be": "ўіыэё",
    "sr": "јљњџћђ",
    "mk": "јљњџѓќѕ",
    "ar": "ةأإ",
    "fa": "پچژگکی",
    "ur": "پچژگکیٹڈڑےہھں",
    "ku": "پچژگکیێۆەڵڕ",
    "ps": "پچژکیښځډړټڼې",
    "tr": "ğış",
    "az": "ğışə",
    "pl": "ąęłśźż",
}
#: The article that begins every third noun of Arabic, and words of no other language of its script.
_ARTICLE_OF_ARABIC = "ال"
_SAMPLE = 3000
#: This share of a text's words, at least, are such words in running text of the language.
_LEAST_SHARE = 0.06
#: So much it counts that a page says so itself; and this share a language needs against one that is said to it and is
#: not told here.
_SAID = 0.06
_CERTAIN_SHARE = 0.15
_OTHERS_OF_HEBREW = frozenset({"yi"})


def guess_title(text: str) -> str:
    """The first line that can be a headline: two words or more, no date, no menu; shortened; "" where there is none."""
    for line in _lines(text, 30):
        words = re.findall(r"[^\W\d_]+", line)
        if not words or _FURNITURE.match(line) or _is_date_line(line):
            continue
        spaced = _script(line) not in ("CJK", "HIRAGANA", "KATAKANA", "THAI")
        if spaced and len(words) < 2 and len(text) > 2 * len(line):
            continue
        return shorten_title(line)
    return ""


def shorten_title(line: str) -> str:
    """A line that is too long for a title, cut after a word."""
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def guess_date(text: str, *, name: str = "") -> str:
    """ISO 8601 date from a date line or byline near the top, else from the file's name; "" where neither has one.

    Of 3/4/2021 nobody can say which number is the month, so it gives nothing; 13/4/2021 does.
    """
    for line in _lines(text, _DATE_LINES):
        if len(line) <= _LONGEST_DATE_LINE and (found := _date(line)):
            return found
    return _date(name.replace("_", " "))


def guess_language(text: str, *, said: str = "") -> str:
    """ISO 639-1 code by script, telling letters and frequent words; "" where they do not say.

    said: the code that a page or table gives. It tips the balance between languages of one script and stands where the
    text does not say; letters of another script speak against it. English says little, for templates are in English.
    """
    sample = text[:_SAMPLE]
    script = _script(sample)
    if script in ("HIRAGANA", "KATAKANA"):
        return "ja"
    if script == "CJK":
        return "ja" if re.search("[\u3040-\u30ff]", sample) else "zh"
    if script == "HANGUL":
        return "ko"
    if script == "HEBREW":
        return said if said in _OTHERS_OF_HEBREW else "he"
    languages = _BY_SCRIPT.get(script, ())
    words = re.findall(r"[^\W\d_]+", sample.lower().replace("i̇", "i"))
    if not languages or not words:
        return said
    return _best(languages, words, said=said)


def telling_words(text: str) -> int:
    """How many words of a text are frequent ones of some language that is told here."""
    counts = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    return max(sum(counts[word] for word in words) for words in _WORDS.values())


def _best(languages: tuple[str, ...], words: list[str], *, said: str) -> str:
    shares = _shares(languages, words)
    if said in shares:
        shares[said] += _SAID if said != "en" else 0.0
    elif said in _ELSEWHERE:
        said = ""  # it is written in other letters
    best = max(languages, key=lambda language: shares[language])
    if said and said not in shares and shares[best] < _CERTAIN_SHARE:
        return said  # a language that is not told here, and shares some words with one that is
    return best if shares[best] >= _LEAST_SHARE else said


def _shares(languages: tuple[str, ...], words: list[str]) -> dict[str, float]:
    """For each language, how much of the words and letters tell it."""
    counts = Counter(words)
    letters = "".join(words)
    frequent: Counter[str] = Counter()
    for word, times in counts.items():
        for language in _TOLD_BY.get(word, ()):
            frequent[language] += times
        if word.startswith(_ARTICLE_OF_ARABIC) and len(word) > 4:
            frequent["ar"] += times
    return {
        language: (frequent[language] + sum(letters.count(letter) for letter in _LETTERS.get(language, "")))
        / len(words)
        for language in languages
    }


def _lines(text: str, most: int) -> list[str]:
    """The first lines that are not blank, their white space made plain."""
    found: list[str] = []
    for line in re.split(r"[\r\n\u2028\u2029]+", text[: most * 2000]):
        line = " ".join(line.split())
        if line:
            found.append(line)
        if len(found) == most:
            break
    return found


def _script(text: str) -> str:
    """The script of most letters ("LATIN"), by the first word of their Unicode names; "" without letters."""
    if text.isascii():
        return "LATIN" if re.search("[A-Za-z]", text) else ""
    scripts = _scripts(text)
    return scripts.most_common(1)[0][0] if scripts else ""


def _scripts(text: str) -> Counter[str]:
    scripts: Counter[str] = Counter()
    for character, count in Counter(text[:_SAMPLE]).items():
        if character.isalpha():
            scripts[_script_of(character)] += count
    return scripts


def is_of_two_scripts(text: str) -> bool:
    """Whether more than a sixth of a text's letters are not of the script of most: people and places have that less."""
    if text.isascii():
        return False
    scripts = _scripts(text)
    for kana in ("HIRAGANA", "KATAKANA"):
        scripts["CJK"] += scripts.pop(kana, 0)
    return scripts.most_common(1)[0][1] * 6 < 5 * scripts.total()


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


def _is_date_line(line: str) -> bool:
    return len(line) <= 40 and bool(_date(line))


def _date(line: str) -> str:
    line = _plain_digits(line)
    for pattern in _DATES:
        for match in pattern.finditer(line):
            if found := _checked(match.groupdict()):
                return found
    return ""


def _checked(parts: dict[str, str | None]) -> str:
    """The date that a match means, or "" when it is none or could be two."""
    month = parts.get("month")
    name = parts.get("name")
    day = parts.get("day")
    if name is not None:
        month = str(_MONTHS.get(name.lower().replace("i̇", "i"), 0))
    elif parts.get("first") is not None:
        low, high = sorted((int(parts["first"] or 0), int(parts["second"] or 0)))
        if high <= 12 and low != high:
            return ""
        month, day = str(low), str(high)
    if (persian := parts.get("persian")) is not None:
        month = _PERSIAN_MONTHS.get(persian) or int(persian)
        return _from_persian(int(parts["year"] or 0), month, int(day or 0))
    try:
        return date(int(parts["year"] or 0), int(month or 0), int(day or 0)).isoformat()
    except ValueError:
        return ""


def _from_persian(year: int, month: int, day: int) -> str:
    """A day of the Persian calendar: six months of 31 days, then of 30; eight leap years in 33, counted from 979."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return ""
    years = year - 979
    leaps = years // 33 * 8 + (years % 33 + 3) // 4
    days = 365 * years + leaps + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day + 78
    return (date(1600, 1, 1) + timedelta(days=days)).isoformat()


def _plain_digits(line: str) -> str:
    """Arabic-Indic and other decimal digits as 0-9."""
    if line.isascii():
        return line
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in line)
