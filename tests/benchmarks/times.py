"""How well times get their values, and at what cost.

`python -m tests.benchmarks.times [--json] [--wrong] [--list]`. Prints accuracy on our own expressions by language,
which were written before the rules; the share of the times of shared corpora that get a value (their dates are mostly
unknown: an invented anchor stands in, which says whether an expression is understood, not whether the value is right);
processor time of the first value, of the first that brings in the library, and of a thousand more; and what values add
to an export of 10,000 articles. --wrong lists what is not right, --list the expressions of the shared corpora with
their values, for judging by hand. The shared folder is the one that SPANLOOP_SHARED names, else `shared` beside the
checkout.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spanloop.articles.times import time_value
from spanloop.core.article import Article
from spanloop.core.marks import Author, Marks, Mention
from spanloop.formats.jsonl import to_line
from spanloop.formats.record import Record
from spanloop.operations.timing import values_by_rules
from tests.unit.articles.times.expressions import EXPRESSIONS
from tests.unit.articles.times.later_expressions import LATER_EXPRESSIONS

_LABELS = frozenset({"TIME", "DATE", "TEMPORAL"})
#: Of no corpus: where an article has no date, its times are read on this day.
_INVENTED = "2017-06-14"
ARTICLES, TIMES_EACH = 10_000, 8
_FIRST = """
import time
from spanloop.articles.times import time_value
start = time.process_time()
time_value({words!r}, anchor="2024-10-23", language="en")
print(time.process_time() - start)
"""


def accuracy() -> list[dict[str, Any]]:
    """Right answers by language, and what was wrong."""
    rows: list[dict[str, Any]] = []
    every = (*EXPRESSIONS, *LATER_EXPRESSIONS)
    for language in dict.fromkeys(one.language for one in every):
        ours = [one for one in every if one.language == language]
        answers = [(one, time_value(one.words, anchor=one.anchor, language=language)) for one in ours]
        wrong = [(one.words, one.value, answer) for one, answer in answers if one.value != answer]
        rows.append({"language": language, "expressions": len(ours), "right": len(ours) - len(wrong), "wrong": wrong})
    return rows


def shared_times() -> Iterator[tuple[str, str, str]]:
    """(corpus, words, anchor) of every time that is marked in the shared corpora."""
    folder = Path(os.environ.get("SPANLOOP_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    files = [*folder.glob("gold/*.jsonl"), *(folder / "data").glob("*/*.jsonl")]
    for path in sorted(files):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            for span in (*item.get("spans", ()), *item.get("entities", ()), *item.get("entity_mentions", ())):
                label = str(span.get("label") or span.get("type") or span.get("entity_type") or "")
                if label.upper() in _LABELS and "start" in span:
                    words = span.get("text") or item["text"][span["start"] : span["end"]]
                    yield path.parent.name, " ".join(words.split()), item.get("date") or _INVENTED


def coverage(found: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """The share of times with a value, by corpus."""
    all_of, with_value = Counter[str](), Counter[str]()
    for corpus, words, anchor in found:
        language = "ar" if corpus == "arabic" else "en"
        all_of[corpus] += 1
        with_value[corpus] += bool(time_value(words, anchor=anchor, language=language))
    return [{"corpus": name, "times": all_of[name], "with a value": with_value[name]} for name in all_of]


def first_cost(words: str) -> float:
    """Processor seconds of the first value in a fresh process."""
    code = _FIRST.format(words=words)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def thousand_cost() -> float:
    """Processor seconds of a thousand expressions that were not asked before."""
    dice = random.Random(1)
    asked = [
        (dice.choice(EXPRESSIONS), f"20{dice.randint(10, 24)}-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}")
        for _ in range(1000)
    ]
    start = time.process_time()
    for one, anchor in asked:
        time_value(one.words, anchor=anchor, language=one.language)
    return time.process_time() - start


def export_cost() -> dict[str, float]:
    """Processor seconds of the lines of an export, without and with the values of times."""
    english = [one.words for one in EXPRESSIONS if one.language == "en"]
    dice = random.Random(2)
    records: list[tuple[Article, Marks]] = []
    for number in range(ARTICLES):
        words = dice.choices(english, k=TIMES_EACH)
        text, mentions = "", list[Mention]()
        for place, said in enumerate(words):
            text += "The convoy left the depot and reached the river, officials said. "
            mentions.append(Mention(f"{number}-{place}", ((len(text), len(text) + len(said)),), "TIME"))
            text += said + ". "
        day = f"20{dice.randint(15, 24)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
        records.append((Article(str(number), text, date=day, language="en"), Marks(Author("a", "A"), tuple(mentions))))
    start = time.process_time()
    size = sum(len(to_line(Record(article, marks))) for article, marks in records)
    plain = time.process_time() - start
    start = time.process_time()
    for article, marks in records:
        size += len(to_line(Record(article, marks, times=values_by_rules(article, marks, labels=_LABELS))))
    return {"without": plain, "with": time.process_time() - start, "bytes": size}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name in ("--json", "--wrong", "--list"):
        parser.add_argument(name, action="store_true")
    options = parser.parse_args()
    found = list(shared_times())
    if options.list:
        for corpus, words, anchor in dict.fromkeys(found):
            language = "ar" if corpus == "arabic" else "en"
            print(f"{corpus}\t{words}\t{anchor}\t{time_value(words, anchor=anchor, language=language) or '-'}")
        return
    figures = {
        "accuracy": accuracy(),
        "corpora": coverage(found),
        "first value, s": first_cost("Monday"),
        "first value that needs the library, s": first_cost("Mon 24.02.2022"),
        "thousand values, s": thousand_cost(),
        f"export of {ARTICLES:,} articles with {TIMES_EACH} times each, s": export_cost(),
    }
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    for row in accuracy():
        print(f"{row['language']}: {row['right']} of {row['expressions']} right")
        for words, value, answer in row["wrong"] if options.wrong else ():
            print(f"   {words}: {answer or '-'} instead of {value or '-'}")
    for row in figures["corpora"]:
        print(f"{row['corpus']}: {row['with a value']} of {row['times']} times have a value")
    for name, figure in figures.items():
        if name not in {"accuracy", "corpora"}:
            print(f"{name}: {figure if isinstance(figure, dict) else f'{figure:.3f}'}")


if __name__ == "__main__":
    main()
