"""Fuzz the readers: `python -m tests.fuzz --cases 100000 [--kind html] [--seed N] [--keep FOLDER]`.

Every case is a broken or hostile file, made anew from its kind, seed and number, and read in this process under limits
of memory and time. It has to give sound drafts or plain refusals, without a warning, a file written or a socket opened.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.cage import run_case, warm_up
from tests.fuzz.hostile import KINDS, case

#: Bytes of address space; small files have no business with more.
_MOST_MEMORY = 3_000_000_000


def main() -> int:
    """Run the cases, and print what came of them by kind; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--kind", choices=sorted(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--keep", type=Path, help="write the files that something is wrong with into this folder")
    asked = parser.parse_args()
    warm_up()
    _limit_memory()
    shares = {kind: KINDS[kind][2] for kind in ([asked.kind] if asked.kind else KINDS)}
    bad = 0
    for kind, share in shares.items():
        bad += _kind(kind, asked.cases * share // sum(shares.values()), asked.seed, asked.first, asked.keep)
    _say(f"{bad} cases with something wrong")
    return 1 if bad else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _kind(kind: str, cases: int, seed: int, first: int, keep: Path | None) -> int:
    told: Counter[str] = Counter()
    slowest, slowest_case, bad = 0.0, 0, 0
    begun = time.process_time()
    for number in range(first, first + cases):
        raw, name = case(kind, seed, number)
        before = time.process_time()
        outcome = run_case(raw, name, again=number % 10 == 0)
        taken = time.process_time() - before
        if taken > slowest:
            slowest, slowest_case = taken, number
        told["articles" if outcome.drafts else "refused"] += 1
        if outcome.faults:
            bad += 1
            _say(f"{kind} case {number} ({name}, {len(raw)} bytes): {'; '.join(outcome.faults[:3])}")
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{kind}-{seed}-{number}-{name}.seed").write_bytes(raw)
    _say(
        f"{kind:9} {cases:7,} cases: {told['articles']:6,} gave articles, {told['refused']:6,} none; {bad} wrong; "
        f"{time.process_time() - begun:7.1f} s of processor, slowest {slowest:.2f} s (case {slowest_case})"
    )
    return bad


if __name__ == "__main__":
    raise SystemExit(main())
