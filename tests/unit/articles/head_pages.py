"""Judged pages whose heads are hard: mottos, tickers, boxes of links and menus above the headline, tables below it."""
# ruff: noqa: E501 - a line of a page is a line here

from __future__ import annotations

from tests.unit.articles.judged import JudgedPage, judged_page

_MOTTO = """
b|The Upland Examiner
b|We print what the hills do not want to hear.
b|Front page   Upland   Markets   Letters   Chess
b|Fri, 3 May
h|Rebels burn the ferry of Lisk and hold its crew
b|From our man in Lisk
b|3 May 2024 | 2 min
.|The ferry of Lisk burnt at its moorings on Thursday night after rebels came aboard and led its crew of six away.
.|The crew was seen on Friday morning at a farm north of the town, tied but unhurt, the ferryman's wife said.
.|Without the ferry, Lisk can be reached only by the mule track.
"""

_FULL_STOP = """
b|Upland Wire
b|Dispatches
h|Shells fall on the market of Vorn for a third day.
b|May 4, 2024
b|Lena Ost
.|Shells fell on the market of Vorn on Saturday, as they did on Thursday and Friday, and killed a butcher and his son. The governor has closed it.
.|He said that the shells had come from the quarry. Nobody there could be reached.
.|The market feeds four villages.
b|Share
b|Print
"""

_LATEST = """
b|Skip to content
b|Latest
b|Wheat rots in the stores of Vorn as trucks wait
b|Bishop of Lisk asks for a day of quiet
b|Three more boats reach the weir
b|Upland
b|War in the hills
h|Sappers find forty mines under the school of Vorn
s|Lessons moved to the church hall after children dug up the first one
.|A sapper with a mine in the yard of the school. Lena Ost/Upland Wire
b|Lena Ost
b|4 hours ago
b|2 minute read
b|Follow
.|VORN — Sappers lifted forty mines from under the yard of the school of Vorn on Sunday, their captain said. The first had been dug up by children.
.|The mines are of a kind that the army laid four years ago. It has published no maps.
.|What the maps would show
.|“There are four more schools on that line,” the captain said.
.|Village   Mines   Cleared
.|Vorn   40   40
.|Lisk   12   0
.|Orsk   3   3
.|The army said that it would answer on Monday.
b|“There are four more schools on that line,”
.|Lessons go on in the church hall.
"""

_ALLUSION = """
h|A day without bells
s|In Lisk the church has fallen silent because its tower is the best place from which to see, and to shoot, in the whole of the upper valley
b|Lena Ost
b|Upland Wire
b|May 6, 2024
.|The priest of Lisk took the ropes down himself. Since Monday an army spotter has sat where the bells were, and since Tuesday the rebels have aimed at him.
.|Nobody has been hit so far. The tower has lost its clock.
.|“It was slow anyway,” said the priest.
"""

_TITLE_AND_SITE = """
b|Rebels free the crew of the Lisk ferry - Upland Wire
b|Menu
b|Live   Upland   Markets
b|Home > Upland > War in the hills > Rebels free the crew of the Lisk ferry
h|Rebels free the crew of the Lisk ferry
b|By Lena Ost and Imre Vask
b|Published: 7 May 2024 12:10   Updated: 7 May 2024 15:40
b|Aa
b|Listen
.|Rebels freed the six men of the ferry of Lisk on Tuesday at the mule track, where their families had waited since dawn.
.|They had been fed, the oldest of them said, and asked over and over how deep the river is.
.|The army has sent a boat.
b|Ferry
b|Lisk
b|Comment
b|Lena Ost has written about the river since 2018.
b|More like this
"""

_NOTICES = """
b|Your browser is too old for this page.
b|We use your location to show the weather. Turn it off in your settings.
b|Upland Radio
b|Listen live
h|Boat for the ferry crew sunk at the weir
b|Imre Vask, Upland Radio
b|2024/05/08
.|The boat that the army sent for the crew of the ferry was sunk at the weir on Tuesday night. Nobody was aboard.
.|The crew had gone home on foot.
.|Name   Rank   Village
.|Ost   mate   Lisk
.|Pell   stoker   Vorn
.|The army has asked for another boat.
"""

_GERMAN_RUN = """
b|Oberland-Kurier
b|Unabhängig seit 1902
b|Lokales
b|Wirtschaft
b|Feuilleton
b|Merkliste
b|KRIEG IN DEN HÜGELN
h|Rebellen lassen Besatzung der Fähre frei
s|Sechs Männer kehren nach fünf Tagen unversehrt nach Lisk zurück
b|Lena Ost
b|7. Mai 2024
b|Vorlesen
.|Die sechs Männer der Fähre von Lisk sind am Dienstag freigekommen. Die Rebellen übergaben sie am Maultierpfad ihren Familien.
.|Die Armee hat ein Boot geschickt, das die Besatzung am Abend in die Stadt bringen soll.
.|Über ein Lösegeld ist nichts bekannt.
b|Mehr zum Thema
b|Wem gehört der Fluss?
"""

_RUSSIAN_RUN = """
b|Горный край
b|Газета для тех, кто живёт в горах
b|Номер   Архив   Редакция   Подписка
b|Война
h|Повстанцы отпустили экипаж парома
b|Лена Ост
b|7 мая 2024, 15:40
.|Шестеро человек с парома во вторник вернулись в Лиск. Повстанцы передали экипаж родным у горной тропы.
.|Армия отправила за ними лодку. О выкупе ничего не известно.
.|Паром сгорел у причала в ночь на пятницу.
b|Паром
b|Лиск
b|Поделиться
"""

_FRENCH = """
b|Aller au contenu
b|L’Écho des Crêtes
b|À la une   Monde   Vallée   Débats   Jeux
b|Guerre des collines
h|Les rebelles incendient le dépôt de Vorn et se retirent
s|L’armée annonce une enquête. Trois gardes sont portés disparus depuis la nuit de mardi à mercredi.
b|Par Lena Ost (à Vorn)
b|Publié le 8 mai 2024 à 09h12, modifié le 8 mai 2024 à 11h40
b|Temps de Lecture 2 min.
b|Offrir l’article
.|Les rebelles ont mis le feu au dépôt de Vorn dans la nuit de mardi à mercredi avant de se retirer vers la carrière. Le toit s’est effondré à l’aube.
.|« Nous n’avions plus que deux seaux », raconte le meunier, qui a aidé à éteindre les flammes.
b|Lire aussi | Le bac de Lisk, un an après
.|Trois gardes manquent à l’appel, selon l’armée. Elle annonce une enquête.
b|Lena Ost (à Vorn)
b|L’espace des contributions est réservé aux abonnés.
b|Services
b|Mots croisés
b|Guides d’achat
"""

_STATION = """
b|Channel 6 Uplands
b|Now   58
b|Watch Live
b|Weather   Traffic   Contests   Team
b|VORN, Uplands —
h|Miller saves two guards from burning depot
b|By: Imre Vask
b|Posted: 9:12 AM, May 08, 2024   Last Updated: 11:40 AM, May 08, 2024
.|VORN (CH6) — A miller pulled two guards out of the burning depot of Vorn early Wednesday, minutes before its roof fell in.
.|Rebels had set the depot on fire and left toward the quarry, the army said.
.|“I heard them knock,” the miller told Channel 6.
.|The two guards are in hospital. A third man is missing.
b|Report a typo
b|Copyright 2024 Channel 6. All rights reserved. This material may not be published, broadcast, rewritten, or redistributed.
b|Sign up for the Morning Minute
b|Recommended Stories
b|Mule finds its way home after four weeks
b|River to rise by a foot
"""

_HEBREW = """
b|חדשות הגבעות
b|האתר של יושבי ההר
b|ראשי | כלכלה | תרבות | לוח
b|מלחמה בגבעות
h|המורדים שרפו את המחסן בוורן ונסוגו אל המחצבה
s|שלושה שומרים נעדרים מאז ליל אמש; הצבא הודיע על פתיחת חקירה
b|לנה אוסט
b|08.05.24 | 09:12
.|המורדים הציתו אמש את המחסן בוורן ונסוגו לפנות בוקר אל המחצבה. גג המחסן קרס עם הזריחה.
.|הטוחן סיפר כי שלף שני שומרים מן הלהבות. "שמעתי אותם דופקים," אמר.
.|הצבא הודיע כי שלושה שומרים נעדרים.
b|תגיות
b|ורן
b|מורדים
b|כתבות נוספות
b|המעבורת של ליסק, שנה אחרי
"""

HEAD_PAGES: tuple[JudgedPage, ...] = (
    judged_page("motto", _MOTTO),
    judged_page("full stop", _FULL_STOP),
    judged_page("latest", _LATEST),
    judged_page("allusion", _ALLUSION),
    judged_page("title and site", _TITLE_AND_SITE),
    judged_page("notices", _NOTICES),
    judged_page("french", _FRENCH),
    judged_page("station", _STATION),
    judged_page("hebrew", _HEBREW),
    judged_page("german run", _GERMAN_RUN),
    judged_page("russian run", _RUSSIAN_RUN),
)
