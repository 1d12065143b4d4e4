from __future__ import annotations

import pytest

from spanloop.articles.textfile import decode_text

SENTENCES = [
    ("cp1252", "Voilà la première attaque où le château brûla.\n"),
    ("cp1252", "Der Führer der Brigade sagte, die Straße sei für Flüchtlinge geöffnet."),
    ("cp1252", "El niño murió en la explosión, según el señor Núñez."),
    ("cp1252", "A população não foi avisada, disse o porta-voz da região."),
    ("cp1252", "The brigade’s spokesman said “nothing moved” – not yet."),
    ("cp1250", "Żołnierze zajęli wieś o świcie, jak podała agencja. Nie było ofiar wśród ludności."),
    ("cp1250", "Armáda ostřelovala sklad obilí před úsvitem v úterý a zabila nejméně čtrnáct lidí."),
    ("cp1250", "A hadsereg és a lázadók között tűzszünet lépett életbe az éjjel."),
    ("cp1254", "Ordu salı günü şafaktan önce tahıl deposunu bombaladı, ölü sayısı artıyor."),
    ("cp1251", "Армия обстреляла склад зерна перед рассветом во вторник."),
    ("cp1256", "قصفت مدفعية الفرقة التاسعة مستودع الحبوب"),
]


@pytest.mark.parametrize(("encoding", "text"), SENTENCES)
def test_one_sentence_is_read_in_the_code_page_that_it_was_written_in(encoding: str, text: str) -> None:
    found = decode_text(text.encode(encoding), where="old.txt")
    assert found.text == text
    assert found.notes[0][0] == "text.encoding_guessed"
