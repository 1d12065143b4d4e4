"""Which articles are audited, and what the two kinds of articles tell."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.auditing import AuditSetting, Read, compare_kinds, is_drawn
from spanloop.core.comparison import Counts

uids = st.text("0123456789abcdef", min_size=4, max_size=12)


def test_about_the_share_of_articles_is_drawn_and_other_projects_draw_others() -> None:
    articles = [f"{number:032x}" for number in range(4000)]
    drawn = {uid for uid in articles if is_drawn("p", uid, share=0.1)}
    assert 0.08 < len(drawn) / len(articles) < 0.12
    others = {uid for uid in articles if is_drawn("q", uid, share=0.1)}
    assert len(drawn & others) < 0.3 * len(drawn)
    assert drawn < {uid for uid in articles if is_drawn("p", uid, share=0.2)}


@given(st.sets(uids, min_size=1, max_size=6), st.sets(uids, max_size=3), st.floats(0, 1))
def test_copies_are_treated_alike_and_stay_so_when_more_come(old: set[str], new: set[str], share: float) -> None:
    setting = AuditSetting(True, share)
    found = {setting.holds(uid, project="p", cluster=old) for uid in old}
    assert len(found) == 1
    later = {f"f{uid}" for uid in new}  # newer uids sort after older ones
    if max(old)[0] < "f":
        assert {setting.holds(uid, project="p", cluster=old | later) for uid in old | later} == found
    assert not AuditSetting(False, share).holds(min(old), project="p", cluster=old)
    assert not AuditSetting(True, 1, exempt=(min(old),)).holds(min(old), project="p")


@given(st.builds(AuditSetting, st.booleans(), st.floats(0, 1), st.just("2024"), st.lists(uids).map(sorted).map(tuple)))
def test_a_setting_survives_json(setting: AuditSetting) -> None:
    assert AuditSetting.from_setting(json.loads(json.dumps(setting.to_dict()))) == setting


def test_settings_of_another_form_mean_off() -> None:
    for broken in (None, 3, {"on": "yes"}, {"on": 1}, []):
        assert not AuditSetting.from_setting(broken).on
    assert AuditSetting.from_setting({"on": True, "share": "much"}) == AuditSetting(True)


def read(random: Random, *, chance: float, agree: float) -> Read:
    """An article of 200 to 400 words."""
    words = random.randrange(200, 400)
    marks = sum(random.random() < chance for _ in range(words))
    both = sum(random.random() < agree for _ in range(marks))
    return Read(words, {"ARM": marks}, {"ARM": Counts(both, marks - both, marks - both)})


def test_a_pull_is_seen_and_chance_is_called_chance() -> None:
    random = Random(1)
    alone = [read(random, chance=0.04, agree=0.6) for _ in range(30)]
    pulled = [read(random, chance=0.06, agree=0.85) for _ in range(60)]
    told = compare_kinds(alone, pulled, version="Extractor v3")
    assert (told.audited, told.assisted, [row.label for row in told.rows]) == (30, 60, [None, "ARM"])
    assert told.rows[0].marks[0] == pytest.approx(40, abs=4)
    assert told.rows[0].marks_more is not None
    assert told.rows[0].marks_more[0] > 0
    assert told.words[0].startswith("With suggestions people mark ")
    assert told.words[0].endswith("more, with 95% certainty.")
    assert told.words[1].endswith("suggestions draw people their way.")
    same = compare_kinds(alone, [read(random, chance=0.04, agree=0.6) for _ in range(60)], version="Extractor v3")
    assert "the difference may be chance" in same.words[0]
    assert "draw people" not in same.words[1]
    assert json.loads(json.dumps(told.to_dict()))["rows"][1]["label"] == "ARM"


def test_few_articles_say_so() -> None:
    random = Random(1)
    few = [read(random, chance=0.05, agree=0.5) for _ in range(3)]
    told = compare_kinds(few, few * 4, version="Extractor v1")
    assert "too few articles to say" in told.words[0]
    assert told.rows[0].marks_more is None
    nothing = compare_kinds([], [], version="Extractor v1")
    assert nothing.words == (
        "There are no articles of both kinds yet: complete some with suggestions and some without.",
    )
