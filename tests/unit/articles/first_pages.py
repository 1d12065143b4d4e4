"""Pages written for these tests, in the habits of different sites and languages, each line judged by hand.

A line is `kind|text`: `.` text of the article, `h` headline, `s` standfirst, `b` boilerplate, `c` comment, `d=DATE` the date
line of a digest item. [[...]] inside a line is boilerplate within article text. People, places and forces are invented.
"""

# ruff: noqa: E501 - a line of a page is a line here
from __future__ import annotations

from tests.unit.articles.judged import JudgedPage, judged_page

_BLOG = """
b|Skip to content
|
b|The Ridge Monitor
b|Home
b|Maps
b|About
b|Contact
|
h|Dorvath brigade pulls its guns back from Qasra
|
b|Posted on March 3, 2022 by admin
b|Share this:
b|Facebook
b|Twitter
b|Telegram
|
.|The Dorvath brigade withdrew six howitzers from the hills above Qasra on Thursday, two residents and a driver said. The guns had shelled the market road since January.
|
.|A spokesman for the brigade said the move was part of the truce that was signed in Belmaya last week. He gave no number of men.
|
.|Monitors counted eleven lorries on the road to Ostrin before dark. None of them was stopped at the crossing, where the police of the valley have kept a post since autumn.
|
b|Tags: Qasra, Dorvath, truce
|
b|Share this:
b|Click to share on Facebook (Opens in new window)
b|Click to print (Opens in new window)
|
b|3 thoughts on “Dorvath brigade pulls its guns back from Qasra”
|
c|hillwatcher says:
c|March 3, 2022 at 8:14 pm
c|They only moved them behind the quarry, anyone can see it from the road.
c|Reply
|
c|Old Tom says:
c|March 4, 2022 at 6:02 am
c|And who pays the fuel? We do.
c|Reply
|
c|hillwatcher says:
c|March 4, 2022 at 7:40 am
c|Good question!
c|Reply
|
b|Leave a Reply Cancel reply
b|Your email address will not be published. Required fields are marked *
b|Comment *
b|Name *
b|Email *
b|Website
b|Save my name, email, and website in this browser for the next time I comment.
b|Post Comment
|
b|Recent Posts
b|Two barges sink at Port Sofar
b|Lindholm envoy returns without a deal
b|What we know about the quarry road
|
b|© 2022 The Ridge Monitor. All rights reserved.
b|Proudly powered by WordPress
"""

_AGENCY = """
h|Drone strike on Port Sofar depot kills four, medics say
b|By Noura Petrak
b|March 9, 2022 11:42 AM UTC Updated 2 hours ago
.|PORT SOFAR, March 9 (Ostrin Press) - A drone struck a fuel depot in Port Sofar early on Wednesday and killed four people, medics at the town's hospital said.
.|Two of the dead were firemen. Nine others were taken to hospital with burns, a nurse said by telephone.
.|FILE PHOTO: Smoke rises over the port of Sofar, January 12. OP/Imre Vasko
.|The Kharan army said that it had no aircraft in the area. "We did not fly at all last night," said its spokesman, Colonel Ardeshir Lund.
b|Read more: Tankers turn away from Sofar after second attack
.|It was the third strike on the port this month.
b|Advertisement · Scroll to continue
.|Insurers doubled their rates for the strait on Monday. Shipping agents said that three tankers were waiting outside the harbour.
.|A decision on convoys is expected on Friday, said a diplomat who asked not to be named.
b|(Reporting by Noura Petrak in Port Sofar and Yusef Marvik in Ostrin; Editing by Ann Lindholm)
b|Our Standards: The Ostrin Press Principles of Trust.
b|Read Next
b|World
b|Lindholm parliament votes to keep troops at the pass
b|Business
b|Grain prices jump after strait is closed for a second day
b|Sign up here for our morning newsletter.
"""

_NEWSPAPER = """
b|Accept all cookies
b|Menu
b|Search
b|Sign in
b|Subscribe
b|Home > World > Valley
|
h|Belmaya buries its dead as talks drag on
|
s|Twelve coffins were carried through the old town while negotiators in Lindholm argued over who should guard the bridge
|
b|Imre Noura in Belmaya
b|Sat 12 Mar 2022 18.05 GMT
|
.|Mourners in the old town of Belmaya on Saturday. Photograph: Petra Dahl/Valley Pictures
|
.|The bells of Belmaya rang for an hour on Saturday as the town buried twelve people who were killed when a rocket hit a bus on the eastern road.
|
.|Shops stayed closed. Along the river, families stood three deep and said nothing, and the coffins went by on the beds of two farm trucks.
|
.|A bridge in dispute
|
.|In Lindholm, meanwhile, the two delegations spent a fourth day on one question: who is to guard the bridge at Tel-Shahin once the militia has left it.
|
b|Sign up to our weekly newsletter
|
b|Get the best of our reporting from the valley, every Friday
|
.|“We are close,” said one of the envoys. “But we were close on Tuesday as well.” The militia wants a joint post; the army wants the bridge to itself.
|
.|A third proposal, made by the monitors, would leave the bridge to the police of Belmaya and forbid heavy weapons within ten kilometres of it.
|
b|Most viewed
b|Live: rockets fall on the eastern road
b|How a village school became a garrison
b|The smuggler who knew too much
b|Topics
b|Belmaya
b|Truce
b|About us
b|Contact us
b|Privacy policy
b|Terms & conditions
b|Back to top
b|© 2022 Valley News & Media Limited or its affiliated companies. All rights reserved.
"""

_DIGEST = """
b|Home | Archive | Contact
|
b|Valley Security Digest
|
d=2022-03-14|March 14, 2022
|
h|Militia leaves two posts near Tel-Shahin
|
.|The militia left two posts south of Tel-Shahin overnight, herders said. The army had not moved in by noon. [[Read more »]]
|
d=2022-03-11|March 11, 2022
|
h|Convoy of forty trucks reaches Ostrin
|
.|Forty trucks with flour and tents reached Ostrin on Friday, the first convoy since the road was mined in February. [[Read more »]]
|
d=2022-03-02|March 2, 2022
|
h|Was the Sofar depot hit from the sea?
|
.|Fragments found at the depot do not match any drone known to be in use in the valley, a report by two engineers says. They think that it was fired from a ship … [[Read more »]]
|
b|Older posts
b|1
b|2
b|3
b|Next
"""

_ARABIC = """
b|انتقل إلى المحتوى
b|الرئيسية
b|أخبار
b|رياضة
|
h|لواء دورفات يسحب مدافعه من تلال قصرة
|
b|نشر في: 3 مارس 2022
b|شارك على فيسبوك
b|واتساب
|
.|سحب لواء دورفات ستة مدافع من التلال المطلة على بلدة قصرة يوم الخميس، بحسب ما قال اثنان من السكان وسائق شاحنة.
|
.|وقال متحدث باسم اللواء إن الخطوة جزء من الهدنة التي وقعت في بلمايا الأسبوع الماضي، ولم يذكر عدد المقاتلين.
|
b|اقرأ أيضا: مقتل أربعة في ضربة على ميناء صوفر
|
.|وأحصى المراقبون إحدى عشرة شاحنة على الطريق إلى أوسترين قبل حلول الظلام، ولم توقف أي منها عند المعبر.
|
b|مواضيع ذات صلة
b|مبعوث ليندهولم يعود بلا اتفاق
b|غرق قاربين قرب ميناء صوفر
|
b|اترك تعليقاً
b|لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *
b|الاسم *
b|البريد الإلكتروني *
|
b|جميع الحقوق محفوظة © 2022
"""

_RUSSIAN = """
b|Главная
b|Новости
b|Мнения
b|Подписаться
|
h|Бригада «Дорват» отводит орудия от Касры
|
b|3 марта 2022, 19:20
b|Поделиться
|
.|Бригада «Дорват» в четверг отвела шесть гаубиц с высот над Касрой, сообщили двое жителей и водитель грузовика. С января эти орудия обстреливали дорогу к рынку.
|
.|Представитель бригады заявил, что отвод предусмотрен перемирием, подписанным на прошлой неделе в Бельмае. Численность людей он не назвал.
|
b|Читайте также: Удар по складу в порту Софар, четверо погибших
|
.|До темноты наблюдатели насчитали одиннадцать машин на дороге в Острин. На переезде, где с осени стоит пост полиции, ни одну из них не остановили.
|
b|Фото: Имре Васко / Долина Пресс
|
b|Подписывайтесь на наш Telegram-канал
b|Нашли ошибку? Выделите её и нажмите Ctrl+Enter
|
b|Комментарии (2)
|
c|Горец
c|3 марта 2022, 21:05
c|Они их просто за карьер убрали, с дороги все видно
c|Ответить
|
c|Анна К.
c|4 марта 2022, 08:11
c|А кто платит за солярку? Мы и платим!
c|Ответить
|
b|© 2022 «Вестник хребта». Все права защищены. При использовании материалов ссылка обязательна.
b|18+
"""

_UKRAINIAN = """
b|Перейти до вмісту
|
h|Загін «Марвік» залишив міст біля Тель-Шахіна
|
s|Військові кажуть, що міст замінований, а жителі про це нічого не знають
|
b|Автор: Олена Дорош
b|14 березня 2022
|
.|Загін «Марвік» уночі залишив міст через річку біля Тель-Шахіна, повідомили пастухи із сусіднього села. До полудня армія туди не зайшла.
|
.|Речник армії сказав, що сапери мають спершу перевірити опори. За його словами, на мосту може бути до двадцяти мін.
|
b|Читайте також:
b|У Белмаї поховали дванадцятьох загиблих
b|Конвой із борошном дійшов до Остріна
|
.|Староста села розповів, що жодної міни ніхто не бачив. Він просить відкрити міст до початку сівби.
|
b|Поділитися у Facebook
b|Залишити коментар
b|Усі права захищено
"""

_HEBREW = """
b|דלג לתוכן
b|ראשי
b|חדשות
|
h|חטיבת דורבאת הסיגה את התותחים מגבעות קסרה
|
b|מאת: נועה פטרק
b|שתפו בפייסבוק
|
.|חטיבת דורבאת הסיגה ביום חמישי שישה תותחים מן הגבעות שמעל קסרה, כך אמרו שני תושבים ונהג משאית.
|
.|דובר החטיבה אמר כי המהלך הוא חלק מהפסקת האש שנחתמה בבלמאיה בשבוע שעבר. הוא לא מסר את מספר הלוחמים.
|
b|קראו גם: ארבעה הרוגים בתקיפה בנמל סופר
|
.|המשקיפים ספרו אחת עשרה משאיות בדרך לאוסטרין לפני רדת החשכה. אף אחת מהן לא נעצרה במעבר.
|
b|כתבות נוספות
b|השליח של לינדהולם חזר בלי הסכם
b|שתי דוברות טבעו ליד הנמל
|
b|תגובות
b|הוסף תגובה
b|כל הזכויות שמורות
"""

_PERSIAN = """
b|صفحه اصلی
b|سیاست
b|ورزش
|
h|تیپ دوروات توپ‌های خود را از تپه‌های قصره عقب کشید
|
b|کد خبر: 84512
b|تاریخ انتشار: ۱۲ اسفند ۱۴۰۰ - ۱۸:۳۰
|
.|تیپ دوروات روز پنجشنبه شش توپ را از تپه‌های بالای قصره عقب کشید، دو نفر از ساکنان و یک راننده این را گفتند.
|
.|سخنگوی این تیپ گفت که این اقدام بخشی از آتش‌بسی است که هفته گذشته در بلمایا امضا شد. او شمار نیروها را نگفت.
|
b|بیشتر بخوانید: چهار کشته در حمله به بندر صوفر
|
.|ناظران تا پیش از تاریکی یازده کامیون را در جاده اوسترین شمردند. هیچ یک از آنها در گذرگاه متوقف نشد.
|
b|اخبار مرتبط
b|فرستاده لیندهولم بدون توافق بازگشت
b|غرق شدن دو قایق نزدیک بندر
|
b|نظر شما
b|ارسال نظر
b|کلیه حقوق محفوظ است
"""

_TURKISH = """
b|Ana Sayfa
b|Gündem
b|Dünya
b|Spor
|
h|Dorvath tugayı toplarını Kasra tepelerinden çekti
|
b|Giriş: 03.03.2022 - 19:20 Güncelleme: 03.03.2022 - 20:05
b|Paylaş
b|Tweetle
b|Yazdır
|
.|Dorvath tugayı perşembe günü Kasra'nın üstündeki tepelerden altı obüsü geri çekti. Bunu iki köylü ile bir kamyon şoförü anlattı.
|
.|Tugayın sözcüsü, çekilmenin geçen hafta Belmaya'da imzalanan ateşkesin bir parçası olduğunu söyledi. Asker sayısı vermedi.
|
b|İlgili Haber: Sofar limanındaki depoya saldırı, dört ölü
|
.|Gözlemciler hava kararmadan önce Ostrin yolunda on bir kamyon saydı. Hiçbiri geçitte durdurulmadı.
|
b|Kaynak: Vadi Haber Ajansı
b|Etiketler: Kasra, Dorvath, ateşkes
|
b|İlginizi Çekebilir
b|Lindholm elçisi anlaşma olmadan döndü
b|Limanda iki mavna battı
|
b|Yorumlar (1)
c|Ahmet
c|3 saat önce
c|Topları sadece taş ocağının arkasına çektiler.
|
b|Yorum Yaz
b|Tüm hakları saklıdır
"""

_BARE_COMMENTS = """
h|Kharan Army Says It Holds The Pass Again
.|The Kharan army said on Sunday that its 4th Battalion had retaken the pass of Ardeshir after two days of fighting. A video shows soldiers beside a burnt radio mast.
.|The rebels denied it. Their commander, known as Vasko, told a radio station that his men still held the southern side and the spring below the chapel.
.|Snow has closed the mule track to the north. According to the monitors, some sixty families are still in the three villages behind the pass, without flour since Tuesday.
.|Both sides have claimed the pass four times since November. Neither has let journalists go there.
c|Grey Goose
c|lol they "retook" it again, what is it now, five times??
c|mountain_man77
c|I drove there last summer. You can't hold that place with a battalion, believe me
c|Sven the Second
c|and nobody talks about the families...
c|Grey Goose
c|@Sven you are right, it's a shame!!
"""

_PRESS_RELEASE = """
h|Statement on the truce of Belmaya
|
.|The Mission of Monitors in the Valley welcomes the truce that was
.|signed in Belmaya on Tuesday by the representatives of the Kharan
.|army and of the militia, and calls on both of them to publish its
.|annexes without delay.
|
.|The Mission has since recorded fourteen breaches, of which nine were
.|shots from small arms. It has told both sides of each of them, and
.|share the concern of the people of Qasra about the bridge.
|
.|The Head of the Mission, Ann Lindholm, said:
|
.|"The comments that we receive from the villages are plain. People
.|want to sleep. They want to read in the newspaper that the road is
.|open, and then to find it open."
|
.|- The post at the bridge is to be manned by Friday.
.|- Heavy weapons are to be withdrawn by ten kilometres.
.|- Prisoners are to be exchanged under the eyes of the Mission.
"""

_OPINION = """
h|Why I no longer believe in the truce
s|Three winters in Qasra have taught me to count lorries, not signatures
.|I came to Qasra three winters ago with two bags and a radio. You learn quickly there which roofs hold and which do not.
.|What did I expect? I expected the truce to last until the thaw, as all of us did, and I said so on these pages.
.|The first winter
.|I counted the lorries from my window. My neighbour counted them too! We never agreed on the number, but we agreed on the direction.
.|The second winter
.|You could buy bread again by then. I thought that the worst was over, and I was wrong.
.|What now?
.|I do not know. My neighbour has left, and I am packing the same two bags.
"""

_NAMES = """
h|Names of the dead of the eastern road published
.|The municipality of Belmaya on Monday published the names of the twelve people who were killed on the eastern road when a rocket hit their bus. Seven of them were from one family.
.|The driver, who was pulled out alive, died in hospital on Sunday night, the director of the hospital said.
.|The dead are:
.|Imre Noura, 41
.|Lena Noura, 39
.|Petra Noura, 12
.|Yusef Ardeshir
.|Old Marvik of the mill
.|Two sisters from Ostrin
"""

_BOXES = """
h|Grain ship leaves Sofar under escort
|
.|Image caption The Lady of Ostrin left port at dawn
|
.|The first grain ship in six weeks left Port Sofar on Thursday, escorted by two patrol boats of the strait guard.
|
b|Story continues below advertisement
|
.|It carries nineteen thousand tonnes of wheat for the mills of Lindholm. The crew of fourteen had volunteered, the shipping line said.
|
b|grain ship at the quay of port sofar
|
.|Mines were swept from the channel on Wednesday. A second ship is to follow on Sunday if the weather holds, harbour officials said.
|
b|Related
b|Tankers turn away from Sofar after second attack
b|Who sweeps the mines of the strait?
|
.|Insurers have not said whether they will lower their rates. Three other ships are waiting at the quay with crews on board.
|
b|Follow us on Facebook and Twitter
b|Share
b|Comments
b|Print
"""

_CHINESE = """
h|车队抵达奥斯特林
|
b|2022年3月11日
|
.|四十辆卡车星期五抵达奥斯特林，运来面粉和帐篷，这是二月份道路布雷以来的第一支车队。
|
.|守桥的民兵没有拦车。观察员说，第二支车队将于下星期出发，由山谷警察护送。
|
.|当地居民说，他们已经三个星期没有面粉了，学校和医院也没有燃料。
"""

PAGES: tuple[JudgedPage, ...] = (
    judged_page("blog", _BLOG),
    judged_page("agency", _AGENCY),
    judged_page("newspaper", _NEWSPAPER),
    judged_page("digest", _DIGEST),
    judged_page("arabic", _ARABIC),
    judged_page("russian", _RUSSIAN),
    judged_page("ukrainian", _UKRAINIAN),
    judged_page("hebrew", _HEBREW),
    judged_page("persian", _PERSIAN),
    judged_page("turkish", _TURKISH, line_end="\r\n"),
    judged_page("bare_comments", _BARE_COMMENTS),
    judged_page("press_release", _PRESS_RELEASE),
    judged_page("opinion", _OPINION),
    judged_page("names", _NAMES),
    judged_page("boxes", _BOXES),
    judged_page("chinese", _CHINESE),
)
