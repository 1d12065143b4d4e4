"""The sealed set: pages judged by hand before the rules for heads and tails of pages were written, and scored after.

Nobody looks at what comes out of them while working on a rule, and no rule is mended for their sake: once it is, the
page belongs to another set, and a new one takes its place here. The benchmark prints their figure apart; no test holds
it.
"""
# ruff: noqa: E501 - a line of a page is a line here

from __future__ import annotations

from tests.unit.articles.judged import JudgedPage, judged_page

_REGIONAL_DAILY = """
b|Zum Hauptinhalt springen
b|Harzwald-Bote
b|Die Zeitung für die Täler
b|E-Paper
b|Abo
b|Anmelden
b|Region
b|Welt
b|Sport
b|Ratgeber
b|Startseite  Welt  Kämpfe im Norden
b|Grenzkonflikt
h|Armee sperrt Passstraße nach Beschuss eines Konvois
s|Zwei Fahrer sterben, als Granaten eine Kolonne mit Mehl treffen. Die Regierung in Lemstadt spricht von einem Unfall.
b|Von Jutta Brandes und Emil Sacher
b|07.02.2024, 16:43 Uhr
b|Lesezeit: 3 Min.
b|Artikel anhören
.|Ausgebrannte Lastwagen auf der Passstraße bei Sonn.
b|Foto: Emil Sacher
.|Lemstadt. Nach dem Beschuss eines Konvois am Dienstagabend hat die Armee die Passstraße bei Sonn gesperrt. Zwei Fahrer kamen nach Angaben der Feuerwehr ums Leben, ein dritter wurde schwer verletzt.
.|Der Konvoi war mit Mehl und Decken auf dem Weg in die Bergdörfer. Wer geschossen hat, ist unklar.
.|„Wir hatten alle Papiere“, sagte der Leiter der Hilfsorganisation, Otto Lind. „Man kannte unsere Wagen auf beiden Seiten.“
.|Dörfer seit einer Woche ohne Strom
.|In den Dörfern oberhalb des Passes fehlt es seit einer Woche an Strom. Der Bürgermeister von Sonn rief die Bewohner auf, sich in der Schule zu sammeln.
b|Lesen Sie auch
b|Warum der Pass im Winter offen blieb
b|Mehlpreise: Was Bäcker jetzt erwarten
.|Ein Sprecher der Miliz wies den Vorwurf zurück, ihre Geschütze hätten die Straße getroffen. Man habe am Dienstag keinen Schuss abgegeben.
.|Die Vereinten Nationen wollen den Vorfall untersuchen.
b|Themen in diesem Artikel
b|Sonn
b|Passstraße
b|Kommentare
b|Zu diesem Artikel wurden noch keine Kommentare geschrieben.
b|Meistgelesen
b|Schnee bis in die Täler erwartet
b|Der letzte Müller von Sonn
b|Kontakt
b|Impressum
b|Datenschutz
b|© Harzwald-Bote Verlag 2024
"""

_AGENCY = """
b|Северный Вестник
b|Лента новостей   Политика   Общество   Экономика   Происшествия
b|Доллар 91,20   Евро 98,75
b|Погода: -4
b|Главная / Происшествия
b|14:05, 11 марта 2024
b|1287
h|Под Каменкой подорвался автобус с рабочими
.|Фото: дорога у Каменки после взрыва
b|© Пресс-служба МЧС области
s|По данным врачей, пострадали шесть человек, двое из них в тяжёлом состоянии
.|КАМЕНКА, 11 марта. Автобус с рабочими кирпичного завода подорвался на мине в понедельник утром на просёлочной дороге в трёх километрах от Каменки.
.|Об этом сообщил глава района Пётр Лыков. По его словам, дорогу проверяли сапёры ещё в феврале.
.|«Мы не знаем, когда её поставили», — сказал Лыков журналистам.
.|Шестерых раненых доставили в больницу Верхнего Лога. Двое находятся в реанимации.
b|ЧИТАЙТЕ ТАКЖЕ
b|Сапёры нашли в поле сорок снарядов
b|Мост у Верхнего Лога откроют к лету
.|Ранее отряды ополчения отошли от Каменки на восток. Бои в районе не ведутся с конца января.
.|Следственный комитет возбудил дело.
b|Подписывайтесь на «Северный Вестник» в Telegram
b|Нашли ошибку? Выделите её и нажмите Ctrl+Enter
b|Каменка
b|мины
b|Поделиться
b|Главное сегодня
b|Губернатор пообещал уголь всем школам
b|Хлеб подешевел впервые за год
b|В Верхнем Логе открыли библиотеку
b|О редакции   Реклама   Контакты
b|Сетевое издание «Северный Вестник». Свидетельство о регистрации СМИ № 0417 от 2 мая 2009 года.
b|18+
"""

_PORTAL = """
b|صوت الوادي
b|نافذتك على الحقيقة
b|الرئيسية | أخبار الوادي | اقتصاد | رياضة | كتّاب
b|عاجل
b|المجلس البلدي في صفد النهر يعلن تمديد حظر التجول
b|الرئيسية / أخبار الوادي
h|مقتل خمسة أشخاص في قصف استهدف سوق بلدة صفد النهر
b|صوت الوادي - خاص
b|الثلاثاء 14 أيار 2024 - 10:22
b|حجم الخط
b|مشاركة
.|قتل خمسة أشخاص وأصيب آخرون صباح الثلاثاء في قصف مدفعي استهدف سوق الخضار في بلدة صفد النهر، وفق ما أفاد به مصدر طبي.
.|وقال المصدر إن بين القتلى امرأتين، وإن عدد المصابين بلغ سبعة عشر شخصا نقلوا إلى مستشفى البلدة.
.|وأضاف شهود عيان أن القذائف سقطت من جهة التلال الشرقية حيث تنتشر قوات اللواء الرابع.
b|إقرأ أيضا
b|سكان صفد النهر يحفرون الآبار بأيديهم
.|ونفى متحدث باسم اللواء أن تكون مدفعيته قد أطلقت أي قذيفة صباح اليوم، متهما فصائل محلية بالوقوف وراء القصف.
.|وكانت البلدة قد شهدت هدنة استمرت ثلاثة أسابيع قبل أن تتجدد الاشتباكات يوم الأحد.
b|صفد النهر
b|قصف
b|اللواء الرابع
b|مواضيع قد تهمك
b|هدنة الأسابيع الثلاثة: ماذا بقي منها؟
b|ارتفاع أسعار الطحين في أسواق الوادي
b|التعليقات (2)
c|أبو سامر
c|14 أيار 2024 - 11:03
c|الله يرحمهم، كنت في السوق قبل القصف بساعة يا جماعة
c|رد
c|مغترب
c|متى ينتهي هذا الكابوس؟ والله تعبنا
c|رد
b|أضف تعليقا
b|الاسم
b|البريد الإلكتروني
b|من نحن | اتصل بنا | سياسة الخصوصية
b|صوت الوادي © 2024
"""

_WEEKLY = """
b|Wednesday, March 6, 2024
b|41°F Light rain
b|The Corrin Valley Leader
b|Serving the valley and the hill farms since 1891
b|News   Sports   Obituaries   Classifieds   Public Notices   E-Edition
b|Log in   Subscribe
b|Top Story
b|Front Page » News » Truce
h|Shelling breaks truce at Harrow Ford, three hurt
b|Posted Wednesday, March 6, 2024 9:10 am
b|By Dana Wirth
b|dwirth@corrinleader.example
.|Three people were hurt Tuesday night when shells fell on Harrow Ford, the first to hit the town since the truce of February 9.
.|Sheriff Tom Pell said the shells came from the ridge held by the Home Guard. Two landed in the mill pond and one struck the feed store.
.|“It took the roof off like a lid,” said Ann Corley, who lives across the street. “I counted to three and then came the next one.”
.|The feed store on Mill Street lost its roof Tuesday night.
b|Leader photo by Dana Wirth
.|Captain Ray Osgood of the Home Guard said his men had answered fire from the ford. He would not say how many rounds they used.
.|The wounded were taken to Corrin General Hospital. None of them is in danger, a nurse said.
.|School will be closed through Friday. Anyone who needs a ride to the shelter at the grange may call the town hall.
b|Other items that may interest you
b|Grange hall takes in forty from Harrow Ford
b|Road over the ridge shut to trucks
b|School board puts off vote
b|Report an inappropriate comment
b|No comments on this item
b|Please log in to comment by clicking here
b|The Corrin Valley Leader
b|12 Depot Street
b|Corrin, VT 05000
b|802-555-0141
b|Powered by Creative Circle
"""

_DIARIO = """
b|Ir al contenido principal
b|El Correo del Llano
b|Suscríbete
b|Iniciar sesión
b|Internacional
b|España
b|Opinión
b|Deportes
b|CONFLICTO EN EL LLANO
h|La guerrilla libera a doce campesinos tras nueve días de cautiverio
s|El grupo había sido capturado en un retén de la carretera a Tres Cruces. El Gobierno niega que haya pagado un rescate
.|Los campesinos liberados llegan a Tres Cruces en un camión del Ejército, este jueves.
b|LUIS OTERO
b|Clara Montiel
b|Tres Cruces - 18 ABR 2024 - 21:37 CEST
b|Compartir en Whatsapp
b|Compartir en Facebook
b|Copiar enlace
b|3
.|La guerrilla del Frente del Llano liberó este jueves a los doce campesinos que tenía en su poder desde el 9 de abril, según confirmó el gobernador de la provincia, Hernán Duque.
.|Los doce llegaron a pie al puente de Tres Cruces a las cuatro de la tarde. Diez estaban en buen estado y dos fueron trasladados al hospital.
.|“Nos daban arroz y nos movían cada noche”, contó uno de ellos, que pidió no dar su nombre.
.|Un rescate que nadie confirma
.|Dos familias aseguran que se pagó por la liberación. El Ministerio de Defensa lo niega.
b|MÁS INFORMACIÓN
b|La carretera que nadie quiere recorrer
.|El Ejército había enviado 300 soldados a la zona el lunes, pero no hubo combates.
b|Sigue toda la información internacional en Facebook y X, o en nuestra newsletter semanal.
b|SOBRE LA FIRMA
b|Clara Montiel
b|Es corresponsal en el Llano desde 2019. Antes trabajó en la sección de Economía.
b|Archivado en
b|Guerrilla
b|Secuestros
b|Tres Cruces
b|Lo más visto
b|El río que se llevó un pueblo
b|Cómo se apaga una mina
"""

_PRESS_RELEASE = """
b|Donate
b|Where we work
b|What we do
b|News and stories
b|Press release
b|19 September 2024
h|Lowland crisis: hospital in Dern hit for the second time in a month
s|Relief Without Lines calls on all sides to respect medical facilities
b|DERN/BRUSSELS
.|Dern, 19 September 2024 – The hospital in Dern was struck by two rockets on Wednesday evening, killing a nurse and injuring nine patients, the medical organisation Relief Without Lines said today.
.|One rocket went through the roof of the maternity ward. The second exploded in the yard, where families of patients were cooking.
.|“Everyone who fires in this area knows where the hospital is,” said Ilse Vanden, who leads the organisation's team in the lowlands. “Its position was given to all sides in writing.”
.|It was the second attack in a month. On 22 August a shell destroyed the pharmacy.
.|The organisation has moved forty patients to a school. It will keep a surgical team of five in Dern.
.|Key facts
.|• The hospital has 60 beds and serves 90,000 people.
.|• Its team treated 412 war-wounded between June and August.
.|• Three other clinics in the district have closed this year.
b|Ends
b|Notes to editors
b|Photos and video from Dern can be downloaded from the media library.
b|Spokespeople are available in English, French and Arabic.
b|Media contact
b|Anneke Roos
b|+32 2 555 01 77
b|press@relief-lines.example
b|About Relief Without Lines
b|Relief Without Lines is an independent medical organisation that works in 31 countries. It is funded by private donors and takes no money from governments.
b|Share this page
b|Back to news
"""

_COLUMN_PAGE = """
b|Ridge Watch
b|An open-source look at the hill war
b|About this project
b|Method
b|Maps
b|Tip jar
b|Search this site
b|Recent Posts
b|Counting trucks on the salt road
b|What a burnt field tells us
b|A correction about the depot
b|Archives
b|May 2024
b|April 2024
b|‹ Older
h|How the rebels crossed the Vel at night
b|May 21, 2024
b|kestrel
b|Uncategorized
b|2 Comments
.|Satellite pictures from May 17 show eleven boats on the south bank of the Vel. The day before there were none. This post tries to say how they came there.
.|The rebels put the boats on hay carts in the village of Tolk. A resident filmed the carts on May 15, and the church tower behind them can be matched to pictures from before the war.
.|The church tower of Tolk, in a picture of 2019 (left) and in the video (right).
.|On the night of May 16 the boats made at least four trips. Each carries twelve men, so some 500 fighters may have crossed, although the rebels themselves speak of “thousands”.
.|The army's post at the weir was hit first. Two soldiers died there according to an obituary in a local paper.
.|I am grateful to the three readers who helped to place the video.
b|Share this:
b|Click to share on X (Opens in new window)
b|Loading...
b|Tagged boats, Tolk, Vel
b|2 thoughts on “How the rebels crossed the Vel at night”
c|Old Ferryman
c|May 22, 2024 at 6:30 am
c|Very good work. You can't carry twelve in those boats though, I've rowed them all my life. Eight at most.
c|Reply
c|kestrel
c|May 22, 2024 at 9:02 am
c|Thanks, I'll change the estimate.
c|Reply
b|Leave a comment
b|Blog at WordPress.com.
b|Design a site like this with WordPress.com
b|Get started
"""

_CHINESE = """
b|河谷日报网
b|首页 新闻 财经 体育 视频
b|当前位置：首页 > 国际 > 正文
h|河谷停火协议生效后边境小镇再遭炮击
b|2024-06-03 08:15
b|来源：河谷日报
b|记者：林若川
b|字号：大 中 小
.|本报讯 停火协议生效不到两天，边境小镇石桥镇周日晚再次遭到炮击，造成四名平民死亡，十一人受伤。
.|当地医院院长表示，伤者中有三名儿童，其中一人伤势严重，已被送往省城。
.|政府军发言人称，炮弹来自河对岸的武装组织阵地。该组织否认开火，并指责政府军首先违反协议。
.|周日晚，石桥镇居民在学校地下室避难。
b|摄影：周明
.|联合国观察团周一派出车队前往石桥镇调查，但车队在检查站被拦下三个小时。
.|停火协议于六月一日签署，规定双方从河岸后撤五公里。
b|（责任编辑：何苗）
b|分享到：
b|微信
b|微博
b|相关新闻
b|河谷双方签署停火协议
b|石桥镇：一座桥的三次重建
b|热门推荐
b|今年小麦产量预计下降一成
b|省城地铁二号线下月通车
b|关于我们 | 联系方式 | 版权声明
b|河谷日报社版权所有 未经许可不得转载
"""

SEALED_PAGES: tuple[JudgedPage, ...] = (
    judged_page("regional daily", _REGIONAL_DAILY),
    judged_page("agency", _AGENCY),
    judged_page("portal", _PORTAL),
    judged_page("weekly", _WEEKLY),
    judged_page("diario", _DIARIO),
    judged_page("press release", _PRESS_RELEASE),
    judged_page("column page", _COLUMN_PAGE),
    judged_page("chinese", _CHINESE),
)
