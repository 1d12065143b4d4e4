"""Once round the loop without a screen, on the sample: import, train, suggest, evaluate, and a check at the end.

Each step is a command that a person could type; it is printed before its output. It runs whichever Spanloop it is
given, from source or built, so it also serves as the smoke test of what was built.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "seeds" / "sample.jsonl"
#: These reports come in as bare texts, for the extractor to suggest on: a scraped page and two plain reports.
LEFT = ("siege-page", "drone", "truce")


def main() -> int:
    """Run the loop; the exit code of the first step that fails, else 0."""
    parser = argparse.ArgumentParser(description="Once round the loop on the sample, without a screen.")
    parser.add_argument(
        "--keep", metavar="FOLDER", type=Path, help="work in this new folder and leave everything there"
    )
    parser.add_argument("--program", default="", help="the Spanloop to run; default: this Python's")
    parser.add_argument("--seed", type=int, default=0, help="seed of the training")
    options = parser.parse_args()
    program = shlex.split(options.program) if options.program else [sys.executable, "-m", "spanloop"]
    if options.keep is None:
        with tempfile.TemporaryDirectory(prefix="spanloop-loop-") as folder:
            return loop(program, Path(folder), options.seed)
    try:
        options.keep.mkdir(parents=True)
    except FileExistsError:
        print(f"{options.keep} is there already; name a folder that is not.", file=sys.stderr)
        return 2
    return loop(program, options.keep.resolve(), options.seed)


def loop(program: list[str], folder: Path, seed: int) -> int:
    """Run every step in a folder of its own, with settings and extractors inside it too."""
    marked, texts = split_sample(folder)
    env = dict(os.environ, SPANLOOP_HOME=str(folder / "home"))
    started = time.monotonic()
    for step in (
        ["new", "sample.spanloop"],
        ["import", "sample.spanloop", marked, texts],
        ["zones", "sample.spanloop", f"{LEFT[0]}.txt"],
        ["prepare", "sample.spanloop"],
        ["train", "sample.spanloop", "--seed", str(seed)],
        ["suggest", "sample.spanloop"],
        ["evaluate", "sample.spanloop", "--all"],
        ["export", "sample.spanloop", "marks.jsonl", "--format", "jsonl"],
        ["check", "sample.spanloop"],
    ):
        print(f"\n$ spanloop {shlex.join(step)}", flush=True)
        code = subprocess.run([*program, *step], cwd=folder, env=env, check=False).returncode
        if code != 0:
            print(f"This step ended with {code}.", file=sys.stderr)
            return code
    print(f"\nOnce round the loop in {time.monotonic() - started:.0f} s.")
    print("The first table is the test split, which the extractor has not seen, from a sample too small to do well on.")
    print("The second has the articles in it from which it learned, and shows only that the loop turns.")
    return 0


def split_sample(folder: Path) -> tuple[str, str]:
    """Write the sample as marked reports (JSONL) and a folder of bare texts; their names in the folder."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    left = {record["id"]: record["text"] for record in map(json.loads, lines) if record["id"] in LEFT}
    marked = [line for line in lines if json.loads(line)["id"] not in LEFT]
    (folder / "marked.jsonl").write_text("\n".join(marked) + "\n", encoding="utf-8")
    (folder / "texts").mkdir()
    for name in LEFT:
        (folder / "texts" / f"{name}.txt").write_text(left[name], encoding="utf-8", newline="")
    return "marked.jsonl", "texts"


if __name__ == "__main__":
    sys.exit(main())
