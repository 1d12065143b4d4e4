"""What stands at the edges of words of time, and words that count in a way of their own."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: Names under which the library keeps months and weekdays.
MONTHS = _words("january february march april may june july august september october november december")
DAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
#: Letters that are written onto the next word in Hebrew and Arabic; the longest first.
PREFIXES = {
    "he": ("וב", "ומ", "שב", "מה", "וה", "בה", "לה", "כש", "ב", "ל", "מ", "ה", "ו", "כ", "ש"),
    "ar": ("وال", "بال", "وب", "ول", "لل", "فال", "و", "ب", "ل", "ف", "ك"),
}
#: What such a letter says beside being there: in a range it leads to the other end.
PREFIX_WORDS = {"ל": "to", "ול": "to", "מ": "from", "ו": "and", "و": "and"}
#: Turkish endings, the longest first.
SUFFIXES = _words(
    "ndaki ndeki ndan nden daki deki taki teki ları leri dan den tan ten nda nde nın nin dır dir dur dür "
    "tır tir tur tür lık lik luk lük lar ler da de ta te ın in un ün sı si su sü nı ni yı yi ya ye ki ı i "
    "u ü a e"
)
#: Units in the plural without a number ("weeks ago", "recent days"): nobody knows how many.
MANY = frozenset(
    _words(
        "centuries days decades hours minutes months seconds weeks years годин дней днів лет месяцев місяців "
        "недель років тижнів часов החודשים הימים השבועות השנים השעות חודשים ימים עשורים שבועות שנים שעות "
        "اسابيع اشهر اعوام الاسابيع الاشهر الاعوام الايام الساعات السنوات الشهور العقود ايام ساعات سنوات شهور "
        "عقود"
    )
)
#: What stands behind figures of a decade ("1990s", "1990-е"), and what says nothing more ("7th", "2015 г").
DECADE_TAILS = frozenset(_words("lar larda ların ler lerde lerin li lu lü lı s е их ти тих ті х ые ых і"))
PLAIN_TAILS = frozenset(_words("inci nd rd st th uncu üncü ıncı ая г го й м ми му ого ой ом р я ій"))
#: Numbers that say which one and not how many: "the first week" is no length.
ORDINALS = {
    "en": _words("first second third fourth fifth sixth seventh eighth ninth tenth nineteenth twentieth"),
    "ar": _words(
        "الاولي الاول الواحده الثانيه الثاني الثالثه الثالث الرابعه الرابع الخامسه الخامس السادسه السادس "
        "السابعه السابع الثامنه الثامن التاسعه التاسع العاشره العاشر"
    ),
    "fa": _words("اول یکم دوم سوم چهارم پنجم ششم هفتم هشتم نهم دهم یازدهم دوازدهم بیستم"),
    "he": _words("הראשון הראשונה השני השנייה שלישית השלישי הרביעי החמישי"),
    "tr": _words("birinci ilk ikinci üçüncü dördüncü beşinci altıncı onuncu"),
    "ru": _words(
        "первый первого первое первом первая первой первую второй второго второе втором вторая вторую третий "
        "третьего третьем третье третьей четвертый четвертого четвертом пятого пятое пятом шестого шестом "
        "седьмого седьмом восьмого восьмом девятого десятого двадцатом двадцатого"
    ),
    "uk": _words(
        "перший першого перше першому перша першій другий другого друге другому друга другій третій третього "
        "третьому третя четвертий четвертого четвертій п'ятого п'ятій шостого шостій сьомого сьомій восьмого "
        "восьмій дев'ятого дев'ятій десятого десятій одинадцятій дванадцятій"
    ),
    "zh": _words(""),
}
