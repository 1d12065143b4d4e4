"""Words that are too common to say anything by themselves, in the languages that articles are often in."""

from __future__ import annotations

_EN = (
    "a about above after again all also am an and any are around as at be because been before being below between both"
    " but by can could day days did do does down during each even every few first for from further had has have he her"
    " here him his how i if in into is it its just last least less like made make many may me might more most much must"
    " my near new next no nor not now of off on once one only or other our out over own part people place same said say"
    " says she should since so some such than that the their them then there these they thing this those three through"
    " time to today too town two under until up us very was we week well were what when where which while who whom why"
    " will with would year years yesterday you your"
)
_DE = (
    "aber alle als also am an auch auf aus bei bin bis da das dass dem den der des die doch du durch ein eine einem"
    " einen einer er es für gegen haben hat hier ich im in ist ja jahr kann kein mit nach nicht noch nur oder schon"
    " sehr sein sich sie sind so tag über um und uns unter viel vom von vor war was wenn wer wie wir wird zu zum zur"
)
_FR = (
    "au aussi aux avec ce ces cette comme dans de des deux du elle en est et eux fait il ils je jour la le les leur"
    " lui mais même ne nos nous on ont ou où par pas plus pour qu que qui sa sans se selon ses si son sont sous sur"
    " tout très un une vers vous"
)
_ES = (
    "al año como con cuando de del desde día dijo donde dos el ella en entre era es esta este fue ha han hasta la las"
    " le lo los más muy no nos o otro para pero por que quien se ser si sin sobre son su sus también todo un una uno y"
    " ya"
)
_IT = (
    "al alla anche che chi ci come con da dal del della delle di dopo due e era gli ha hanno i il in la le lo ma nel"
    " nella non o per più quando sono su sul tra un una"
)
_RU = (
    "а без бы был была были в во все вы где да для до его ее если есть еще же за и из или их к как когда ко ли на не"
    " но о об он она они от по под при с со так также то у что это я"
)
_AR = "أن أو إلى إن الذي التي بعد بين حتى على عن في قبل قد كان كل لا ما مع من هذا هذه هو هي و"

COMMON_WORDS: frozenset[str] = frozenset(
    word for words in (_EN, _DE, _FR, _ES, _IT, _RU, _AR) for word in words.casefold().split()
)
