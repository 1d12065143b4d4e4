"""Telling Latin code pages apart: which one gives a short text the letters and the small words of one language.

General detectors weigh byte statistics, which a headline and two sentences do not have. Alphabets they do have:
Polish never has an o with a grave accent, and French never a crossed l.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Marks that word processors of every language write.
_SIGNS = "‘’‚“”„«»‹›–—…•€£§°©®™\u00a0"


class _Language(NamedTuple):
    code_page: str
    letters: str
    words: frozenset[str]


def _language(code_page: str, letters: str, words: str) -> _Language:
    return _Language(code_page, letters, frozenset(words.split()))


#: Of languages that fit equally well the first is taken, so the most common code page stands first.
_LANGUAGES = (
    _language("cp1252", "é", "the and of to in that was is for on with"),
    _language("cp1252", "àâæçéèêëîïôœùûüÿ", "le la les des une est dans pour qui que où et du au"),
    _language("cp1252", "äöüß", "der die das und ist nicht von mit für auf ein eine"),
    _language("cp1252", "áéíóúüñ¿¡", "el la los las que en por según con del una de"),
    _language("cp1252", "áâãàçéêíóôõúü", "o os as que não uma para com em foi de do"),
    _language("cp1252", "àèéìíòóù", "il la che di non per una sono gli nel"),
    _language("cp1252", "éëïóöü", "de het een en van in is dat op niet"),
    _language("cp1252", "åäöæøé", "och det att som en av på är og er ikke til"),
    _language("cp1250", "ąćęłńóśźż", "nie się na jest że do jak było w z i o"),
    _language("cp1250", "áčďéěíňóřšťúůýž", "je se na že to byl by ale jako před v"),
    _language("cp1250", "áäčďéíĺľňóôŕšťúýž", "je sa na že to bol ale ako pred v"),
    _language("cp1250", "áéíóöőúüű", "az és hogy nem egy volt van meg a"),
    _language("cp1250", "čćđšž", "je se na da su nije od za i u"),
    _language("cp1254", "âçğıîöşûüi̇", "ve bir bu için da de ile olan sonra kadar"),
)
_WORD = re.compile(r"[^\W\d_]+")


def latin_code_page(raw: bytes) -> str | None:
    """cp1250, cp1252 or cp1254, whichever makes `raw` a text of one of the languages written in it; None if none does.

    Every letter beyond ASCII has to be of that language's alphabet; then the small words decide.
    """
    best: tuple[int, str] | None = None
    texts: dict[str, str] = {}
    for language in _LANGUAGES:
        if language.code_page not in texts:
            texts[language.code_page] = raw.decode(language.code_page, "replace")
        text = texts[language.code_page].lower()
        if any(character > "\x7f" and character not in language.letters + _SIGNS for character in set(text)):
            continue
        known = sum(1 for word in _WORD.findall(text) if word in language.words)
        if best is None or known > best[0]:
            best = (known, language.code_page)
    return best[1] if best else None
