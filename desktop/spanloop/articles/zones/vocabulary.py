"""What the furniture of news sites says, in the languages that we read most, and how their readers talk.

A row of a table is `role: phrase | phrase`. A phrase of a plain row stands for a whole line, or for a part of a line
made of such phrases ("Home | Archive | Contact"). `role >` rows begin a line; what follows is a name, a title or a
date. `role ~` rows stand anywhere in a short line. Case, vowel marks, hamza and the like do not matter.

Roles: nav, share, form (of a reply), reply (buttons of a comment), comments (head of a list of them), related (head
of a list of links), more (link to one other text), ad, news (asks to subscribe or follow), rights (foot of the page),
about (its author or publisher), meta (who, when, which section), caption (of a picture; `roles` tells those that say
only whose picture it is), credit, and section, a heading that is furniture only among furniture.
"""

from __future__ import annotations

from spanloop.articles.zones.blocks import words_of

_ENGLISH = """
nav: skip to content | skip to main content | skip navigation | skip to navigation | back to top | to top | menu
nav: main menu
nav: toggle navigation | toggle menu | open menu | close menu | search | search for | home | homepage | sign in
nav: log in | login
nav: sign up | register | subscribe | my account | log out | contact | contact us | about | about us | sitemap
nav: archive | archives
nav: previous | next | previous article | next article | previous post | next post | older posts | newer posts
nav: load more | show more
nav: previous story | next story | see all | view all | all news | go back | direct link | share this video
nav: video size | skip ad
nav: more stories | terms | privacy | privacy policy | cookie policy | terms of use | terms of service
nav: terms and conditions | imprint
nav: advertise | advertise with us | careers | faq | rss | rss feed | site map | accessibility | accept | accept all
nav: accept cookies
nav: refresh | reload | load more comments | show more comments | terms conditions | accept all cookies
nav: cookie settings
nav: manage cookies | editorial policy | corrections | enditem | ends
nav >: skip to | back to top | back to home | jump to | proudly powered by | powered by | enter your email
nav >: do not sell
share: share | share this | share this article | share this post | share this story | share this page | tweet
share: tweet this | facebook
share: twitter | whatsapp | telegram | linkedin | pinterest | reddit | email | e-mail | mail | print | copy link
share: link copied | vk | viber
share: messenger | instagram | youtube | tumblr | pocket | flipboard | email this | print this page | save article
share: pin it
share: like this | like | loading | permalink | shares | views | bookmark
share >: share on | share via | share this | share with | click to share | click to print | click to email | send to
share >: email this | tweet on
form: leave a reply | leave a comment | leave your comment | post a comment | add a comment | write a comment
form: cancel reply
form: post comment | submit comment | submit | join the discussion | join the conversation | your name | your email
form: your comment
form: website | log in to comment | sign in to comment
form >: leave a reply | leave a comment to | logged in as
form ~: your email address will not be published | your e-mail address will not be published
form ~: required fields are marked
form ~: save my name email | you must be logged in to | notify me of | this site uses akismet | comments are closed
form ~: how your comment data
reply: reply | report | report abuse | like | likes | dislike | upvote | downvote | edited | view replies
reply: hide replies | sort by | newest
reply: oldest | flag | newest first | oldest first | most liked | sort by newest | verified
comments: comments | reader comments | readers' comments | responses | replies | discussion | comments section
comments: latest comments
comments: join the comments | no comments | no comments yet | view comments | show comments
comments >: thoughts on | thought on | comments on | comment on | responses to | response to | replies to
related: related | related articles | related news | related posts | related stories | related content
related: related topics | related links
related: read next | up next | recommended | recommended for you | recommended reading | more from | more on this
related: more on this story
related: you may also like | you might also like | you may like | also read | read also | see also | see more
related: most read | most viewed
related: most popular | most shared | popular | popular posts | trending | trending now | latest | latest news
related: latest articles | recent posts
related: recent articles | recent comments | editor's picks | editors' picks | top stories | more news
related: more stories | other news | don't miss
related: around the web | from around the web | sponsored content | promoted stories | in case you missed it
related: further reading | references
related: external links | notes and references | in this section | today's top stories | what to read next
related: paid content | archives | topics
related: tags | categories | keep reading | on this topic | in other news | explore more
related >: more from | more on | more in | more about | today's coverage from
more: read more | more | continue reading | learn more | full story | read the full story | watch video | watch live
more: listen now | read full article | read the full article | read full story
more >: read more | read also | also read | see also | related | continue reading | watch | watch video | watch also
more >: more | read next | full story
ad: advertisement | advertisements | ad | ads | sponsored | promoted | promoted content | story continues below
ad: article continues below
ad: story continues below advertisement | article continues after advertisement | scroll to continue | remove ads
ad: advert
ad >: advertisement | story continues below | article continues
news: newsletter | newsletters | follow us | connect with us | stay connected | stay updated | get the newsletter
news: subscribe now | donate
news: support us | donate now | join us | sign up now | subscribe to our newsletter | free newsletter
news: daily newsletter | get updates
news >: follow us | sign up for | sign up to | sign up here | subscribe to | join our | join us on | like us on
news >: find us on | get our | get the latest
news >: support our | donate to | download our app | stay up to date
news ~: our newsletter | our telegram channel | our youtube channel | our whatsapp channel | and stay updated on
news ~: on google news | weekly newsletter
rights ~: all rights reserved | terms of use and | privacy policy and | we use cookies | uses cookies
rights ~: use of cookies | may not be reproduced
rights ~: may not be published broadcast | without written permission | prior written permission
rights >: copyright | © | all rights
about: about the author | about the authors | about us | who we are | author bio | about the writer | written by
about: our standards
about >: our standards | about the author
meta: by admin | staff | staff reporter | staff writer | min read | minutes read | last updated | published
meta: updated | published duration | editor
meta >: posted on | posted by | posted in | published on | published by | published at | published | last updated
meta >: last modified | first published
meta >: updated on | updated | written by | author | authors | editor | source | sources | tags | tag | tagged
meta >: category | categories | filed under
meta >: keywords | topics | estimated reading time | reading time | date | section | location
caption >: image caption | image copyright | image source | image credit | photo | photo credit | photo by
caption >: photograph | photograph by | picture
caption >: file photo | file | file picture | caption | media caption | video caption | getty images | courtesy of
caption >: credit | photos
credit ~: contributed to this report | contributed to this story | contributed to this article
credit ~: contributed reporting | reporting by
credit ~: editing by | writing by | additional reporting | compiled by | material for this report
credit ~: information for this report
credit ~: this report originated | this story has been updated | this article has been updated
credit ~: this article was originally published
credit ~: this article first appeared | the views expressed | views expressed in this
section: world | news | politics | business | sport | sports | culture | opinion | local | economy | technology
section: science | health | travel | live
section: video | videos | photos | gallery | obituaries | weather | middle east | africa | europe | asia | americas
section: uk | us | analysis | features
section: lifestyle | entertainment | in pictures | podcasts | education | games | magazine | maps | events | region
section: national | international
section: top | close | help | details | name | comment | save | listen | follow | watch | x | email address
section: width | height | pixels | size
"""
_RUSSIAN = """
nav: главная | меню | поиск | войти | вход | регистрация | наверх | вверх | перейти к содержимому
nav: перейти к содержанию | контакты | о нас
nav: о проекте | реклама на сайте | архив | лента новостей | следующая страница | предыдущая страница | назад
nav: вперед | закрыть | показать еще
nav: загрузить еще | подписаться | подписка | все новости | политика конфиденциальности
nav: пользовательское соглашение | обратная связь | далее
share: поделиться | поделиться новостью | вконтакте | одноклассники | телеграм | фейсбук | твиттер | распечатать
share: печать | скопировать ссылку
share: отправить | сохранить | ок
share >: поделиться в | поделиться на | отправить в
form: оставить комментарий | добавить комментарий | написать комментарий | отправить | ваше имя | ваш комментарий
form: имя
form: отменить ответ | войдите чтобы комментировать | обсудить
form ~: ваш адрес email не будет опубликован | ваш e-mail не будет опубликован | обязательные поля помечены
form ~: чтобы оставить комментарий
reply: ответить | пожаловаться | нравится | не нравится | показать ответы | сначала новые | сначала старые
comments: комментарии | комментариев | комментария | комментарий | комментарии читателей | отзывы | обсуждение
comments: нет комментариев
comments >: комментарии к
related: читайте также | читать также | смотрите также | по теме | материалы по теме | новости по теме
related: похожие новости | похожие материалы
related: другие новости | последние новости | популярное | самое читаемое | самое популярное | главные новости
related: еще по теме | рекомендуем
related: вам может быть интересно | выбор редакции | главное за день | ранее по теме | метки | теги
related: новости партнеров | примечания | ссылки
more: подробнее | читать далее | читать полностью | читать дальше | далее | смотреть видео
more >: читайте также | читать также | читайте еще | смотрите также | подробнее | по теме | ранее по теме | смотрите
ad: реклама | на правах рекламы | продолжение после рекламы
news >: подписывайтесь | подпишитесь на | следите за нами | присоединяйтесь к | читайте нас | мы в
news ~: наш telegram-канал | наш телеграм-канал | в нашем telegram | нашли ошибку | нашу рассылку
news ~: выделите ее и нажмите | в google новостях
rights ~: все права защищены | перепечатка | при использовании материалов | при цитировании
rights ~: использование материалов сайта | файлы cookie
rights >: © | копирайт
about: об авторе | о редакции
meta: обновлено | опубликовано | просмотров | редакция
meta >: автор | авторы | источник | опубликовано | обновлено | дата публикации | теги | метки | рубрика
meta >: ключевые слова | просмотров | текст
caption >: фото | фотография | иллюстрация | фото автора | видео | скриншот
section: новости | политика | мир | экономика | общество | спорт | культура | мнения | видео | фото | наука
section: происшествия | интервью | в мире | 18
"""
_UKRAINIAN = """
nav: головна | меню | пошук | увійти | вхід | реєстрація | нагору | вгору | перейти до вмісту
nav: перейти до основного вмісту | контакти | про нас
nav: про проєкт | архів | стрічка новин | наступна сторінка | попередня сторінка | показати ще | підписатися
nav: усі новини | всі новини
nav: політика конфіденційності | закрити | далі | реклама на сайті
share: поділитися | поширити | надрукувати | друк | фейсбук | телеграм | скопіювати посилання | надіслати | зберегти
share >: поділитися у | поділитися в | поділитись у | поширити у
form: залишити коментар | додати коментар | написати коментар | коментувати | ваше ім'я | скасувати відповідь
form: надіслати коментар
form ~: ваша електронна адреса не буде | обов'язкові поля | ваш email не буде | щоб залишити коментар
reply: відповісти | поскаржитися | подобається | спочатку нові
comments: коментарі | коментарів | коментар | коментарі читачів | обговорення | немає коментарів
related: читайте також | читати також | дивіться також | за темою | по темі | новини за темою | схожі новини
related: схожі матеріали | останні новини
related: популярне | найпопулярніше | найчитаніше | інші новини | головне | вас може зацікавити | вибір редакції
related: теги | мітки | матеріали по темі
more: детальніше | докладніше | читати далі | читати повністю | дивитися відео
more >: читайте також | читайте ще | читати також | дивіться також | детальніше | за темою
ad: реклама | на правах реклами
news >: підписуйтесь | підписуйтеся | підпишіться на | стежте за нами | приєднуйтесь до | читайте нас | долучайтесь
news ~: наш telegram-канал | наш телеграм-канал | знайшли помилку | виділіть її | нашу розсилку
rights ~: усі права захищено | всі права захищено | усі права захищені | всі права захищені | передрук
rights ~: використання матеріалів
about: про автора | про редакцію
meta: оновлено | опубліковано | переглядів | редакція
meta >: автор | автори | джерело | опубліковано | оновлено | дата публікації | теги | мітки | рубрика
meta >: ключові слова | текст
caption >: фото | світлина | ілюстрація | відео | скриншот
section: новини | політика | світ | економіка | суспільство | спорт | культура | думки | відео | фото | наука
section: події | інтерв'ю | війна
"""
_ARABIC = """
nav: الرئيسية | الصفحة الرئيسية | القائمة | بحث | ابحث | تسجيل الدخول | دخول | التسجيل | انتقل إلى المحتوى
nav: تخطى إلى المحتوى | إلى الأعلى
nav: تخطي إلى المحتوى | العودة إلى الأعلى | اتصل بنا | من نحن | تواصل معنا | سياسة الخصوصية | شروط الاستخدام
nav: الأرشيف | أعلن معنا | إغلاق
nav: السابق | التالي | المقال السابق | المقال التالي | الخبر السابق | الخبر التالي | عرض المزيد | تحميل المزيد
nav: خريطة الموقع
nav >: انتقل إلى | العودة إلى
share: شارك | مشاركة | شاركها | شارك الخبر | شارك المقال | فيسبوك | تويتر | واتساب | تلغرام | تيليجرام | لينكدإن
share: طباعة | اطبع | نسخ الرابط
share: مشاركة عبر البريد | البريد الإلكتروني | إرسال | حفظ | تغريد
share >: شارك على | شارك عبر | مشاركة على | مشاركة عبر | شاركها على | انشر على
form: اترك تعليقا | اترك تعليقك | أضف تعليقا | أضف تعليقك | أضف تعليق | اكتب تعليقا | إلغاء الرد | إرسال التعليق
form: الاسم | الموقع الإلكتروني | التعليق
form ~: لن يتم نشر عنوان بريدك | لن ينشر بريدك | الحقول الإلزامية | الحقول المطلوبة | احفظ اسمي
reply: رد | الرد | إبلاغ | أعجبني | إعجاب | لم يعجبني | عرض الردود | الأحدث | الأقدم
comments: التعليقات | تعليقات | تعليق | تعليقات القراء | آراء القراء | الردود | لا توجد تعليقات | شارك برأيك
related: مواضيع ذات صلة | مقالات ذات صلة | أخبار ذات صلة | أخبار متعلقة | مواضيع متعلقة | ذات صلة | اقرأ أيضا
related: إقرأ أيضا | شاهد أيضا | المزيد من الأخبار
related: الأكثر قراءة | الأكثر مشاهدة | الأكثر شيوعا | آخر الأخبار | أحدث الأخبار | قد يعجبك أيضا | قد يهمك أيضا
related: أخبار أخرى | مقالات أخرى | موضوعات ذات صلة
related: كلمات مفتاحية | الكلمات المفتاحية | وسوم | الوسوم | مختارات | المراجع | انظر أيضا | وصلات خارجية
related: الأكثر تداولا | للمزيد
related >: المزيد من | المزيد عن
more: المزيد | اقرأ المزيد | للمزيد | التفاصيل | تابع القراءة | شاهد الفيديو
more >: اقرأ أيضا | إقرأ أيضا | اقرأ المزيد | شاهد أيضا | شاهد | اقرأ | انظر أيضا | طالع أيضا | للمزيد | تابع أيضا
ad: إعلان | إعلانات | اعلان
news: تابعنا | تابعونا | النشرة البريدية | اشترك | اشترك الآن
news >: تابعونا على | تابعنا على | اشترك في | انضم إلى | للاشتراك في | حمل تطبيق | تابعوا
news ~: قناتنا على | نشرتنا البريدية | على أخبار جوجل
rights ~: جميع الحقوق محفوظة | كل الحقوق محفوظة | حقوق النشر محفوظة | يمنع نسخ | يستخدم هذا الموقع
rights >: © | حقوق النشر
about: عن الكاتب | نبذة عن الكاتب
meta: آخر تحديث | المصدر | تاريخ النشر | نشر
meta >: نشر في | نشرت في | نشر بتاريخ | تاريخ النشر | آخر تحديث | بقلم | الكاتب | المصدر | تحرير | الوسوم | وسوم
meta >: كلمات مفتاحية | كتب | كتبت | إعداد | التصنيف
caption >: صورة | الصورة | تصوير | صورة أرشيفية | مصدر الصورة | التعليق على الصورة | أرشيفية | فيديو
section: أخبار | سياسة | رياضة | اقتصاد | ثقافة | منوعات | فيديو | صور | رأي | آراء | تقارير | العالم | عربي | دولي
section: محليات | تكنولوجيا | صحة | مقالات | عاجل
"""
_HEBREW = """
nav: דלג לתוכן | דלג לתוכן הראשי | דלג לתוכן העיקרי | תפריט | חיפוש | ראשי | דף הבית | עמוד הבית | התחברות | כניסה
nav: הרשמה | צור קשר | אודות | חזרה למעלה
nav: צרו קשר | תנאי שימוש | מדיניות פרטיות | פרסמו אצלנו | ארכיון | הבא | הקודם | עוד | טען עוד | הצג עוד | למעלה
nav: סגור | נגישות
share: שתף | שתפו | שיתוף | פייסבוק | טוויטר | ווטסאפ | וואטסאפ | טלגרם | הדפסה | הדפס | העתק קישור | שלח לחבר
share: מייל | דוא"ל
share >: שתפו ב | שתפו בפייסבוק | שתפו בטוויטר | שתפו בווטסאפ | שתף בפייסבוק | שתף בטוויטר | שתף ב
form: הוסף תגובה | הוספת תגובה | הוסיפו תגובה | כתוב תגובה | כתבו תגובה | השאר תגובה | השארת תגובה | שלח תגובה | שם
form: תגובה | בטל תגובה
form ~: האימייל לא יוצג | כתובת האימייל שלך לא | שדות החובה מסומנים
reply: השב | הגב | דווח | אהבתי | לייק | הצג תגובות
comments: תגובות | תגובות גולשים | כל התגובות | תגובות הקוראים | אין תגובות
related: כתבות נוספות | כתבות קשורות | עוד בנושא | בנושא זה | אולי יעניין אותך | אולי יעניין אתכם | הנקראות ביותר
related: הכי נקראות | חדשות אחרונות | מומלצים
related: עוד כתבות | ידיעות נוספות | תגיות | קראו גם | קרא גם | קראו עוד | ראו גם | פופולרי | כתבות מומלצות | מבזקים
related: הערות שוליים | קישורים חיצוניים
more: קרא עוד | קראו עוד | המשך קריאה | לכתבה המלאה | להמשך קריאה | צפו
more >: קראו גם | קרא גם | קראו עוד | ראו גם | צפו | לקריאה נוספת | עוד בנושא
ad: פרסומת | תוכן שיווקי | תוכן ממומן
news >: הירשמו ל | הצטרפו ל | עקבו אחרינו | הירשמו לניוזלטר | הצטרפו לערוץ
news ~: ערוץ הטלגרם שלנו | לניוזלטר שלנו | עקבו אחרינו
rights ~: כל הזכויות שמורות | אין להעתיק | מצאתם טעות
about: אודות הכותב | על הכותב
meta: פורסם | עודכן | עדכון אחרון
meta >: מאת | פורסם | עודכן | עדכון אחרון | מקור | תגיות | כתב | כתבה
caption >: צילום | תמונה | צילום מסך | צילומים
section: חדשות | ספורט | כלכלה | דעות | תרבות | פוליטיקה | עולם | בעולם | בארץ | וידאו | בריאות | מדיני
section: צבא וביטחון | דעה
"""
_PERSIAN = """
nav: صفحه اصلی | صفحه نخست | خانه | منو | جستجو | ورود | ثبت نام | تماس با ما | درباره ما | آرشیو | بازگشت به بالا
nav: رفتن به محتوا | پرش به محتوا | قبلی | بعدی
share: اشتراک گذاری | به اشتراک بگذارید | اشتراک | همرسانی | تلگرام | واتساپ | توییتر | فیسبوک | چاپ | نسخه چاپی
share: ارسال به دوستان | کپی لینک | ایمیل | لینک کوتاه
share >: اشتراک گذاری در | به اشتراک گذاری | ارسال به
form: ارسال نظر | نظر شما | دیدگاه شما | دیدگاهتان را بنویسید | نظر خود را بنویسید | نام | ثبت نظر | لغو پاسخ
form: ثبت دیدگاه
form ~: نشانی ایمیل شما منتشر نخواهد شد | بخش‌های موردنیاز علامت‌گذاری | ایمیل شما منتشر نخواهد
reply: پاسخ | گزارش | پسندیدم | گزارش تخلف
comments: نظرات | نظرات کاربران | دیدگاه‌ها | دیدگاه | نظرات خوانندگان | بدون نظر | نظرات بینندگان
related: اخبار مرتبط | مطالب مرتبط | خبرهای مرتبط | بیشتر بخوانید | پربازدیدترین | پربیننده‌ترین | پربازدیدها
related: آخرین اخبار | تازه‌ترین اخبار | پیشنهاد ما | برچسب‌ها
related: بیشتر ببینید | همچنین بخوانید | مطالب پیشنهادی | منابع | پیوند به بیرون | جستارهای وابسته | پیشنهاد سردبیر
more: ادامه مطلب | ادامه خبر | بیشتر | مشاهده بیشتر | جزئیات بیشتر | ادامه
more >: بیشتر بخوانید | همچنین بخوانید | بخوانید | بیشتر ببینید | ببینید | در همین زمینه
ad: تبلیغات | آگهی
news >: ما را در | به کانال | عضویت در | در کانال
news ~: ما را دنبال کنید | کانال تلگرام ما | خبرنامه
rights ~: کلیه حقوق | تمامی حقوق | تمام حقوق | همه حقوق | نقل مطالب با ذکر منبع
about: درباره نویسنده
meta: کد خبر | تاریخ انتشار | انتهای پیام
meta >: کد خبر | تاریخ انتشار | نویسنده | منبع | برچسب‌ها | شناسه خبر | انتهای پیام | زمان انتشار | کد مطلب | گروه
meta >: تعداد بازدید | به روز شده
caption >: عکس | تصویر | فیلم
section: اخبار | سیاست | سیاسی | ورزش | ورزشی | اقتصاد | اقتصادی | فرهنگ | جامعه | جهان | بین الملل | ویدیو | گزارش
section: اجتماعی
"""
_TURKISH = """
nav: ana sayfa | anasayfa | menü | ara | arama | giriş yap | üye ol | kayıt ol | içeriğe geç | içeriğe atla
nav: ana içeriğe geç | yukarı çık | başa dön | iletişim
nav: hakkımızda | künye | gizlilik politikası | kullanım koşulları | kullanım şartları | arşiv | önceki | sonraki
nav: önceki haber | sonraki haber | reklam ver
nav: çerez politikası | daha fazla göster | tüm haberler | kapat | veri politikası
share: paylaş | tweetle | yazdır | facebook'ta paylaş | twitter'da paylaş | whatsapp'ta paylaş | telegram'da paylaş
share: bağlantıyı kopyala | linki kopyala
share: e-posta | kaydet | gönder | paylaşım
share >: paylaş | facebook'ta | twitter'da
form: yorum yap | yorum yaz | yorum ekle | yorumunuzu yazın | yorum gönder | bir yanıt yazın | bir cevap yazın
form: yanıtı iptal et | adınız | isim | ad | yorumunuz
form ~: e-posta adresiniz yayınlanmayacak | e-posta hesabınız yayımlanmayacak | gerekli alanlar | zorunlu alanlar
form ~: yorum yapabilmek için
reply: yanıtla | cevapla | şikayet et | beğen | beğendim | en yeniler | en eski
comments: yorumlar | yorum | okuyucu yorumları | okur yorumları | henüz yorum yok | yorumları göster
related: ilgili haberler | ilgili haber | benzer haberler | ilginizi çekebilir | bunlar da ilginizi çekebilir
related: çok okunanlar | en çok okunanlar | son dakika
related: son haberler | diğer haberler | öne çıkanlar | etiketler | editörün seçtikleri | günün manşetleri
related: bunu da okuyun | ayrıca okuyun | kaynakça | önerilenler
related: son dakika haberleri | popüler haberler
more: devamını oku | devamı | haberin devamı | ayrıntılar | detaylar | daha fazla | daha fazlası | videoyu izle
more >: ilgili haber | ayrıca okuyun | bunu da okuyun | bkz | izle | ayrıca bakınız | devamını oku | okumak için
ad: reklam | ilan | haberin devamı aşağıda | sponsorlu
news >: bizi takip edin | abone olun | bültenimize | kanalımıza | bize ulaşın | google haberler'de
news ~: bizi takip edin | telegram kanalımıza | bültenimize abone | whatsapp kanalımıza
rights ~: tüm hakları saklıdır | her hakkı saklıdır | izinsiz kullanılamaz | kaynak gösterilmeden
rights ~: çerezleri kullanıyoruz
about: yazar hakkında | haber merkezi
meta: haber merkezi | son güncelleme | yayınlanma | güncelleme | editör | okunma
meta >: giriş | güncelleme | yayınlanma | yayın tarihi | son güncelleme | oluşturulma | kaynak | etiketler | haber
meta >: editör | muhabir | yazar | kategori | yayınlanma tarihi
caption >: fotoğraf | foto | görsel | fotoğraflar | video
section: gündem | dünya | spor | ekonomi | siyaset | magazin | sağlık | kültür | teknoloji | yaşam | eğitim | video
section: foto galeri | yazarlar | haberler | politika
"""
_EUROPEAN = """
nav: zum inhalt springen | startseite | suche | anmelden | kontakt | impressum | datenschutz | nach oben | accueil
nav: menu principal | rechercher | se connecter | aller au contenu | mentions légales | haut de page | inicio | buscar
nav: ir al contenido | iniciar sesión | contacto | aviso legal | política de privacidad | volver arriba
share: teilen | drucken | merken | auf facebook teilen | partager | imprimer | envoyer | compartir | imprimir | enviar
share >: teilen auf | partager sur | compartir en
form: kommentar schreiben | kommentieren | antwort abbrechen | laisser un commentaire | ajouter un commentaire
form: dejar un comentario | deja una respuesta
reply: antworten | melden | répondre | signaler | responder | denunciar
comments: kommentare | leserkommentare | commentaires | comentarios
related: mehr zum thema | das könnte sie auch interessieren | weitere artikel | meistgelesen | à lire aussi
related: sur le même sujet
related: lire aussi | les plus lus | noticias relacionadas | lo más leído | te puede interesar | lea también
more: weiterlesen | mehr lesen | lire la suite | en savoir plus | leer más | seguir leyendo
more >: lesen sie auch | lire aussi | à lire aussi | lea también | leer también | ver también
ad: anzeige | werbung | publicité | publicidad
rights ~: alle rechte vorbehalten | tous droits réservés | todos los derechos reservados
meta >: veröffentlicht | aktualisiert | stand | quelle | publié le | mis à jour | publicado | actualizado | fuente
"""
_CHINESE = """
nav: 首页 | 菜单 | 搜索 | 登录 | 注册 | 返回顶部 | 回到顶部 | 关于我们 | 联系我们 | 上一篇 | 下一篇 | 跳到主要内容
share: 分享 | 微信 | 微博 | 打印 | 分享到 | 收藏
form: 发表评论 | 发表回复 | 写评论
reply: 回复 | 举报 | 点赞
comments: 评论 | 网友评论 | 读者评论
related: 相关新闻 | 相关阅读 | 相关文章 | 热门新闻 | 最新消息 | 推荐阅读 | 延伸阅读 | 猜你喜欢 | 标签
more: 更多 | 阅读更多 | 查看更多 | 阅读全文
ad: 广告
meta >: 来源 | 作者 | 责任编辑 | 编辑 | 发布时间 | 记者
rights: 版权所有
"""
#: The tables of all languages: pages mix them, and phrases of one do not stand for anything else in another.
PHRASE_ROWS = _ENGLISH + _RUSSIAN + _UKRAINIAN + _ARABIC + _HEBREW + _PERSIAN + _TURKISH + _EUROPEAN + _CHINESE
#: The words with which captions and credits of pictures begin.
PICTURE_WORDS = frozenset(
    word for row in PHRASE_ROWS.splitlines() if row.startswith("caption") for word in words_of(row.partition(":")[2])
)

#: Services that share buttons name; many in one line make it a row of buttons.
SERVICES = frozenset(
    words_of(
        """
facebook twitter whatsapp telegram linkedin pinterest reddit tumblr viber vk instagram youtube messenger digg
email e-mail pocket flipboard newsvine stumble stumbleupon google skype line wechat weibo threads bluesky
mastodon вконтакте одноклассники телеграм фейсбук твиттер فيسبوك تويتر واتساب تلغرام تيليجرام تلگرام واتساپ
توییتر
"""
    )
)
#: What a publisher says about itself; several in one sentence beside furniture make it the publisher's own.
SELF_WORDS = frozenset(
    words_of(
        """
writers editors outlets agencies journalists newsroom newsletter publication website blog readers editorial
staff team independent nonprofit non-profit coverage founded donate subscription publisher magazine
correspondents contributors редакция журналисты читатели издание сайт агентство рассылка редакція журналісти
читачі видання агентство موقع وكالة صحيفة القراء تحرير فريق מערכת עיתונאים קוראים אתר yayın gazeteciler okurlar
editörler site ajansı haber
"""
    )
)
#: What a page asks to subscribe to.
CHANNELS = frozenset(
    words_of(
        """
newsletter newsletters channel app alerts канал канале рассылку telegram-канал телеграм-канал розсилку канал
قناتنا نشرتنا ערוץ ניוזלטר کانال خبرنامه kanalımıza bültenimize
"""
    )
)
#: Words of dates and times, and of the labels beside them.
STAMP_WORDS = frozenset(
    words_of(
        """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january
february march april may june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec am pm a p m at on the of st nd rd th gmt utc bst est edt et pst cet cest eet msk published
posted updated modified last ago hour hours minute minutes min mins second seconds day days week weeks month
months year years h d yesterday today edited just now date time read views view an one two three понедельник
вторник среда четверг пятница суббота воскресенье января февраля марта апреля мая июня июля августа сентября
октября ноября декабря в г года назад час часа часов минут минуты минуту день дня дней вчера сегодня мск
опубликовано обновлено понеділок вівторок середа п'ятниця субота неділя січня лютого березня квітня травня
червня липня серпня вересня жовтня листопада грудня р року тому годину години годин хвилин хвилини днів дні
учора вчора сьогодні о об оновлено опубліковано الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد الإثنين
يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر كانون تشرين الثاني الأول شباط
آذار نيسان أيار حزيران تموز آب أيلول منذ قبل ساعة ساعتين ساعات دقيقة دقيقتين دقائق يوم يومين أيام أسبوع أسبوعين
أمس اليوم الساعة صباحا مساء ص م نشر تحديث آخر بتوقيت غرينتش جرينتش ינואר פברואר מרץ מרס אפריל מאי יוני יולי
אוגוסט ספטמבר אוקטובר נובמבר דצמבר בינואר בפברואר במרץ במרס באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר
בנובמבר בדצמבר לפני שעה שעתיים שעות דקות דקה יום יומיים ימים אתמול היום בשעה ראשון שני שלישי רביעי חמישי שישי
שבת עודכן פורסם شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه فروردین اردیبهشت خرداد تیر مرداد شهریور مهر
آبان آذر دی بهمن اسفند ژانویه فوریه آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر پیش ساعت دقیقه روز هفته
دیروز امروز تاریخ انتشار pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs
haziran temmuz ağustos eylül ekim kasım aralık önce saat dakika gün hafta ay dün bugün giriş güncelleme
yayınlanma tarihi son
"""
    )
)
#: Words that make a date without a number.
AGO_WORDS = frozenset(
    words_of(
        """
ago yesterday today назад тому вчера сегодня учора вчора сьогодні منذ أمس לפני אתמול היום پیش دیروز önce dün
"""
    )
)
_VOICES = {
    "en": """
i i'm i've i'd i'll my me mine you your you're you've yours yourself lol haha hahaha omg wtf imo imho btw yeah
yep yup nope guys dude bro ahh ah hmm wow ok okay gonna wanna stupid idiot idiots moron morons crap bullshit
nonsense shame sheeple
""",
    "ru": """
я мне меня мной мой моя мои ты тебе тебя твой вы вам вас ваш ваши лол ага ну блин ребята позор ахаха спасибо
""",
    "uk": """
я мені мене мною мій моя мої ти тобі тебе твій ви вам вас ваш ваші ага ну хлопці ганьба дякую
""",
    "ar": """
انا انت انتم انتي والله ياخي اخي يا عندي عندك رايي برايي شكرا حسبنا هههه
""",
    "he": """
אני אתה אתם את שלי לי לך שלך שלכם חחח תודה בושה
""",
    "fa": """
من تو شما خودم ممنون واقعا لعنت بابا
""",
    "tr": """
ben bana beni benim sen sana seni senin siz size sizin bence yav abi kardeşim helal yazık lan
""",
}
#: By language: words that readers use and reports, outside quotes, hardly ever.
VOICES = {language: frozenset(words_of(words)) for language, words in _VOICES.items()}
#: The word before the colon where comments are headed by who speaks.
SAYS = frozenset(
    words_of(
        """
says wrote writes пишет говорит пише каже يقول تقول diyor yazdı گفته אומר כתב
"""
    )
)
