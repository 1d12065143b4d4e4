"""More judged pages, written before the rules ever ran on them and kept out of their making: an honest second opinion."""

# ruff: noqa: E501 - a line of a page is a line here
from __future__ import annotations

from tests.unit.articles.judged import JudgedPage, judged_page

_REGIONAL = """
b|Toggle navigation
b|VALLEY TODAY
b|LOCAL
b|SPORT
b|OPINION
b|OBITUARIES
h|Mine kills shepherd on the Ardeshir road
b|Staff Reporter
b|April 2, 2022 Updated: April 2, 2022 4:15 p.m.
b|0
.|A shepherd of nineteen was killed on Saturday when he stepped on a mine beside the Ardeshir road, the police said.
.|His brother was hurt in the legs. The two had taken their flock across the road to reach the spring, as they did every morning.
.|Sappers of the Kharan army cleared the verge in February and put up signs. Villagers said that the signs had been stolen for firewood.
b|[More: Who sweeps the mines of the strait?]
.|The governor promised a second clearing before Easter. He did not say who would pay for it.
b|Copyright 2022 Valley Today. This material may not be published, broadcast, rewritten or redistributed without permission.
b|Tags
b|Mines
b|Ardeshir
b|Trending Now
b|Lindholm parliament votes to keep troops at the pass
b|Twelve coffins carried through Belmaya
b|Weather: more snow until Thursday
b|Connect with us
b|Newsletter
b|Enter your email address
"""

_RUSSIAN_DIGEST = """
b|Лента новостей
|
d=2022-04-05|5 апреля 2022
|
h|Армия Харана заявила о взятии перевала
|
.|Армия Харана сообщила, что её четвёртый батальон вновь занял перевал Ардешир. Повстанцы это отрицают. [[Подробнее]]
|
d=2022-04-04|4 апреля 2022
|
h|На дороге подорвался пастух
|
.|Девятнадцатилетний пастух погиб, наступив на мину у обочины. Его брат ранен в ноги, сообщила полиция. [[Подробнее]]
|
d=2022-04-01|1 апреля 2022
|
h|Первое судно с зерном вышло из Софара
|
.|Судно сопровождают два сторожевых катера, на борту девятнадцать тысяч тонн пшеницы. [[Подробнее]]
|
b|Следующая страница
"""

_ARABIC_COMMENTS = """
h|جيش خاران يعلن استعادة الممر الجبلي
.|أعلن جيش خاران يوم الأحد أن كتيبته الرابعة استعادت ممر أردشير بعد يومين من القتال، ونشر تسجيلا يظهر جنودا قرب برج محترق.
.|ونفى المتمردون ذلك، وقال قائدهم المعروف باسم فاسكو إن رجاله ما زالوا يسيطرون على الجانب الجنوبي من الممر.
.|وأغلقت الثلوج الطريق الشمالي، ويقول المراقبون إن نحو ستين عائلة ما زالت في القرى الثلاث خلف الممر بلا طحين منذ الثلاثاء.
b|مشاركة
b|طباعة
b|التعليقات
c|أبو سليم
c|منذ 3 ساعات
c|كل أسبوع يستعيدون الممر نفسه، أنا لا أصدق أحدا!
c|رد
c|ابن الجبل
c|منذ ساعتين
c|والله أنتم لا تعرفون شيئا عن تلك القرى
c|رد
b|الأكثر قراءة
b|مبعوث ليندهولم يعود بلا اتفاق إلى العاصمة
b|سفينة قمح تغادر ميناء صوفر تحت الحراسة
b|من نحن
b|اتصل بنا
"""

_TURKISH_SITE = """
b|Son Dakika
b|Dünya
h|Buğday gemisi Sofar limanından ayrıldı
s|Altı hafta sonra ilk gemi, iki devriye botunun eşliğinde Lindholm'e doğru yola çıktı
b|Haber Merkezi
b|07 Nisan 2022 Perşembe 09:14
.|Altı haftadan beri ilk buğday gemisi perşembe günü Sofar limanından ayrıldı. Gemiye boğaz muhafızlarının iki devriye botu eşlik ediyor.
.|Gemide on dokuz bin ton buğday var. On dört kişilik mürettebatın gönüllü olduğu bildirildi.
b|REKLAM
.|Kanaldaki mayınlar çarşamba günü temizlendi. Hava izin verirse ikinci gemi pazar günü yola çıkacak.
b|Haberin Devamı
.|Sigorta şirketleri henüz fiyatlarını indirmedi.
b|Facebook'ta Paylaş
b|WhatsApp'ta Paylaş
b|Benzer Haberler
b|Tankerler ikinci saldırıdan sonra Sofar'dan döndü
b|Boğazdaki mayınları kim temizliyor?
b|Künye
b|İletişim
b|Gizlilik Politikası
"""

_THREADED = """
b|Log in
b|Sign up
h|Who guards the bridge at Tel-Shahin?
b|5 min read
.|The bridge at Tel-Shahin is eighty metres long and, for a year now, nobody has crossed it in daylight. The militia holds the southern ramp, the army the northern one.
.|Under the truce of Belmaya both are to leave. The text, which this site has seen, does not say when, and it does not say who comes next.
.|Three answers are on the table. The monitors prefer the third: police from Belmaya, unarmed but for pistols, with a camera at each ramp.
.|The army has not answered. The militia says that it will, once its prisoners are home.
b|Like
b|Share
b|12 comments
b|Sort by: Newest
c|PontoonPete
c|2 days ago
c|Police with pistols. On that bridge. Sure.
c|14 likes Reply
c|Zeynep
c|2 days ago
c|The camera is the interesting part, who keeps the recordings?
c|3 likes Reply
c|PontoonPete
c|1 day ago
c|Exactly.
c|Reply
b|Load more comments
b|Terms of Service
b|Privacy
b|Do not sell my personal information
"""

_HEBREW_SITE = """
b|תפריט
h|רועה נהרג ממוקש בדרך לארדשיר
s|אחיו בן השבע עשרה נפצע ברגליו; תושבים: השלטים נגנבו לפני חודש
b|2 באפריל 2022, 16:15
b|פורסם: שבת
.|רועה בן תשע עשרה נהרג בשבת כשדרך על מוקש בצד הדרך לארדשיר, כך מסרה המשטרה.
.|השניים חצו את הדרך עם העדר בדרכם אל המעיין, כמו בכל בוקר. חבלני הצבא ניקו את השוליים בפברואר והציבו שלטים.
b|פרסומת
.|המושל הבטיח ניקוי נוסף לפני החג. הוא לא אמר מי ישלם עליו.
b|עוד בנושא
b|מי מנקה את המוקשים במצר
b|שיתוף
b|הדפסה
b|צור קשר
b|תנאי שימוש
"""

_CLEAN = """
.|Residents of three villages behind the Ardeshir pass have been without flour since Tuesday, the Mission of Monitors said in a report on Friday.
.|The report says that sixty families remain there. Most are old people and children.
.|Background
.|The pass has changed hands four times since November. The army holds the chapel; the rebels hold the spring.
.|Read together with the report of February, the new one shows that the number of families has halved.
.|Comments by the commander of the rebels, known as Vasko, were carried by a radio station on Sunday.
.|"Share what you have," he told the villagers. "The road will open."
.|Reactions
.|A spokesman for the army said that it would let a convoy pass. He did not name a day.
.|The governor said: "I have asked them three times. You may print that."
"""

FRESH_PAGES: tuple[JudgedPage, ...] = (
    judged_page("regional", _REGIONAL),
    judged_page("russian_digest", _RUSSIAN_DIGEST),
    judged_page("arabic_comments", _ARABIC_COMMENTS),
    judged_page("turkish_site", _TURKISH_SITE),
    judged_page("threaded", _THREADED),
    judged_page("hebrew_site", _HEBREW_SITE),
    judged_page("clean", _CLEAN),
)
