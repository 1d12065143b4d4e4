"""Articles by the thousand, the same at every run: invented words in seven scripts with the frequencies of real ones.

Words follow Zipf and Mandelbrot (rank r is used 1 / (r + 2.7) ** 1.07 as often), frequent ones are short, an article
comes back to some words of its own, and stock phrases of three to six words stand in many articles, as they do in
news. One article in twenty is a copy of an earlier one, cut or edited.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_COPIES = 0.05
_BACK = 400
#: Code of the language, share of the articles, syllables.
LANGUAGES: tuple[tuple[str, float, str], ...] = (
    (
        "en",
        0.60,
        "ba ren to mar is del an ko sha vi ter lo pu gar en dis ol cra mi sto ve nal hu fe ri qua sel om dra ing",
    ),
    ("ar", 0.10, "ال با من كر سا دي مو نا ري حل قا تم شر فو هد عا زن لي جب ثر"),
    ("ru", 0.10, "по на ст ро ва ле ни го мер сот ди ку бра те за вин шел ки ор жа пре"),
    ("fa", 0.05, "می از در کا شه ران گر پا نو چه زا بر دی ست ها مر تو خو سی"),
    ("uk", 0.05, "ві по на ли сте ро їн ка го дер є мо зна ча бі ки ща ру"),
    ("tr", 0.05, "lar bir ka şe ın da gü yor mü ol ce ba ir çı ta ğı en rü"),
    ("zh", 0.05, "的 一 军 城 市 部 队 方 人 民 报 告 河 山 东 西 南 北 中 新 村 路 桥 攻 击 说 者 日 夜 区"),
)
_WORDS = 50_000
_PHRASES = 600


@dataclass(frozen=True, slots=True)
class Piece:
    """One article before it is in a file."""

    external_id: str
    title: str
    date: str
    source: str
    language: str
    text: str


class Tongue:
    """The words of one language, their frequencies, and its stock phrases."""

    def __init__(self, code: str, syllables: list[str], chance: np.random.Generator) -> None:
        self.code = code
        self.gap = "" if code == "zh" else " "
        self.stop = "。" if code == "zh" else ". "
        seen: dict[str, None] = {}
        length = 1
        while len(seen) < _WORDS:
            before = len(seen)
            for row in chance.integers(0, len(syllables), (512, length)):
                seen.setdefault("".join(syllables[place] for place in row))
            # Longer where the short ones are used up: the first words are the frequent ones.
            length += len(seen) - before < 256
        words = list(seen)[:_WORDS]
        self.words: NDArray[np.object_] = np.array(words, dtype=object)
        weight = 1 / (np.arange(_WORDS) + 2.7) ** 1.07
        self.upto = np.cumsum(weight / weight.sum())
        self.phrases = [list(self.pick(int(size), chance)) for size in chance.integers(3, 7, _PHRASES)]
        often = 1 / (np.arange(_PHRASES) + 1.0)
        self.phrases_upto = np.cumsum(often / often.sum())

    def pick(self, number: int, chance: np.random.Generator) -> NDArray[np.object_]:
        """So many words."""
        return self.words[np.minimum(np.searchsorted(self.upto, chance.random(number)), _WORDS - 1)]

    def article(self, number: int, chance: np.random.Generator) -> tuple[str, str]:
        """Title and text."""
        size = int(np.clip(chance.lognormal(5.9, 0.45), 60, 3000))
        words = self.pick(size, chance)
        own = self.words[chance.integers(200, _WORDS, 12)]
        places = np.flatnonzero(chance.random(size) < 0.06)
        words[places] = own[chance.integers(0, len(own), len(places))]
        spoken = [str(word) for word in words]
        for place in sorted(chance.integers(0, size, 1 + size // 80).tolist(), reverse=True):
            phrase = self.phrases[int(np.searchsorted(self.phrases_upto, chance.random()).clip(0, _PHRASES - 1))]
            spoken[place:place] = phrase
        sentences: list[str] = []
        at = 0
        for length in chance.integers(8, 28, len(spoken) // 8 + 1):
            part = self.gap.join(spoken[at : at + int(length)])
            if not part:
                break
            sentences.append(part[:1].upper() + part[1:])
            at += int(length)
        paragraphs = [self.stop.join(sentences[first : first + 4]) for first in range(0, len(sentences), 4)]
        body = "\n\n".join(paragraph + self.stop.strip() for paragraph in paragraphs)
        title = self.gap.join(str(word) for word in own[:6]).capitalize()
        return f"{title} {number}", body


def make_articles(number: int, *, first: int = 0, seed: int = 5) -> Iterator[Piece]:
    """So many articles of about 400 words. first: number of the first one, so that later ones are others."""
    chance = np.random.Generator(np.random.PCG64(seed))
    tongues = [Tongue(code, syllables.split(), chance) for code, _, syllables in LANGUAGES]
    upto = np.cumsum([share for _, share, _ in LANGUAGES])
    chance = np.random.Generator(np.random.PCG64([seed, first]))
    back: list[Piece] = []
    for count in range(first, first + number):
        if back and chance.random() < _COPIES:
            other = back[int(chance.integers(len(back)))]
            language, title, text = other.language, other.title, _edited(other.text, chance)
        else:
            tongue = tongues[min(int(np.searchsorted(upto, chance.random())), len(tongues) - 1)]
            language = tongue.code
            title, text = tongue.article(count, chance)
        day = f"2024-{1 + count % 12:02}-{1 + count % 28:02}"
        piece = Piece(f"a{count:07}", title, day, f"Outlet {count % 40}", language, text)
        if len(back) < _BACK:
            back.append(piece)
        else:
            back[count % _BACK] = piece
        yield piece


def _edited(text: str, chance: np.random.Generator) -> str:
    """A copy as another outlet brings it: cut short, or with a paragraph of its own."""
    paragraphs = text.split("\n\n")
    if chance.random() < 0.4 and len(paragraphs) > 3:
        return "\n\n".join(paragraphs[: max(2, int(len(paragraphs) * 0.7))])
    place = int(chance.integers(len(paragraphs)))
    return "\n\n".join(
        [*paragraphs[:place], f"{paragraphs[place]} ({int(chance.integers(1000))})", *paragraphs[place:]]
    )
