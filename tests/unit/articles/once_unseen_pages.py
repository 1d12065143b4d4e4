"""Pages judged by hand that no rule had seen, until those for the heads and tails of pages were made with them.

What they scored before is in BENCHMARKS.md; what they score now says no more than the older sets. Two lines of them
still come out otherwise, because nothing but words known beforehand could tell: an advertisement's head between two
paragraphs, and a standfirst that is a whole sentence right above the text.
"""
# ruff: noqa: E501 - a line of a page is a line here

from __future__ import annotations

from tests.unit.articles.judged import JudgedPage, judged_page

_BROADCASTER = """
b|Accessibility links
b|Skip to main content
b|Keyboard shortcuts for audio player
b|Play Live Radio
b|LISTEN & FOLLOW
h|Two villages change hands in a night on the Tamar plain
b|April 2, 2023 5:01 AM ET
b|Heard on Morning Roundup
b|By Ida Kolm , Reza Farhang
b|4-Minute Listen
b|Transcript
.|A farmer walks past a burnt armoured car outside Orlec on Sunday.
b|Ida Kolm/VPR
.|ORLEC, Tamar plain — Soldiers of the Second Corps took the villages of Orlec and Dunice before dawn on Sunday, and lost one of them again by noon.
.|The corps said that it had pulled back from Dunice "to spare the houses". The rebels of the Plain Front said they had driven it out.
.|Who holds the bridge
.|Between the two villages lies the only bridge that carries trucks. On Sunday evening nobody was on it.
.|"We hear them on both banks," said Marta Ilves, who keeps the shop in Orlec. "We do not go to see."
b|Sponsor Message
.|Eleven people were treated for wounds at the clinic in Sarnok, its director said. Three of them were children.
b|Ida Kolm reported from Orlec. Reza Farhang reported from Sarnok.
b|tamar plain
b|plain front
b|Facebook
b|Flipboard
b|Email
"""

_BLOG = """
b|The Plain Observer
b|Notes from a border country
b|Home
b|Maps
b|Support this blog
h|Why the Second Corps wanted Orlec
b|Posted on April 4, 2023 by plainobserver
.|There are three roads to Sarnok, and the corps has now tried all of them. The first one floods. The second one is mined from the brickworks on.
.|That leaves Orlec. On Sunday its tanks came down the farm track in two columns and met almost nobody, according to two residents whom I reached by telephone.
.|The Plain Front answered with mortars from the far bank. By my count at least forty rounds fell on Dunice between nine and noon.
.|What comes next is harder to say. The corps has no engineers left to repair the bridge, and the river rises in May.
b|Advertisements
b|Share this:
b|Twitter
b|Facebook
b|Like this:
b|Loading...
b|5 thoughts on “Why the Second Corps wanted Orlec”
c|Stoyan R.
c|April 4, 2023 at 7:12 pm
c|Great map as always! But you forget the ford at Lisk, my uncle drove a tractor through it last year.
c|Reply
c|plainobserver
c|April 4, 2023 at 8:40 pm
c|True, thank you. I will add it.
c|Reply
c|gunner_77
c|April 5, 2023 at 1:03 am
c|lol the corps has no fuel either, who are they kidding
c|Reply
b|Leave a Reply
b|Your email address will not be published. Required fields are marked *
b|Comment *
b|Name *
b|Email *
b|Post navigation
b|← A week without the radio
b|Older maps, redrawn →
"""

_RELIEF = """
b|Skip to main content
b|Sign in / Register
h|Tamar plain: daily notes on access
d=2023-04-06|6 April 2023
.|The road from Sarnok to Orlec was open to trucks for four hours. Nine trucks with flour and tents passed; two were turned back by soldiers of the Second Corps.
.|Partners count 4,100 people in the school buildings of Sarnok.
d=2023-04-05|5 April 2023
.|No movement was possible. Shelling near the brickworks killed a driver of a partner organisation and wounded his colleague.
d=2023-04-03|3 April 2023
.|The clinic in Sarnok asks for blood and for fuel. Its generator runs six hours a day.
.|An assessment of Dunice is planned as soon as mines have been cleared from the lane behind the church.
b|Download document (PDF | 310 KB)
b|Primary country: Tamar
b|Source: Office for Access
b|Format: Situation Report
b|Theme: Logistics and Telecommunications
b|Related Content
b|Tamar: Who does what where, March 2023
b|Tamar plain flood outlook
"""

_ARABIC = """
b|تجاوز إلى المحتوى الرئيسي
b|بث مباشر
b|أخبار
b|رياضة
h|هدوء حذر في سهل تامار بعد ليلة من الاشتباكات
b|نُشر في: 02/04/2023 - 11:40
b|آخر تحديث: 02/04/2023 - 14:05
.|جنود من الفيلق الثاني على جسر أورليتس صباح الأحد. © أسوشيتد برس
b|نص: إيدا كولم
b|3 دقائق
.|ساد هدوء حذر قريتي أورليتس ودونيتسه في سهل تامار الأحد بعد ليلة من الاشتباكات بين الفيلق الثاني ومقاتلي جبهة السهل.
.|وقال متحدث باسم الفيلق إن قواته انسحبت من دونيتسه حفاظا على منازل المدنيين، فيما أعلنت الجبهة أنها أجبرتها على التراجع.
b|اقرأ أيضا الطريق إلى سارنوك: ثلاثة أسئلة
.|وأفاد مدير المستوصف في سارنوك بأن أحد عشر جريحا نقلوا إليه، بينهم ثلاثة أطفال.
.|ولم يصدر أي تعليق من مكتب الأمم المتحدة في المنطقة.
b|الرسالة الإخبارية
b|اشترك الآن
b|سهل تامار
b|نزاع
b|الأكثر قراءة
b|أسعار القمح ترتفع بعد إغلاق الطريق
b|جسر واحد لكل الشاحنات
"""

_UKRAINIAN = """
b|Головна
b|Новини
b|Війна
h|Двоє людей загинули внаслідок обстрілу цегельні біля Сарнока
b|5 квітня 2023, 18:22
b|Автор: Іда Кольм
s|Колону гуманітарної організації обстріляли з мінометів, коли вона чекала на дозвіл проїхати.
.|Увечері 5 квітня бійці Фронту рівнини обстріляли цегельню на околиці Сарнока. Загинули водій вантажівки та сторож, повідомила поліція області.
.|Ще одну людину з пораненнями доправили до лікарні. Її стан лікарі називають стабільним.
b|Читайте також: Міст, якого ніхто не тримає
.|Другий корпус заявив, що його підрозділів поблизу не було. Перевірити це незалежно поки неможливо.
.|Наслідки обстрілу цегельні, 5 квітня. Фото: поліція області
b|Підписуйтесь на наш Telegram
b|Поділитися
b|Теги: Сарнок, обстріл
b|Останні новини
b|Зерно знову подорожчало
b|Погода на вихідні
"""

_TURKISH = """
b|Ana Sayfa
b|Dünya
h|Tamar ovasında iki köy bir gecede el değiştirdi
s|İkinci Kolordu köylerden birini öğlene doğru yeniden kaybetti
b|02.04.2023 - 12:15
b|Haber Merkezi
b|Foto: Ida Kolm / AA
.|Tamar ovasında İkinci Kolordu askerleri pazar günü şafaktan önce Orlec ve Dunice köylerine girdi. Köylerden biri öğlene doğru yeniden el değiştirdi.
.|Kolordu sözcüsü, evlere zarar vermemek için Dunice'den çekildiklerini söyledi. Ova Cephesi ise askerleri kovduğunu açıkladı.
.|Sarnok'taki sağlık ocağının müdürü, üçü çocuk on bir yaralının tedavi edildiğini bildirdi.
b|Paylaş
b|Facebook
b|Twitter
b|WhatsApp
b|İlgili Haberler
b|Köprüyü kim tutuyor?
b|Buğday fiyatları yükseldi
b|Yorumlar
c|mehmet k.
c|Allah yardımcıları olsun, çok üzüldüm valla
c|Cevapla
"""

_MAGAZINE = """
b|SUBSCRIBE
b|Features
b|Opinion
b|Letters
h|The bridge that nobody holds
s|On the Tamar plain, a war of two armies has shrunk to forty metres of concrete.
b|Reza Farhang
b|April 9, 2023 · 7 min read
.|The bridge at Orlec was built for tractors. It is forty metres long, and on the Sunday I saw it a dog lay in the middle, asleep.
.|Both sides claim it. Neither side stands on it. In the first week of April eleven men were killed within sight of it, and the dog was not moved by any of them.
b|“Neither side stands on it.”
.|I had come with Marta Ilves, who keeps the shop. She pointed out the holes in the railing and told me who had made each.
.|* * *
.|In Sarnok they speak of the bridge as one speaks of a relative in prison. The clinic's director has not seen his brother, who lives across it, since February.
.|A negotiator of the Front, who asked to be called Lev, drew it for me on a napkin. The corps had offered to leave it to the police, he said, and the offer had come too late by a day.
b|Reza Farhang is a staff writer. His last piece for the magazine was about the salt trains.
b|This article appears in the May issue.
b|More from this author
b|The salt trains of Lisk
b|A census of wells
b|Newsletters
b|The best of the magazine, every Sunday.
b|Enter your email
b|© 2023 The Lowland Review. All rights reserved.
"""

ONCE_UNSEEN_PAGES: tuple[JudgedPage, ...] = (
    judged_page("broadcaster", _BROADCASTER),
    judged_page("blog", _BLOG),
    judged_page("relief", _RELIEF),
    judged_page("arabic", _ARABIC),
    judged_page("ukrainian", _UKRAINIAN),
    judged_page("turkish", _TURKISH),
    judged_page("magazine", _MAGAZINE),
)
