"""The acts on versions and on the trust in their scores, as rows for the table of actions."""

from __future__ import annotations

from spanloop.gui.actions import NO_PROJECT, Action, Situation, has_project


def _extractor(now: Situation) -> bool:
    return now.extractor


_NONE = "No extractor yet."

# fmt: off
VERSIONS = (
    Action("version.promote", "Promote a newer version…", "Extractor",
           "The newest version that does not suggest yet, on the page Train; its button has the keyboard.",
           (), _extractor, _NONE, "train", also="activate use candidate held back anyway gate"),
    Action("version.back", "Roll back to the version before…", "Extractor",
           "The version before the one that suggests, on the page Train; its button has the keyboard.",
           (), _extractor, _NONE, also="revert older undo training"),
    Action("trust.freeze", "Freeze the test set, or unfreeze…", "Extractor",
           "Set the articles aside by which versions are judged; on the page Judge.",
           (), has_project, NO_PROJECT, "lock", also="lock hold out"),
    Action("trust.audit", "Begin the audit, or end it…", "Extractor",
           "A tenth of the articles is annotated without suggestions; on the page Judge.",
           (), has_project, NO_PROJECT, also="bias anchoring without suggestions"),
    Action("trust.curve", "Draw the learning curve", "Extractor",
           "Whether more marks will help; on the page Judge.",
           (), _extractor, _NONE, "judge", also="more articles enough data"),
)
# fmt: on
