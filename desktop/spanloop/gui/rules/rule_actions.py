"""The rows of the table of actions about rules."""

from __future__ import annotations

from spanloop.gui.actions import NO_PROJECT, Action, has_project

# fmt: off
RULES = (
    Action("rules.open", "Rules…", "Extractor",
           "Patterns that suggest before an extractor can, and how often each is right.",
           ("Ctrl+Shift+R",), has_project, NO_PROJECT, also="patterns gazetteer dictionary terms ruler weak"),
    Action("rules.from_mark", "Make a rule of the mark", "Extractor",
           "The words of the mark under the cursor are suggested wherever they stand.",
           ("Ctrl+M",), lambda now: now.own_mark or now.suggestion, "There is no mark under the cursor.",
           also="pattern gazetteer term add"),
    Action("rules.learn", "Learn rules from the marks", "Extractor",
           "Every text that was marked alike in two articles, and never otherwise.",
           (), has_project, NO_PROJECT, also="patterns gazetteer mine"),
    Action("rules.import", "Import rules…", "Extractor",
           "Patterns of spaCy or Prodigy, or a list of terms with labels.",
           (), has_project, NO_PROJECT, "import", also="patterns gazetteer terms jsonl csv ruler"),
    Action("rules.suggest", "Suggest by rules", "Extractor",
           "In the articles that are not complete; what is seldom right switches itself off.",
           (), has_project, NO_PROJECT, also="patterns predict annotate"),
)
# fmt: on
