"""What is wrong with the mark under the cursor and why, for the status line."""

from __future__ import annotations

from spanloop.gui.desk.session import DeskSession


def problem_words(session: DeskSession, uid: str | None) -> str:
    """ "No place. Why: the guideline expects…" of the first problem of an own mark; "" where there is none."""
    if not uid or session.desk is None or session.own(uid) is None:
        return ""
    found = next((problem for problem in session.desk.problems if problem.mark == uid), None)
    return "" if found is None else f"{found.message} Why: {found.why[:1].lower()}{found.why[1:]}"
