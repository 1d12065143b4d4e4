"""New events: what `e` and the keys of types do to the words under the cursor."""

from __future__ import annotations

from collections import Counter

from spanloop.core.changes import Changes
from spanloop.core.lexicon import Lexicon, example_triggers, fold_words, gloss_words
from spanloop.core.marks import Event, Fragments
from spanloop.core.proposing import TypeProposal, propose_type
from spanloop.core.schema import Schema
from spanloop.gui.desk.acts import DeskActs
from spanloop.gui.desk.experience import DeskExperience
from spanloop.gui.desk.forms import Forms
from spanloop.operations import events, suggestions
from spanloop.operations.viewing import Desk


class EventActs:
    """Makes events and opens their form. The type that `e` gives is the likeliest one (core.proposing)."""

    def __init__(self, acts: DeskActs, *, forms: Forms, experience: DeskExperience) -> None:
        self._acts = acts
        self._forms = forms
        self._experience = experience
        self._last_type = ""
        #: What the schema says by its examples, and by its glosses.
        self._guideline: tuple[Schema | None, Lexicon, Lexicon] = (None, Lexicon(), Lexicon())
        forms.retyped.connect(self._remember)

    def _remember(self, kind: str) -> None:
        self._last_type = kind

    def new_event(self) -> None:
        """Open the form of the event at the cursor, or make one of the type that is likeliest."""
        session, span = self._acts.session, self._acts.canvas.selection()
        if session is None or session.desk is None or not span:
            return
        kept = session.own(self._acts.canvas.kept_from)
        if isinstance(kept, Event) and self._acts.extend_kept(kept.type, span):
            return
        own = self._own_at(session.desk, span)
        if own is not None:
            self._forms.compose(own.uid)
            return
        offered = self._offered_at(session.desk, span)
        if offered is not None and (offered[0].trigger == span or not self._acts.canvas.has_selection()):
            self._forms.compose(offered[0].uid, proposal=self._proposal(session.desk, offered[0].trigger))
            return
        proposal = self._proposal(session.desk, span)
        if offered is not None:
            changes = session.act(
                events.accept_at, suggestion=offered[0].uid, trigger=span, type=proposal.type or offered[0].type
            )
            self._open(changes, proposal.type, proposal)
        elif proposal.type:
            self._add(proposal.type, proposal)

    def event_type(self, kind: str) -> None:
        """Make an event of this type at the cursor; give the event at the cursor this type."""
        session, span = self._acts.session, self._acts.canvas.selection()
        if session is None or session.desk is None or not span:
            return
        offered = self._offered_at(session.desk, span)
        if offered is not None and offered[0].trigger == span:
            if offered[0].type == kind:
                self._forms.compose(offered[0].uid)
            else:
                changes = session.act(suggestions.accept_as, suggestion=offered[0].uid, label=kind)
                self._open(changes, kind)
            return
        own = self._own_at(session.desk, span)
        if own is None:
            self._add(kind)
            return
        if own.type != kind:
            session.act(events.retype, event=own.uid, type=kind)
            self._last_type = kind
        self._forms.compose(own.uid)

    def _add(self, kind: str, proposal: TypeProposal | None = None) -> None:
        session, span = self._acts.session, self._acts.canvas.selection()
        if session is None or self._acts.extend_kept(kind, span):
            return
        self._last_type = kind
        changes = session.act(events.add_event, article=session.article, trigger=span, type=kind)
        self._open(changes, kind, proposal)

    def _open(self, changes: Changes | None, kind: str, proposal: TypeProposal | None = None) -> None:
        """The form of the event that an act made."""
        session = self._acts.session
        if not changes or session is None:
            return
        for uid in changes.marks:
            made = session.own(uid)
            if isinstance(made, Event) and made.type == kind:
                self._forms.compose(uid, proposal=proposal)
                return

    # what is there, and what is likely

    def _own_at(self, desk: Desk, span: Fragments) -> Event | None:
        """The own event that the cursor rests on, or on one of whose words it stands; else one with this trigger."""
        resting = self._acts.own_at_cursor()
        if isinstance(resting, Event) and (resting.trigger == span or not self._acts.canvas.has_selection()):
            return resting
        return next((event for event in desk.marks.events if event.trigger == span), None)

    def _offered_at(self, desk: Desk, span: Fragments) -> tuple[Event, str] | None:
        """The suggested event whose trigger is these words, or shares some with them; and who suggests it."""
        found = [
            (event, marks.author.name)
            for marks in desk.suggestions
            for event in marks.events
            if any(a < d and c < b for a, b in event.trigger for c, d in span)
        ]
        resting = self._acts.canvas.mark_at_cursor()
        found.sort(key=lambda pair: (pair[0].uid != resting, pair[0].trigger != span, -(pair[0].score or 0.0)))
        return found[0] if found else None

    def _proposal(self, desk: Desk, span: Fragments) -> TypeProposal:
        session = self._acts.session
        assert session is not None
        if self._guideline[0] is not session.schema:
            self._guideline = (session.schema, example_triggers(session.schema), gloss_words(session.schema))
        text = desk.article.text
        quote = _quote(text, span)
        folded = fold_words(quote)
        here = Counter(e.type for e in desk.marks.events if fold_words(_quote(text, e.trigger)) == folded)
        offered = self._offered_at(desk, span)
        return propose_type(
            quote,
            schema=session.schema,
            experience=self._experience.now(),
            examples=self._guideline[1],
            glosses=self._guideline[2],
            here=here,
            suggested=(offered[0].type, offered[1]) if offered else None,
            last=self._last_type,
        )


def _quote(text: str, fragments: Fragments) -> str:
    return " ".join(text[start:end] for start, end in fragments)
