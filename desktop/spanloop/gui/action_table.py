"""Every act of the window in one table: menus, shortcuts, the command palette and the cheat sheet are made from it."""

from __future__ import annotations

from spanloop.gui.actions import NO_ARTICLE, NO_PROJECT, Action, Situation, has_article, has_project
from spanloop.gui.copies.copy_actions import COPIES, OPEN_COPIES
from spanloop.gui.desk.aid_actions import ARTICLE_AIDS, EDIT_AIDS, HELP_AIDS, MARK_AIDS, VIEW_AIDS
from spanloop.gui.judge.version_actions import VERSIONS
from spanloop.gui.live.live_actions import LIVE
from spanloop.gui.quality.quality_actions import QUALITY
from spanloop.gui.queue.rank_actions import QUEUE_ORDERS
from spanloop.gui.rules.rule_actions import RULES


def _can_train(now: Situation) -> bool:
    return now.project and now.marked and not now.training


def _can_suggest(now: Situation) -> bool:
    return now.extractor and not now.training


def _suggestions(now: Situation) -> bool:
    return now.suggestions > 0


def _events(now: Situation) -> bool:
    return now.events > 0


def _mark(now: Situation) -> bool:
    return now.own_mark or now.suggestion


_NO_MARK = "There is no mark under the cursor."
_NO_SUGGESTION = "There is no suggestion under the cursor."
_NONE_LEFT = "No suggestions here."

# fmt: off
PROJECT = (
    Action("project.sample", "Open the sample project", "Project", "Reports to try everything on.", icon="sample",
           also="demo example try tutorial"),
    Action("project.new", "New project…", "Project", "Choose a label schema and a place for the file.",
           ("Ctrl+Shift+N",), icon="plus", also="create"),
    Action("project.open", "Open project…", "Project", "Any .spanloop file on this computer.",
           ("Ctrl+O",), icon="open", also="load file"),
    Action("project.start", "Start page", "Project", "Recent projects and the sample.", (), has_project, NO_PROJECT,
           also="home welcome close"),
    Action("article.import", "Import articles or marks…", "Project",
           "Pages, texts, tables, PDF, archives, marks; or drop them on the window.",
           ("Ctrl+I",), has_project, NO_PROJECT, "import", also="add load upload documents html pdf excel csv zip"),
    Action("article.import_folder", "Import a folder…", "Project",
           "All pages, texts, tables and marks in it and below it.",
           (), has_project, NO_PROJECT, "import", also="add load upload directory"),
    Action("article.paste", "Paste as new article…", "Project", "The text on the clipboard becomes an article.",
           ("Ctrl+Shift+V",), has_project, NO_PROJECT, "plus", also="add insert clipboard"),
    Action("export.any", "Export…", "Project",
           "For another tool or for training: which formats there are, and what of this project each leaves out.",
           ("Ctrl+E",), has_project, NO_PROJECT, "open",
           also="save as download annotations dataset corpus brat conll doccano prodigy label studio cas hugging face"
           " csv table xlsx"),
    Action("export.spacy", "Export spaCy training data…", "Project",
           "The files train, dev and test, a config and a ledger.", (), has_project, NO_PROJECT, "open",
           also="save as download docbin dataset corpus", menu=False),
    Action("export.jsonl", "Export marks as JSONL…", "Project",
           "Everything in the project, one line for each article and author; nothing is lost.",
           ("Ctrl+Shift+E",), has_project, NO_PROJECT, "open", also="save as download backup annotations dataset"),
    Action("exchange.cancel", "Cancel the import or export", "Project",
           "Stop it; nothing of an import is written.", (), lambda now: now.exchanging,
           "No import or export is running.", "cross"),
    Action("backup.list", "Backups…", "Project", "Earlier states of the project: put one back, or delete one.",
           also="restore version history save"),
    Action("backup.now", "Back up now", "Project", "A whole copy, kept with the other backups.",
           (), has_project, NO_PROJECT, also="save copy"),
    Action("backup.auto", "Backups while you work", "Project",
           "After opening, and every 15 minutes in which something was done.", also="autosave automatic"),
    Action("project.recover", "Recover a damaged project…", "Project",
           "What can be read goes into a new project, with a list of what was lost.", also="repair corrupt broken"),
    Action("schema.change", "Change the label schema…", "Project",
           "Rename, merge, delete or add labels, types and roles; marks go along.", (), has_project, NO_PROJECT,
           also="labels tags ontology rename merge migrate edit colours keys"),
    Action("app.sign_in", "Sign in as someone else…", "Project", "Whose marks the next ones are.",
           (), has_project, NO_PROJECT, "people", also="user author login account switch"),
    Action("app.quit", "Quit", "Project", "Everything is saved already.", ("Ctrl+Q",), also="exit close"),
)

EDIT = (
    Action("edit.undo", "Undo", "Edit", "Take back the last act; it survives a restart.",
           ("Ctrl+Z",), lambda now: bool(now.undo), "There is nothing to undo.", "undo", also="revert back"),
    Action("edit.redo", "Redo", "Edit", "Do again what was undone.",
           ("Ctrl+Shift+Z", "Ctrl+Y"), lambda now: bool(now.redo), "There is nothing to redo.", also="repeat"),
    Action("edit.copy", "Copy text", "Edit", "The selected words, or the word at the cursor.",
           ("Ctrl+C",), has_article, NO_ARTICLE, "copies"),
    Action("edit.find", "Find in articles", "Edit", "Search the titles and texts of the queue.",
           ("Ctrl+F",), has_project, NO_PROJECT, "search", also="look for filter"),
    Action("find.open", "Find in this article", "Edit", "Words of the text, in any case, with or without accents.",
           ("/",), has_article, NO_ARTICLE, "search", also="look for search text"),
    Action("find.next", "Find next", "Edit", "The next place of what was found last.",
           ("F3",), has_article, NO_ARTICLE, "down", also="search again"),
    Action("find.previous", "Find previous", "Edit", "The place before.",
           ("Shift+F3",), has_article, NO_ARTICLE, also="search again back"),
)

MARK = (
    Action("event.new", "New event", "Mark", "Make an event of the word at the cursor and open its form.",
           ("e",), has_article, NO_ARTICLE, "event", also="trigger annotate"),
    Action("event.compose", "Fill in event", "Mark", "Open the form of the event that has focus.",
           ("E",), lambda now: now.event, "No event of yours has focus.", "event",
           also="edit arguments roles attributes"),
    Action("mark.remove", "Remove mark", "Mark", "Take away the mark under the cursor.",
           ("Delete", "Backspace"), lambda now: now.own_mark, "There is no mark of yours under the cursor.", "cross",
           also="delete erase unmark clear"),
    Action("mark.choose", "Label by name…", "Mark", "Type a part of the label's name; Enter marks the words with it.",
           ("Ctrl+L",), has_article, NO_ARTICLE, "mention", also="choose search list"),
    Action("event.choose", "Event type by name…", "Mark", "Type a part of the type's name; Enter makes an event of it.",
           ("Ctrl+Shift+L",), has_article, NO_ARTICLE, "event", also="choose search list"),
    Action("mark.snap", "Take whole words", "Mark", "Move the edges of the mark under the cursor to whole words.",
           ("F9",), lambda now: now.cut, "The mark under the cursor cuts no word.",
           also="fix adjust boundary tokens"),
    Action("mark.grow", "Take in the next word", "Mark", "The mark under the cursor ends one word later.",
           (".",), _mark, _NO_MARK, also="grow extend longer boundary edge right"),
    Action("mark.shrink", "Give up the last word", "Mark", "The mark under the cursor ends one word earlier.",
           (",",), _mark, _NO_MARK, also="shrink shorter boundary edge"),
    Action("mark.grow_start", "Take in the word before", "Mark", "The mark under the cursor begins one word earlier.",
           ("<",), _mark, _NO_MARK, also="grow extend longer boundary edge left"),
    Action("mark.shrink_start", "Give up the first word", "Mark", "The mark under the cursor begins one word later.",
           (">",), _mark, _NO_MARK, also="shrink shorter boundary edge"),
    Action("mark.everywhere", "Mark everywhere in this article", "Mark",
           "The same label wherever the words of the mark under the cursor stand; one act.",
           ("*",), _mark, _NO_MARK, "copies", also="all occurrences every same words repeat"),
    Action("mark.everywhere_corpus", "Mark everywhere in all articles…", "Mark",
           "A list of the places first; one act marks those that are ticked.",
           ("Ctrl+Shift+A",), _mark, _NO_MARK, "copies", also="all occurrences every corpus project same words repeat"),
    Action("mark.keep", "Keep as a fragment", "Mark",
           "What the cursor covers becomes one fragment of a mark; go on to the next, then mark.",
           ("+",), has_article, NO_ARTICLE, also="discontinuous split several parts add"),
    Action("link.new", "Link with another mark…", "Mark",
           "From the mark under the cursor: choose the link, then the mark that it leads to.",
           ("k",), _mark, _NO_MARK, "link", also="relation alias same coreference cause purpose connect"),
    Action("mark.next", "Next mark", "Mark", "Go to the next mark or suggestion, outer before inner.",
           (")",), has_article, NO_ARTICLE, "right", also="span cursor"),
    Action("mark.previous", "Previous mark", "Mark", "Go back to the mark or suggestion before.",
           ("(",), has_article, NO_ARTICLE, "left", also="span cursor"),
    Action("mark.around", "Outer mark", "Mark", "Go to the mark around this word or this mark.",
           ("{",), _mark, _NO_MARK, also="around nested parent span cursor"),
    Action("mark.inside", "Inner mark", "Mark", "Go to the largest mark inside this one.",
           ("}",), _mark, _NO_MARK, also="inside nested child span cursor"),
    Action("suggestion.next", "Next suggestion", "Mark", "Go to the next suggestion in the text.",
           ("Tab",), _suggestions, _NONE_LEFT, "right"),
    Action("suggestion.previous", "Previous suggestion", "Mark", "Go back to the suggestion before.",
           ("Shift+Tab",), _suggestions, _NONE_LEFT, "left"),
    Action("suggestion.accept", "Accept this suggestion", "Mark", "It becomes a mark of yours.",
           ("Enter",), lambda now: now.suggestion, _NO_SUGGESTION, "check", also="confirm approve yes"),
    Action("suggestion.reject", "Reject this suggestion", "Mark", "It is not offered to you again.",
           ("Backspace",), lambda now: now.suggestion, _NO_SUGGESTION, "cross", also="decline dismiss no",
           shares=("mark.remove",)),
    Action("suggestion.accept_all", "Accept all suggestions in this article", "Mark",
           "One act; one undo takes all of it back.", ("Ctrl+Shift+Enter",), _suggestions, _NONE_LEFT, "check",
           also="confirm approve"),
    Action("suggestion.accept_above", "Accept suggestions from the threshold up", "Mark",
           "Those of this article with a score at or above the one in the status line; one act.",
           ("Shift+Enter",), lambda now: now.suggestions > 0 and not now.composing,
           "No suggestions here, or the form of an event is open.", "check", also="confirm approve above score sure"),
    Action("suggestion.threshold_up", "Raise the threshold", "Mark", "By .05: fewer suggestions are accepted at once.",
           ("Ctrl+]",), _suggestions, _NONE_LEFT, also="score limit stricter"),
    Action("suggestion.threshold_down", "Lower the threshold", "Mark", "By .05: more suggestions are accepted at once.",
           ("Ctrl+[",), _suggestions, _NONE_LEFT, also="score limit looser"),
    Action("event.next", "Next event", "Mark", "Go to the next event in the text.",
           ("]",), _events, "No events marked.", "right"),
    Action("event.previous", "Previous event", "Mark", "Go to the event before.",
           ("[",), _events, "No events marked.", "left"),
    Action("problem.next", "Next problem", "Mark", "Go to the next mark that has a problem.",
           ("F8",), lambda now: now.problems > 0, "No problems here.", "warn", also="error warning"),
    Action("desk.leave", "Leave", "Mark", "Close the form, drop the selection, give all marks their colour back.",
           ("Esc",), has_article, NO_ARTICLE, menu=False, fixed=True),
)

ARTICLE = (
    Action("article.complete_next", "Complete and open next", "Article",
           "Entities and events of this article are complete; the next one opens.",
           ("Ctrl+Enter",), has_article, NO_ARTICLE, "done", also="done finish ready submit"),
    Action("article.entities", "Entities complete", "Article",
           "Every entity is marked: unmarked text is a negative example.", ("Alt+1",), has_article, NO_ARTICLE, "check",
           also="done finish ready"),
    Action("article.events", "Events complete", "Article",
           "Every event is marked: unmarked text is a negative example.", ("Alt+2",), has_article, NO_ARTICLE, "check",
           also="done finish ready"),
    Action("article.next", "Next article", "Article", "The one below in the queue.",
           ("Alt+Down",), lambda now: now.articles, NO_ARTICLE, "down"),
    Action("article.previous", "Previous article", "Article", "The one above in the queue.",
           ("Alt+Up",), lambda now: now.articles, NO_ARTICLE),
    Action("article.skip", "Skip with a reason…", "Article", "It leaves the list of what is to do.",
           ("Ctrl+Shift+S",), has_article, NO_ARTICLE, also="ignore exclude leave out article"),
    Action("article.question", "Ask a question…", "Article", "Keep it aside with a question for the lead.",
           ("Ctrl+Shift+Q",), has_article, NO_ARTICLE, "info", also="flag doubt unsure note"),
    Action("article.resume", "Take up again", "Article", "No longer skipped, or the question is answered.",
           (), lambda now: now.state in {"skipped", "question"}, "The article is neither skipped nor in question.",
           also="unskip reopen"),
    Action("article.delete", "Delete for good…", "Article",
           "With all marks and its history, and in all backups; this cannot be undone.",
           (), has_article, NO_ARTICLE, also="remove erase purge"),
    Action("article.read_again", "Read this page again", "Article",
           "From the bytes that were kept, with the reader of now; marks go to the new text.",
           (), has_article, NO_ARTICLE, also="reimport reread parse raw"),
    Action("article.details", "Article details…", "Article",
           "Title, source, date and language. The text itself never changes.",
           ("F2",), has_article, NO_ARTICLE, "article", also="metadata properties rename edit"),
)

ZONES = (
    Action("zone.menu", "Zone of these lines…", "Zones", "What the selected lines, or the line of the cursor, are.",
           ("z",), has_article, NO_ARTICLE, "article", also="hide ignore section region"),
    Action("zones.edit", "Zone editor…", "Zones", "All lines of the article as a list; one act changes many.",
           ("Alt+Z",), has_article, NO_ARTICLE, "article", also="boilerplate lines section region table bulk"),
    Action("zone.headline", "Zone: headline", "Zones", "The lines are a headline.", (), has_article, NO_ARTICLE,
           also="title heading"),
    Action("zone.standfirst", "Zone: standfirst", "Zones", "The lines sum up the report below the headline.",
           (), has_article, NO_ARTICLE, also="lead summary"),
    Action("zone.boilerplate", "Zone: boilerplate", "Zones",
           "Menus, links, forms: greyed, not marked, never trained on.", (), has_article, NO_ARTICLE,
           also="hide ignore exclude menu advert navigation"),
    Action("zone.comment", "Zone: comment", "Zones", "What readers say: greyed, not marked, never trained on.",
           (), has_article, NO_ARTICLE, also="hide ignore exclude readers reply"),
    Action("zone.article_break", "Zone: article break…", "Zones",
           "Another dated item begins here; asks for its date.", (), has_article, NO_ARTICLE,
           also="split date live blog"),
    Action("zone.clear", "No zone: text of the article", "Zones", "The lines can be marked and are trained on.",
           (), has_article, NO_ARTICLE, also="unhide remove body"),
    Action("zone.confirm", "Confirm zones", "Zones", "All zones of this article are right as they are.",
           (), lambda now: now.proposed_zones > 0, "No zones are left to confirm here.", "check",
           also="accept approve"),
)

VIEW = (
    Action("page.annotate", "Go to Annotate", "View", "The page on which articles are marked.",
           ("Ctrl+1",), has_project, NO_PROJECT, "mention"),
    Action("page.train", "Go to Train", "View", "Trainings, their curves, and the versions of the extractor.",
           ("Ctrl+2",), has_project, NO_PROJECT, "train", also="learn model extractor"),
    Action("page.judge", "Go to Judge", "View", "How good an extractor is, where people differ, and the errors.",
           ("Ctrl+3",), has_project, NO_PROJECT, "judge",
           also="evaluate evaluation score F1 precision recall agreement"),
    Action("view.panel", "Next panel", "View", "Go round the panels of the page.", ("F6",), has_project, NO_PROJECT),
    Action("view.zoom_in", "Larger text", "View", "The text of the article; the rest stays.", ("Ctrl+=", "Ctrl++"),
           also="zoom magnify bigger font size"),
    Action("view.zoom_out", "Smaller text", "View", "The text of the article; the rest stays.", ("Ctrl+-",),
           also="zoom shrink font size"),
    Action("view.zoom_reset", "Normal text size", "View", "Back to 100%.", ("Ctrl+0",), also="zoom font"),
    Action("view.steady", "Steady lines", "View", "Room for arcs stays open, so that no line moves.",
           also="jump spacing"),
    Action("view.fold", "Fold boilerplate and comments", "View",
           "Of a long stretch that is no text of the article only the first line is shown.", ("b",),
           also="hide collapse furniture show only the article"),
    Action("view.wider", "Wider text", "View", "Longer lines, as far as the window has room.",
           also="column measure width"),
    Action("view.narrower", "Narrower text", "View", "Shorter lines.", also="column measure width wrap"),
    Action("view.looser", "More room between lines", "View", "In the text of the article.", also="spacing line height"),
    Action("view.tighter", "Less room between lines", "View", "In the text of the article.",
           also="spacing line height dense"),
    Action("view.patterns", "Underline patterns", "View", "Labels are told apart without their colours too.",
           also="colour blind dashes dots accessibility"),
    Action("queue.filter", "Queue: filter…", "View",
           "By state, layer, label, problem, source, date, copies; what is set stands above the list.",
           (), has_project, NO_PROJECT, also="narrow search restrict queue"),
    Action("queue.progress", "Progress…", "View", "What is complete by layer and by day, and active time.",
           (), has_project, NO_PROJECT, also="statistics chart pace done"),
    Action("queue.copies", "Queue: copies together", "View",
           "Articles that tell the same stand one below the other; once more for the order before.",
           (), has_project, NO_PROJECT, "copies", also="duplicates near-duplicates clusters alike"),
    Action("theme.system", "Theme: as the system", "View", "Light or dark as the system has it.",
           also="colours colors appearance"),
    Action("theme.light", "Theme: light", "View", "Dark text on white.", also="colours colors appearance day mode"),
    Action("theme.dark", "Theme: dark", "View", "Light text on dark grey.",
           also="colours colors appearance night mode"),
    Action("theme.high-contrast", "Theme: high contrast", "View", "White on black, nothing dimmed.",
           also="colours colors appearance accessibility"),
)

EXTRACTOR = (
    Action("train.start", "Retrain", "Extractor",
           "Train a new version on your complete articles, then suggest with it.",
           ("Ctrl+R",), _can_train, "Nothing is marked yet to learn from, or a training is running.", "train",
           also="train learn fit model"),
    Action("train.cancel", "Cancel training", "Extractor",
           "Stop the run and delete what it wrote; the version before stays.",
           (), lambda now: now.training, "No training is running.", "cross", also="stop abort"),
    Action("suggest.start", "Suggest again", "Extractor",
           "Let the current version read the articles that are not complete.",
           (), _can_suggest, "No extractor yet, or a training is running.", "mention", also="predict annotate model"),
    Action("judge.compare", "Compare again", "Extractor", "What is chosen on the page Judge, with the marks of now.",
           ("F5",), has_project, NO_PROJECT, "judge", also="evaluate evaluation score F1 refresh versions"),
    Action("judge.export", "Export table…", "Extractor", "The figures of the page Judge as CSV.",
           (), lambda now: now.page == "judge", "That is done on the page Judge.", also="save as download scores"),
)

HELP = (
    Action("help.palette", "Search or run a command", "Help", "Any act, article or guideline entry by name.",
           ("Ctrl+K",), icon="search"),
    Action("help.guide", "User guide", "Help", "Short pages with pictures; opens at the one that fits.", ("F1",),
           icon="book", also="manual documentation handbook how to first steps help"),
    Action("help.keys", "All keys", "Help", "The cheat sheet.", ("?",), icon="keyboard",
           also="shortcuts keyboard hotkeys"),
    Action("help.keymap", "Change keys…", "Help", "Give any act another key; what is taken is refused.",
           icon="keyboard", also="remap rebind customize settings"),
    Action("help.log_folder", "Open the log folder", "Help", "The log and the crash reports; nothing of them is sent.",
           icon="open", also="crash report error log file"),
    Action("help.updates", "Check for updates…", "Help", "Whether there is a newer version; asks only when you say so.",
           icon="info", also="upgrade update new version newest"),
    Action("help.about", "About Spanloop", "Help",
           "Version, where your files are, and the licences of all that is in it.", icon="info",
           also="licence license information version report folder"),
)
# fmt: on

ACTIONS: tuple[Action, ...] = (
    *PROJECT, *EDIT, *EDIT_AIDS, *MARK, *MARK_AIDS, *ARTICLE, *OPEN_COPIES, *ARTICLE_AIDS, *COPIES, *ZONES, *VIEW,
    *VIEW_AIDS, *QUEUE_ORDERS, *EXTRACTOR, *LIVE, *RULES, *QUALITY, *VERSIONS, *HELP, *HELP_AIDS,
)  # fmt: skip
GROUPS: tuple[str, ...] = ("Project", "Edit", "Mark", "Article", "Copies", "Zones", "View", "Extractor", "Help")

_BY_ID = {action.id: action for action in ACTIONS}


def find_action(action_id: str) -> Action:
    """The action of the fixed table with this id."""
    return _BY_ID[action_id]
