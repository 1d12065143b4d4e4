"""How well copies are found, and how fast: `python -m tests.benchmarks.copies [--shared DIR] [--articles N]`.

Pairs of known truth: real articles that were read pair by pair (all that share a twentieth), and edits of each of them
as desks make them. Prints precision and recall for a range of thresholds, recall for each edit at the one in use, and
the seconds for many articles.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

from spanloop.articles import copies

Edit = Callable[[str, random.Random], str]

#: Real articles that are copies of each other: three versions of one statement. Nothing else of 250 is; the next pair
#: (two daily tallies of strikes in one form) shares .16, the next but one .07.
SAME = frozenset(
    {
        "6B183780227A18218A12E917A5BC8654",
        "F5B5E86320A4E95E92A7EA2FB8E8B484",
        "26CC32861EF7D38FBAE9CABAFC7487E1",
    }
)
AGENCY = "(Meridian Wire) This report was first published by another outlet and is used with its permission."
FILLER = (
    "Analysts said that the move had been expected for weeks, and that neither side was likely to comment before the "
    "end of the month. Prices on the local market were said to have risen again, for the third time since spring."
)


def _parts(text: str) -> list[str]:
    """Paragraphs, or sentences where a text has no paragraphs."""
    parts = [part for part in text.split("\n") if part.strip()]
    return parts if len(parts) > 3 else [part for part in text.replace("\n", " ").split(". ") if part.strip()]


def _agency(text: str, _: random.Random) -> str:
    return f"{AGENCY}\n{text}\nCopyright Meridian Wire."


def _other_title(text: str, _: random.Random) -> str:
    return "Another headline for the same report\n" + "\n".join(_parts(text)[1:])


def _dropped(text: str, source: random.Random) -> str:
    parts = _parts(text)
    for _ in range(max(1, len(parts) // 4)):
        parts.pop(source.randrange(len(parts)))
    return "\n".join(parts)


def _added(text: str, source: random.Random) -> str:
    parts = _parts(text)
    parts.insert(source.randrange(len(parts) + 1), FILLER)
    return "\n".join(parts)


def _half(text: str, _: random.Random) -> str:
    return text[: len(text) // 2]


def _third(text: str, _: random.Random) -> str:
    return text[: len(text) // 3]


def _reordered(text: str, source: random.Random) -> str:
    sentences = text.replace("\n", " ").split(". ")
    source.shuffle(sentences)
    return ". ".join(sentences)


def _reworded(text: str, source: random.Random) -> str:
    """Every twelfth word another one, as desks shorten and correct."""
    return " ".join("meanwhile" if source.random() < 1 / 12 else word for word in text.split(" "))


def _folded(text: str, _: random.Random) -> str:
    return text.upper().replace(",", " -").replace("'", "\u2019")


EDITS: dict[str, Edit] = {
    "agency lines": _agency,
    "another title": _other_title,
    "a quarter dropped": _dropped,
    "a paragraph added": _added,
    "cut to its first half": _half,
    "cut to its first third": _third,
    "sentences reordered": _reordered,
    "every twelfth word": _reworded,
    "case and punctuation": _folded,
}


def known_pairs(shared: Path) -> tuple[list[str], set[tuple[int, int]]]:
    """Real articles of at least 30 words, and which of them are copies of each other."""
    texts: list[str] = []
    same: list[int] = []
    for file in (
        *sorted(shared.glob("data/re3d/*.jsonl")),
        shared / "data/m2e2/give.jsonl",
        shared / "data/wikievents/dev.jsonl",
    ):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if len(record["text"].split()) < 30:
                continue
            if record["id"] in SAME:
                same.append(len(texts))
            texts.append(record["text"])
    texts += [file.read_text(encoding="utf-8") for file in sorted(shared.glob("seeds/*.txt"))]
    return texts, set(combinations(same, 2))


def table(texts: Sequence[str], truth: set[tuple[int, int]]) -> list[str]:
    """Precision and recall over all pairs of real articles and of each with its edits, by threshold."""
    unlike = [copies.likeness(texts[a], texts[b]) for a, b in combinations(range(len(texts)), 2) if (a, b) not in truth]
    alike = [copies.likeness(texts[a], texts[b]) for a, b in truth]
    for number, text in enumerate(texts):
        for edit in EDITS.values():
            alike.append(copies.likeness(text, edit(text, random.Random(number))))
    lines = [f"{len(alike)} pairs of copies, {len(unlike)} of others", "jaccard  contained  precision  recall"]
    for jaccard, contained in (
        (0.1, 0.2),
        (0.2, 0.35),
        (0.3, 0.5),
        (0.4, 0.6),
        (0.5, 0.7),
        (0.6, 0.8),
        (0.7, 0.9),
        (0.3, 9),
        (0.5, 9),
        (0.7, 9),
    ):
        right = sum(j >= jaccard or c >= contained for j, c, _ in alike)
        wrong = sum(j >= jaccard or c >= contained for j, c, _ in unlike)
        shown = f"{contained:.2f}" if contained <= 1 else "none"
        lines.append(f"{jaccard:7.2f}  {shown:>9}  {right / (right + wrong):9.3f}  {right / len(alike):6.3f}")
    return lines


def edits_found(texts: Sequence[str]) -> list[str]:
    """Recall of each edit, through signatures and bands as the job does it, at the thresholds in use."""
    lines = ["edit                      found"]
    for name, edit in EDITS.items():
        changed = [edit(text, random.Random(number)) for number, text in enumerate(texts)]
        groups = copies.groups_of_copies([*texts, *changed])
        where = {place: number for number, group in enumerate(groups) for place in group}
        found = sum(place in where and where[place] == where.get(place + len(texts)) for place in range(len(texts)))
        lines.append(f"{name:24}  {found}/{len(texts)}")
    return lines


def made_up(number: int) -> list[str]:
    """So many articles of 400 words, every tenth a copy of an earlier one with a paragraph dropped."""
    source = random.Random(1)
    words = ["".join(source.choice("abcdefghijklmnop") for _ in range(source.randint(2, 9))) for _ in range(20_000)]
    made: list[str] = []
    for place in range(number):
        if place % 10 == 9:
            made.append(_dropped(made[source.randrange(place)], source))
        else:
            made.append("\n".join(" ".join(source.choices(words, k=40)) + "." for _ in range(10)))
    return made


def main(arguments: Sequence[str]) -> None:
    """Print everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[3] / "shared")
    parser.add_argument("--articles", type=int, default=10_000)
    asked = parser.parse_args(arguments)
    lines: list[str] = []
    if asked.shared.is_dir():
        texts, truth = known_pairs(asked.shared)
        lines += [*table(texts, truth), "", *edits_found(texts), ""]
    for number in (1_000, asked.articles):
        texts = made_up(number)
        before = time.process_time()
        groups = copies.groups_of_copies(texts)
        seconds = time.process_time() - before
        lines.append(f"{number} articles of 400 words: {seconds:.1f} s CPU, {len(groups)} clusters")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
