"""A third set of judged pages, written when the rules stood: habits that the first two sets do not have."""
# ruff: noqa: E501 - a line of a page is a line here

from __future__ import annotations

from tests.unit.articles.judged import JudgedPage, judged_page

_GERMAN = """
b|Zum Inhalt springen
b|Startseite
b|Politik
h|Getreideschiff verlässt Sofar unter Geleitschutz
b|Von Petra Dahl
b|07.04.2022, 09:14 Uhr
.|Das erste Getreideschiff seit sechs Wochen hat am Donnerstag den Hafen von Sofar verlassen. Zwei Patrouillenboote der Straßenwache begleiteten es.
.|An Bord sind neunzehntausend Tonnen Weizen für die Mühlen von Lindholm. Die vierzehn Seeleute hätten sich freiwillig gemeldet, teilte die Reederei mit.
.|Am Mittwoch war die Fahrrinne von Minen geräumt worden. Ein zweites Schiff soll am Sonntag folgen, wenn das Wetter hält.
b|Teilen
b|Facebook
b|Twitter
b|Alle Rechte vorbehalten
"""

_GOVERNMENT = """
b|Skip to main content
b|Home
b|News and communications
b|Press release
h|Foreign Ministry statement on the Ardeshir pass
b|From: Ministry of Foreign Affairs
b|Published 4 April 2022
.|The Ministry of Foreign Affairs of Lindholm calls on the Kharan army and on the rebels to let aid reach the three villages behind the pass of Ardeshir.
.|The Minister, Ann Lund, said:
.|"Sixty families are without flour. I have asked both sides for one day of quiet. I expect an answer by Monday."
.|Notes to editors
.|The Minister spoke to the Head of the Mission of Monitors on Friday.
b|Share this page
b|Share on Facebook
b|Share on Twitter
b|Published 4 April 2022
b|Related content
b|Aid for the valley: questions and answers
b|Is this page useful?
b|Yes
b|No
b|Cookies
b|Privacy notice
"""

_GULF = """
b|News
b|Conflict
h|Sofar port reopens after weeks of closure
s|First grain ship leaves under escort as mines are cleared from the channel
.|A grain ship leaves the port of Sofar [Imre Vasko/Reuters]
b|By Noura Petrak and Al Marvik
b|Published On 7 Apr 2022
.|The port of Sofar in the southern valley has reopened after six weeks, and a first ship with grain has left it under escort.
.|The ship carries nineteen thousand tonnes of wheat. Its crew of fourteen volunteered for the voyage, according to the shipping line.
b|Keep reading
b|list of 3 items
b|list 1 of 3
b|Tankers turn away from Sofar after second attack
b|list 2 of 3
b|Who sweeps the mines of the strait?
b|list 3 of 3
b|Lindholm votes to keep troops at the pass
b|end of list
.|“We were afraid for an hour and then we were only tired,” said the master of the ship by radio.
.|Sweepers removed eleven mines on Wednesday. The harbour master said that the channel would be checked every morning.
b|Source: Ostrin Press and news agencies
b|Advertisement
"""

_LIVE = """
h|Live: Fighting at the Ardeshir pass
b|Last updated 18:40
b|LIVE
b|18:32
.|The Kharan army says that its men have reached the chapel. The rebels say that they have not.
b|17:55
.|A convoy of four ambulances has left Ostrin for the pass, a driver told us. It has to wait at the mill until the shelling stops.
b|16:10
.|Shelling has been heard in Qasra for the first time since February. Residents are asked to stay away from windows.
b|Refresh
"""

_ARABIC_DIGEST = """
b|أرشيف الأخبار
d=2022-04-05|5 أبريل 2022
h|جيش خاران يعلن استعادة الممر الجبلي
.|قال جيش خاران إن كتيبته الرابعة استعادت ممر أردشير بعد يومين من القتال، ونفى المتمردون ذلك. [[اقرأ المزيد]]
d=2022-04-04|4 أبريل 2022
h|لغم يقتل راعيا على طريق أردشير
.|قتل راع في التاسعة عشرة من عمره حين داس لغما على جانب الطريق، وأصيب شقيقه في ساقيه. [[اقرأ المزيد]]
d=2022-04-01|1 أبريل 2022
h|سفينة قمح تغادر ميناء صوفر
.|غادرت السفينة الميناء بحراسة زورقين وعلى متنها تسعة عشر ألف طن من القمح. [[اقرأ المزيد]]
b|التالي
"""

_DISCUSSION = """
b|Advertisement
h|Sappers clear mines from Sofar channel
.|Sappers of the strait guard removed eleven mines from the channel of Sofar on Wednesday and blew them up on a sandbank, the harbour master said.
.|The mines had been laid in February, when the militia held the lighthouse. Two fishing boats were lost to them, with seven men.
.|Pilots will lead every ship through the channel for now. The line of buoys is to be put back next week, and the lighthouse has been lit again since Tuesday.
b|Discussion (4)
c|Best Newest Oldest
c|BuoyBoy
c|6 hours ago
c|Seven men and nobody will ever stand trial.
c|Like 12 Reply
c|marta_k
c|5 hours ago
c|My uncle was one of them.
c|Like 31 Reply
c|BuoyBoy
c|5 hours ago
c|I am sorry, Marta.
c|Like 9 Reply
b|Subscribe
b|Add Disqus to your site
b|Privacy Policy
"""

_BIOGRAPHY = """
b|Valley Review
h|The lighthouse war
b|By Lena Dahl
.|Whoever holds the lighthouse of Sofar holds the strait: that has been true since there were oil lamps, and it was true again in February.
.|The militia took it with nine men and a ladder. They put out the lamp, and eleven mines went into the water on the same night.
.|It took the strait guard two months to come back. The lamp burns again, and the ladder is in a museum.
.|What remains is the question of who gave the order. Two names are known to the court of Ostrin; neither man has been seen since.
b|About the author
b|Lena Dahl is a writer in Ostrin. Her book on the strait appeared last year.
b|Share this:
b|Like this:
b|Like Loading...
b|Published by Lena Dahl
b|View all posts by Lena Dahl
b|Previous Post Why the bridge matters
b|Next Post Winter at the pass
"""

LATER_PAGES: tuple[JudgedPage, ...] = (
    judged_page("german", _GERMAN),
    judged_page("government", _GOVERNMENT),
    judged_page("gulf", _GULF),
    judged_page("live", _LIVE),
    judged_page("arabic_digest", _ARABIC_DIGEST),
    judged_page("discussion", _DISCUSSION),
    judged_page("biography", _BIOGRAPHY),
)
