from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.articles.guess import guess_date, guess_language, guess_title

BODY = "\n\n" + "The army said that two of its posts were hit in the night. " * 5


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Convoy enters the port", "Convoy enters the port"),
        ("\ufeff\n  Convoy\u00a0enters   the port \r\n", "Convoy enters the port"),
        ("skip to Main Content\n\nConvoy enters the port", "Convoy enters the port"),
        (", ,\n\nNews\n\nConvoy enters the port", "Convoy enters the port"),
        ("Apr 7 2021\n\nConvoy enters the port", "Convoy enters the port"),
        ("Menu\nSearch\nSubscribe to our newsletter\n12:30\nConvoy enters the port", "Convoy enters the port"),
        ("القافلة تدخل الميناء", "القافلة تدخل الميناء"),
        ("车队进入港口", "车队进入港口"),
    ],
)
def test_the_title_is_the_first_line_that_can_be_one(head: str, title: str) -> None:
    assert guess_title(head + BODY) == title


def test_a_long_first_line_is_cut_between_words() -> None:
    title = guess_title("word " * 100)
    assert len(title) <= 201
    assert title.endswith("word…")


def test_a_text_without_words_has_no_title() -> None:
    assert guess_title("1234\n---\n") == ""


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2021-04-07", "2021-04-07"),
        ("Published 2021/4/7 12:30", "2021-04-07"),
        ("Apr 7 2021", "2021-04-07"),
        ("April 7th, 2021", "2021-04-07"),
        ("By A. Writer, 7 April 2021", "2021-04-07"),
        ("07.04.2021", "2021-04-07"),
        ("13/4/2021", "2021-04-13"),
        ("4/13/2021", "2021-04-13"),
        ("7 апреля 2021", "2021-04-07"),
        ("7 квітня 2021", "2021-04-07"),
        ("7 Nisan 2021", "2021-04-07"),
        ("7 نيسان 2021", "2021-04-07"),
        ("٧ أبريل ٢٠٢١", "2021-04-07"),
        ("2021年4月7日", "2021-04-07"),
        ("3/4/2021", ""),
        ("31 February 2021", ""),
        ("7 Battalion 2021", ""),
        ("April 2021", ""),
        ("120210407", ""),
    ],
)
def test_a_date_line_gives_the_date(line: str, date: str) -> None:
    assert guess_date("A headline\n" + line + BODY) == date


def test_a_date_that_a_sentence_mentions_is_not_the_article_s() -> None:
    text = "A headline\n\nSince it began on March 15, 2011 the war has cut the road more than once, officials said."
    assert guess_date(text) == ""


def test_the_file_name_counts_where_the_text_is_silent() -> None:
    assert guess_date(BODY, name="wire_2021-04-07_003.txt") == "2021-04-07"
    assert guess_date("7 May 2020" + BODY, name="2021-04-07.txt") == "2020-05-07"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The army said that its troops had left the town in the night, and that the road was open."),
        ("ar", "قالت وزارة الدفاع إن القوات انسحبت من المدينة بعد اشتباكات عنيفة في الليل."),
        ("fa", "وزارت دفاع گفت که نیروها پس از درگیری شدید در شب از شهر خارج شدند."),
        ("ru", "Министерство обороны сообщило, что войска отошли от города после тяжёлых боёв."),
        ("uk", "Міністерство оборони повідомило, що війська відійшли від міста після важких боїв."),
        ("he", "משרד הביטחון הודיע כי הכוחות נסוגו מן העיר לאחר קרבות קשים."),
        ("tr", "Savunma Bakanlığı, birliklerin şiddetli çatışmalardan sonra kentten çekildiğini açıkladı."),
        ("zh", "国防部表示,部队在激烈冲突后撤出该市。"),
        ("ja", "国防省は、部隊が激しい戦闘の後に市から撤退したと発表した。"),
        ("de", "Das Ministerium teilte mit, dass sich die Truppen in der Nacht aus der Stadt zurückgezogen haben."),
        ("fr", "Le ministère a annoncé que les troupes ont quitté la ville dans la nuit après des combats."),
        ("es", "El ministerio dijo que las tropas se retiraron de la ciudad en la noche."),
        ("", "1234 --- 5678"),
        ("", "Xyzzy plugh frobnitz quux"),
        ("", ""),
    ],
)
def test_language(language: str, text: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("۱ فروردین ۱۴۰۰", "2021-03-21"),
        ("چهارشنبه ۱۸ فروردین ۱۴۰۰", "2021-04-07"),
        ("30 اسفند 1399", "2021-03-20"),
        ("تاریخ: ۱۴۰۲/۱۲/۲۹", "2024-03-19"),
        ("1403/07/01", "2024-09-22"),
        ("۲۰ حوت ۱۴۰۱", "2023-03-11"),
        ("1400/13/01", ""),
        ("18 فروردین 14000", ""),
    ],
)
def test_days_of_the_persian_calendar(said: str, meant: str) -> None:
    assert guess_date(f"{said}\n\nسه نفر کشته شدند") == meant


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "Shelling kills three in the market"),
        ("ar", "انسحاب القوات"),
        ("ar", "غارة جوية على مخيم"),
        ("fa", "آتش بس جدید میان دو طرف"),
        ("fa", "عقب نشینی نیروها"),
        ("he", "נסיגת הכוחות"),
        ("tr", "Silahlı saldırıda iki asker yaralandı"),
        ("ru", "Взрыв в городе"),
        ("uk", "Війська відійшли"),
        ("zh", "军队撤出该市"),
        ("ur", "فوج نے شہر پر حملہ کیا ہے"),
        ("ku", "هێزەکان لە شار کشانەوە"),
        ("sr", "Три цивила су погинула у гранатирању пијаце"),
        ("nl", "Drie burgers gedood bij beschieting van de markt"),
        ("", "12345"),
    ],
)
def test_language_of_a_headline_alone(language: str, headline: str) -> None:
    assert guess_language(headline) == language


@given(st.text(max_size=300), st.text(max_size=30))
def test_guessing_never_fails(text: str, name: str) -> None:
    title = guess_title(text)
    assert "\n" not in title
    assert len(title) <= 201
    assert guess_date(text, name=name) == "" or len(guess_date(text, name=name)) == 10
    assert len(guess_language(text)) in (0, 2)
