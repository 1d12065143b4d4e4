"""Fuzz the readers of marks: `python -m tests.fuzz.marks --cases 100000 [--kind brat] [--seed N] [--keep FOLDER]`.

Every case is a broken or hostile file, or some that belong together, made anew from its kind, seed and number, and read
in this process under limits of memory and time. It has to give sound documents or one plain error, without a warning, a
file opened elsewhere or a socket.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.marks_cage import Outcome, run_case, warm_up
from tests.fuzz.marks_hostile import KINDS, Case, case

#: Bytes of address space; small files have no business with more.
_MOST_MEMORY = 4_000_000_000
_SEEDS = Path(__file__).with_name("marks_seeds")


def main() -> int:
    """Run the cases, and print what came of them by kind; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.marks", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--kind", choices=sorted(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--keep", type=Path, help="write the files that something is wrong with into this folder")
    parser.add_argument("--words", action="store_true", help="print the errors that name no line, and how often")
    asked = parser.parse_args()
    warm_up()
    _limit_memory()
    shares = {kind: KINDS[kind][1] for kind in ([asked.kind] if asked.kind else KINDS)}
    bad = 0
    with tempfile.TemporaryDirectory(prefix="spanloop-fuzz-", dir=_quick_folder()) as folder:
        for kind, share in shares.items():
            bad += _kind(kind, -(-asked.cases * share // sum(shares.values())), asked, Path(folder).resolve() / "case")
    _say(f"{bad} cases with something wrong")
    return 1 if bad else 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _quick_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _kind(kind: str, cases: int, asked: argparse.Namespace, folder: Path) -> int:
    told: Counter[str] = Counter()
    words: Counter[str] = Counter()
    slowest, slowest_case, bad = 0.0, 0, 0
    begun = time.process_time()
    for number in range(asked.first, asked.first + cases):
        made = case(kind, asked.seed, number)
        before = time.process_time()
        outcome = run_case(made, kind, folder, again=number % 3 == 0)
        slowest, slowest_case = max((slowest, slowest_case), (time.process_time() - before, number))
        told[_came(outcome)] += 1
        if outcome.error and ", line " not in outcome.error:
            words[re.sub(r"\d+|'.*'|\".*\"", "N", outcome.error)[-150:]] += 1
        if outcome.faults:
            bad += 1
            _say(f"{kind} case {number} ({made.main}): {'; '.join(outcome.faults[:3])}")
            if asked.keep is not None:
                keep(made, kind, f"{kind}-{asked.seed}-{number}", asked.keep)
    _say(
        f"{kind:12} {cases:7,} cases: {told['documents']:6,} gave documents, {told['refused']:6,} with some of it "
        f"refused, {told['error']:6,} an error; {bad} wrong; {time.process_time() - begun:7.1f} s of processor, "
        f"slowest {slowest:.2f} s (case {slowest_case})"
    )
    if asked.words:
        for said, times in words.most_common(40):
            _say(f"    {times:5} {said}")
    return bad


def _came(outcome: Outcome) -> str:
    if outcome.error:
        return "error"
    return "refused" if outcome.refused else "documents"


def keep(made: Case, kind: str, name: str, folder: Path) -> None:
    """Write a case down as a seed: JSON with the bytes of its files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: base64.b64encode(content).decode() for name, content in made.files.items()}
    document = {"kind": kind, "main": made.main, "files": files, "links": made.links}
    (folder / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def seeds() -> list[Path]:
    """The cases that once found something."""
    return sorted(_SEEDS.glob("*.json"))


def kept(path: Path) -> tuple[Case, str]:
    """A seed as a case, and its kind."""
    document = json.loads(path.read_text(encoding="utf-8"))
    files = {name: base64.b64decode(content) for name, content in document["files"].items()}
    return Case(files, document["main"], document["links"]), document["kind"]


if __name__ == "__main__":
    raise SystemExit(main())
