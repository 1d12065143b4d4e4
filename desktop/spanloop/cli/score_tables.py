"""Scores as people read them in a terminal: tables, and differences with the words around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len, set_cell_size
from rich.table import Table
from rich.text import Text

from spanloop.cli.console import Session
from spanloop.core.bootstrap import FEWEST
from spanloop.core.gate import FAR_FALL, judge
from spanloop.core.wording import count, score_text

if TYPE_CHECKING:
    from spanloop.operations.material import TrainedOn  # pulls in evaluation: only for those who ask

_ON = {"test": " of the test split", "all": "", "unseen": " that it did not learn from"}
_NARROWEST = 40
_LONGEST_QUOTE = 48


def used_text(used: TrainedOn) -> str:
    """What became of the articles in a training: how many it learned from, how many watched and tested it."""
    watched = f"{count(used.watched, 'article')} watched it" if used.watched else "none was left to watch it"
    tested = f"{count(used.tested, 'article')} {_were(used.tested)} kept for the test"
    told = f"It learned from {count(used.learned, 'article')}; {watched}, {tested if used.tested else 'none tests it'}."
    if not used.partly:
        return told
    if used.learned == 1:
        return f"{told}\nIt was not complete: of it only the single marks trained it."
    some = f"{used.partly} of the {used.learned} {_were(used.partly)} not"
    if used.partly == used.learned:
        some = f"None of the {used.learned} was"
    return f"{told}\n{some} complete: of these only the single marks trained it."


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def print_scores(session: Session, scores: dict[str, Any] | None, *, by_label: bool = False) -> None:
    """A table of scores; n is how many the reference has. by_label: a line for each label too, exact matches only."""
    if not scores:
        return
    articles = count(scores["articles"], "complete article")
    session.say(f"{scores['other']} against {scores['reference']}, {articles}{_ON[scores['on']]}:")
    rows = _shown(scores["scores"], by_label=by_label)
    known = [row["f1_low"] is not None for row in rows]
    table = _table("part", "label", "mode", numbers=("n", "precision", "recall", "F1 (95%)" if any(known) else "F1"))
    for row in rows:
        interval = _between(row["f1_low"], row["f1_high"], score_text)
        f1 = f"{score_text(row['f1'])}{interval}"
        figures = (str(row["n"]), score_text(row["precision"]), score_text(row["recall"]), f1)
        table.add_row(*_cells(row["part"], row["label"] or "all", row["mode"], *figures))
    _print_table(session, table, empty="Neither has anything there.")
    for note in (*scores["notes"], *_gaps(known)):
        session.say(note)


def print_changes(session: Session, changes: dict[str, Any], *, by_label: bool = False) -> None:
    """A table of what changed from one version to the other; by_label: a line for each label too, exact ones only."""
    articles = count(changes["articles"], "complete article")
    where = {"test": " of the test split", "unseen": ""}[changes["on"]]
    session.say(f"From {changes['first']} to {changes['second']}, {articles}{where} that neither learned from:")
    rows = _shown(changes["rows"], by_label=by_label)
    known = [row["low"] is not None for row in rows]
    change_title = "points (95%)" if any(known) else "points"
    far = [row.change["part"] for row in judge(changes["rows"]).failed if row.change["low"] is None]
    table = _table("part", "label", "mode", numbers=("n", "F1 before", "after", change_title, "verdict"))
    for row in rows:
        change = f"{_signed(row['change'])}{_between(row['low'], row['high'], _signed)}"
        fell = row["label"] is None and row["mode"] == "exact" and row["part"] in far
        verdict = "too few, far worse" if fell else _judged(row)
        figures = (str(row["n"]), score_text(row["f1_first"]), score_text(row["f1_second"]), change, verdict)
        table.add_row(*_cells(row["part"], row["label"] or "all", row["mode"], *figures))
    _print_table(session, table, empty="Neither has anything there.")
    if far:
        session.say(f"The gate would hold {changes['second']} back, though so few articles give no interval:")
        session.say(f"{' and '.join(far)} fell by more than {FAR_FALL * 100:.0f} points.")
    for note in (*changes["notes"], *_gaps(known)):
        session.say(note)


def print_confusion(session: Session, scores: dict[str, Any]) -> None:
    """Which labels met, where they differ; "nothing" where one side has no mark in the place."""
    for part, rows in scores["confusion"].items():
        table = _table(f"{part} of the reference", "taken for", numbers=("n",))
        for row in rows:
            if row["reference"] != row["other"]:
                table.add_row(*_cells(row["reference"] or "nothing", row["other"] or "nothing", str(row["n"])))
        _print_table(session, table, empty=f"No {part} were taken for others.")


def print_errors(session: Session, scores: dict[str, Any]) -> None:
    """Every difference: what it is and where, the place in its words, and those of the other side where it has another
    one; a headline an article."""
    shown = None
    for error in scores["errors"]:
        if error["article"] != shown:
            shown = error["article"]
            session.out.print()
            session.out.print(Text(error["title"], style="bold"), soft_wrap=True)
        place = f"{error['start']}-{error['end']}"
        of = f" of “{_shortened(error['of'], _LONGEST_QUOTE)}”" if error.get("of") else ""
        session.say(f"  {error['kind']:<9}{error['part']:<11}{_labels(error)}{of}  {place}")
        session.out.print(_in_line(error, width=session.out.width), soft_wrap=True)
        if error.get("other_quote"):
            session.say(f"    marked instead: [{_shortened(error['other_quote'], _LONGEST_QUOTE)}]")
    if shown is None:
        session.say("No differences.")
    else:
        session.say(f"\n{count(len(scores['errors']), 'difference')}.")


def _labels(error: dict[str, Any]) -> str:
    reference, other = error["reference_label"], error["other_label"]
    if not reference or not other or reference == other:
        return reference or other
    return f"{reference}, taken for {other}"


def _in_line(error: dict[str, Any], *, width: int) -> Text:
    """The quote in brackets with as much around it as a line holds, half on either side."""
    quote = _shortened(error["quote"], _LONGEST_QUOTE)
    room = max(width - 1, _NARROWEST) - 4 - cell_len(quote) - 2
    before, after = error["before"], error["after"]
    left = min(cell_len(before), max(room // 2, room - cell_len(after)))
    right = min(cell_len(after), room - left)
    line = Text("    ")
    line.append(_tail(before, left), style="dim")
    line.append(f"[{quote}]", style="bold")
    line.append(_head(after, right), style="dim")
    return line


def _shortened(text: str, cells: int) -> str:
    """A text in at most so many cells of the terminal, its middle left out."""
    if cell_len(text) <= cells:
        return text
    half = cells // 2 - 1
    return f"{_head(text, half)} … {_tail(text, half)}"


def _head(text: str, cells: int) -> str:
    """As much of the beginning as fits, up to the end of a word where one ends there."""
    if cell_len(text) <= cells:
        return text
    cut = set_cell_size(text, cells)
    whole = cut if text[len(cut) :][:1].isspace() else cut.rpartition(" ")[0]
    return (whole or cut).rstrip()


def _tail(text: str, cells: int) -> str:
    """As much of the end as fits, from the beginning of a word where one begins there."""
    if cell_len(text) <= cells:
        return text
    cut = set_cell_size(text[::-1], cells)[::-1]
    whole = cut if text[: len(text) - len(cut)][-1:].isspace() else cut.partition(" ")[2]
    return (whole or cut).lstrip()


def _shown(rows: list[dict[str, Any]], *, by_label: bool) -> list[dict[str, Any]]:
    return [row for row in rows if row["label"] is None or (by_label and row["mode"] == "exact")]


def _gaps(known: Iterable[bool]) -> Iterator[str]:
    """Why some lines have no interval, where others have one; that none has, the notes say."""
    if len(set(known)) > 1:
        yield f"No interval where fewer than {FEWEST} articles have the label, or where all is right or all wrong."


def _table(*words: str, numbers: tuple[str, ...]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in words:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _cells(*texts: str) -> Iterator[Text]:
    """Texts as they are: labels may hold brackets, which Rich would take for markup."""
    return (Text(text) for text in texts)


def _print_table(session: Session, table: Table, *, empty: str) -> None:
    if table.row_count:
        session.out.print(table)
    else:
        session.say(empty)


def _signed(value: float) -> str:
    """A share of 1 in points: +3.3, -10.0, 0.0"""
    text = f"{value * 100:+.1f}"
    return text[1:] if text in {"+0.0", "-0.0"} else text


def _between(low: float | None, high: float | None, show: Any) -> str:
    return "" if low is None or high is None else f" ({show(low)} to {show(high)})"


def _judged(row: dict[str, Any]) -> str:
    """In a word, what the interval says, with p; a change of which it says nothing is not called one."""
    low, high, p = row["low"], row["high"], row.get("p")
    shown = "" if p is None else f" (p {p:.3f})".replace("0.", ".", 1)
    if low is None or high is None:
        return "too few"
    if low == high == 0:
        return "no change"
    return f"{'better' if low > 0 else 'worse' if high < 0 else 'may be chance'}{shown}"
