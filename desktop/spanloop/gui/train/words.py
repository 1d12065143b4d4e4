"""The sentences of the Train page, made from plain figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from spanloop.core.dates import local, long_date, short_date, today
from spanloop.core.wording import count, score_text
from spanloop.gui.train.curves import RunCurves
from spanloop.operations.evaluating import FEW_ARTICLES
from spanloop.operations.material import Material
from spanloop.operations.versions import Fall, VersionRow, score_fall, sizes_of_tests, tests_differ

#: What one step of the recipe costs on two slow cores, and what begins and ends each training, in seconds. Measured on
#: the sample: 600 steps took 27 to 38 s, everything around them 9 s.
_STEP_SECONDS, _AROUND_SECONDS = 0.06, 12.0
#: Each scoring reads the development articles, a tenth of all.
_SCORING_SECONDS = 0.03
PARTS: dict[str, str] = {
    "mentions": "Mentions",
    "triggers": "Triggers",
    "arguments": "Arguments",
    "attributes": "Attributes",
    "links": "Links",
}


def part_name(part: str) -> str:
    """ "Mentions" for "mentions"."""
    return PARTS.get(part, part.capitalize())


def thousands(number: int) -> str:
    """ "1,140"."""
    return f"{number:,}"


def estimate(articles: int, *, steps: int, before: Mapping[str, Any] | None, vote: int = 1) -> str:
    """How long a training will take: "about a minute", "about 3 minutes". Rather too long than too short.

    before: the details of the version that was trained last on this project, which knows how long its steps took.
    vote: how many seeds train, one after the other.
    """
    each = _STEP_SECONDS
    if before and before.get("steps") and before.get("seconds"):
        each = float(before["seconds"]) / int(before["steps"])
    seconds = _AROUND_SECONDS + steps * each * vote + (0 if before else articles * _SCORING_SECONDS)
    minutes = round(seconds * 1.2 / 60 + 0.25)
    return "about a minute" if minutes <= 1 else f"about {minutes} minutes"


def empty_text(material: Material, *, steps: int) -> str:
    """What stands on the page before the first version, with the acts whose keys it names in braces."""
    articles = len(material.articles)
    if not material.marked:
        nothing = "No article is complete and nothing is marked" if not articles else "Nothing is marked in any article"
        return (
            f"{nothing}, so there is nothing to learn from. Mark a few articles, say that they are complete "
            "({article.complete_next}), and train from about 20 on."
        )
    if not articles:
        return (
            "No article is complete. Single marks teach a little; say of articles that they are complete "
            "({article.complete_next}), and train from about 20 on."
        )
    complete = "1 article is complete." if articles == 1 else f"{thousands(articles)} articles are complete."
    few = " It learns little from so few; about 20 are a good beginning." if articles < 10 else ""
    takes = f" A first version takes {estimate(articles, steps=steps, before=None)}."
    return f"{complete}{takes}{other_languages(material)}{few}"


def other_languages(material: Material) -> str:
    """What does not train because an extractor has one language; "" when nothing is left out for that."""
    if not material.elsewhere:
        return ""
    if material.elsewhere == 1:
        return " 1 more is in another language and does not train it."
    return f" {thousands(material.elsewhere)} more are in other languages and do not train it."


def material_text(material: Material, *, recipe: str) -> str:
    """What a running training takes its articles from; which of them it learns from is known when it is over."""
    if material.articles:
        articles = count(len(material.articles), "complete article")
        kept = " some are kept to watch it and to test it."
        taken = (
            f"From {articles} with {count(material.events, 'event')}{';' + kept if len(material.articles) > 1 else '.'}"
        )
    else:
        taken = "No article is complete; it learns from single marks where they are."
    return f"{taken} Recipe: {recipe}, runs on this computer."


def idle_text(fresh: int | None, articles: int) -> str:
    """What has changed since the version that suggests was trained."""
    if fresh is None:
        return f"{count(articles, 'article')} {'is' if articles == 1 else 'are'} complete."
    if not fresh:
        return "It has learned from every complete article but those that watch a training or test it."
    return f"{count(fresh, 'article')} {'was' if fresh == 1 else 'were'} completed that it has not learned from."


def step_text(curves: RunCurves) -> str:
    """ "Step 1,140 of 1,800, pass 7 of about 11"."""
    if not curves.begun:
        return "Reading the articles"
    passes = curves.passes()
    text = f"Step {thousands(curves.step)} of {thousands(curves.steps)}"
    if curves.step >= curves.steps:
        return f"{text}, scoring on the test articles"
    return f"{text}, pass {passes[0]} of about {passes[1]}" if passes else text


def seconds_text(seconds: float) -> str:
    """ "38 s", "2 min 5 s"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"


def made_text(iso: str) -> str:
    """ "6 Mar", where the person sits; "14:32" when it was made today."""
    moment = _local(iso)
    if moment is None:
        return ""
    return f"{moment:%H:%M}" if moment.date() == today() else short_date(moment.date().isoformat(), today=today())


def moment_text(iso: str) -> str:
    """ "6 March 2024, 14:32"."""
    moment = _local(iso)
    return "" if moment is None else f"{long_date(moment.date().isoformat())}, {moment:%H:%M}"


def _local(iso: str) -> datetime | None:
    try:
        return local(iso)
    except ValueError:
        return None


def score_or_none(score: float | None) -> str:
    """ ".84", and a dash where there is none."""
    return "–" if score is None else score_text(score)


def state_text(row: VersionRow) -> str:
    """What a version does now, in a word or two."""
    words = {
        "current": "suggests now" if row.size is not None else "suggests, files not here",
        "live": f"live, {count(row.record.details.get('refreshes', 0), 'refresh', 'refreshes')}",
        "replaced": "replaced",
        "candidate": "held back" if row.held_back else "not used yet",
        "deleted": "deleted",
        "absent": "files not here",
    }
    return words[row.state]


def accepted_sentence(row: VersionRow) -> str:
    """ "People kept 2 of the 3 suggestions that they decided."; "" before the first."""
    if not row.decided:
        return ""
    of = f"People kept {thousands(row.kept)} of the {count(row.decided, 'suggestion')}"
    if row.undecided:
        return f"{of} that they decided, or left open in what they completed ({thousands(row.undecided)})."
    return f"{of} that they decided."


def test_sets_text(rows: Iterable[VersionRow]) -> str:
    """A warning where versions were tested on different articles, "" elsewhere."""
    rows = list(rows)
    sizes = [thousands(size) for size in sizes_of_tests(rows)]
    if not tests_differ(rows):
        return ""
    if len(sizes) < 2:
        return "The truth of the test articles changed between versions; Compare puts two on the same."
    told = f"{', '.join(sizes[:-1])} and {sizes[-1]} articles"
    return f"Scores are from each version's own test set ({told}); Compare puts two on the same articles."


def fall_text(fall: Fall, *, way_back: bool) -> str:
    """One sentence on a version that was scored lower than the one before, and what to do about it.

    way_back: whether the one before is still here.
    """
    older, newer = fall.older.number, fall.newer.number
    on_old, on_new = (count(tested, "test article") for tested in fall.tested)
    (part, was, now_is), *more = fall.parts
    first = f"Version {newer} scored {score_text(now_is)} for {part} on {on_new}, version {older} {score_text(was)}"
    known = all(record.metrics.get("test", {}).get("test_hash") for record in (fall.older, fall.newer))
    other = f" on {on_old}" if on_old != on_new else " by another truth" if known and not fall.same_test else ""
    rest = "".join(f"; for {name} {score_text(b)}, version {older} {score_text(a)}" for name, a, b in more)
    said = f"{first}{other}{rest}{_few_tests(fall)}."
    return (
        f"{said} Compare puts both on the same articles; Roll back to version {older} undoes it." if way_back else said
    )


def way_back_text(rows: Sequence[VersionRow]) -> str:
    """The sentence on the newest version where it was scored lower than the one before, else ""."""
    fall = score_fall(row.record for row in rows)
    here = {row.record.uid for row in rows if row.size is not None}
    return "" if fall is None else fall_text(fall, way_back=fall.older.uid in here)


def fall_words(fall: Fall) -> str:
    """The same for the status line."""
    return f"scored lower than version {fall.older.number} on {count(fall.tested[1], 'test article')}{_few_tests(fall)}"


def _few_tests(fall: Fall) -> str:
    return ": too few to tell" if min(fall.tested) < FEW_ARTICLES else ""


def absent_text(rows: Sequence[VersionRow], *, following: int) -> str:
    """What to do where the files of the version that suggests are not on this computer."""
    here = [row.record.number for row in rows if row.size is not None and row.state != "live"]
    now_is = max((row.record.number for row in rows if row.state == "current"), default=0)
    back = ""
    if here:
        how = "roll back to" if here[0] < now_is else "promote"
        back = f", or {how} version {here[0]}, whose files are here"
    return f"Its suggestions stay, but it reads nothing new here. Train version {following}{back}."


def change_text(change: float, low: float | None, high: float | None) -> str:
    """In points of F1: "+3.3, from +0.8 to +5.7"."""
    points = signed(change)
    return points if low is None or high is None else f"{points}, from {signed(low)} to {signed(high)}"


def signed(share: float) -> str:
    """A share of 1 as points with a sign: "+3.3", "−9.1", "0.0"."""
    points = round(share * 100, 1)
    if points == 0:
        return "0.0"
    return f"{'+' if points > 0 else '−'}{abs(points):.1f}"


#: How far, in points of F1, a version may fall and still be called not worse.
NOT_WORSE = 1.0


def verdict(low: float | None, high: float | None) -> str:
    """What the 95% interval of a change allows to say."""
    if low is None or high is None:
        return "Too few articles to tell"
    if low > 0:
        return "Better"
    if high < 0:
        return "Worse"
    return "Not worse" if low * 100 >= -NOT_WORSE else "Cannot be told apart"
