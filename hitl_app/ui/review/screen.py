"""Shows on the Review page what the flow says: one direction, from the flow to the widgets."""

from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from hitl_app.domain.case import Case
from hitl_app.domain.policy import Degree
from hitl_app.presentation import review as words
from hitl_app.ui.actions import Keymap
from hitl_app.ui.announce import announce
from hitl_app.ui.desk import Desk
from hitl_app.ui.review.answers import Answers
from hitl_app.ui.review.film import Film
from hitl_app.ui.review.flow import Flow, Told, Tone
from hitl_app.ui.review.gate import Stage
from hitl_app.ui.review.parts import ReviewParts
from hitl_app.ui.review.sight import Sight
from hitl_app.ui.review.third_cards import SuggestionCard
from hitl_app.workflow.ports import ClaimedCase

_WITH_BUTTONS = {Stage.OPENING, Stage.GUARDED, Stage.READY, Stage.SAVING}


class Screen(QObject):
    """The only one that writes into the widgets what comes from the store."""

    def __init__(
        self, desk: Desk, flow: Flow, answers: Answers, parts: ReviewParts, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._flow, self._answers, self._parts = desk, flow, answers, parts
        self.film = Film(desk, flow, parts.strip, self)
        self.sight = Sight(desk, parts.view, self.film.thumbs, self)
        self._banner = words.Banner(1, "", "")
        self._degree: Degree | None = None
        self._announces = False
        self._calibration = ""
        self.sight.painted.connect(flow.painted)
        self.sight.broken.connect(lambda _reason: flow.gate.broken())
        self.sight.shelf.arrived.connect(lambda _media: self._show_film())
        flow.arrived.connect(self.show_case)
        flow.gate.changed.connect(self.show_stage)
        flow.around_changed.connect(self.show_around)
        flow.told.connect(self.tell)

    @property
    def keymap(self) -> Keymap:
        """The keys in force, also after a change in the settings."""
        return Keymap(self._desk.settings.get("keys", {}), self._desk.person.role)

    def show_keys(self) -> None:
        """Write the keys in force on buttons."""
        self._parts.decide.show_keys(self.keymap)
        self._parts.header.show_keys(self.keymap)

    def show_case(self) -> None:
        """Show the case in hand, or that there is none."""
        flow = self._flow
        self.film.place = 0
        if flow.case is None:
            self.sight.show_nothing()
            self.show_third()
            return
        case = flow.case
        self._show_banner(case.degree, case.policy_version, case.policy_since)
        self._name_case(case.case)
        # The card first: a suggestion is painted together with the case it belongs to.
        self.show_third()
        self.show_notes()
        self.sight.show_case(case.case, case.suggestion.explanation if case.suggestion else "")
        self.show_stage()
        self._announces = True

    def show_looked(self) -> None:
        """Show a case that is only looked at, or the case in hand again."""
        looked, case = self.film.looked(), self._flow.case
        if looked is not None:
            title = words.case_title(looked.case.case_id)
            self._write_banner(words.looking_banner(self._banner, title, looked.label))
            self._name_case(looked.case, waiting=looked.label is None)
            self.sight.look_at(looked.case)
        elif case is not None:
            self._write_banner(self._banner)
            self._name_case(case.case)
            self.sight.show_case(case.case, case.suggestion.explanation if case.suggestion else "")
        self.show_third()
        self.show_stage()
        self._show_film()

    def show_stage(self) -> None:
        """Let buttons be used or not, and put the right page in sight."""
        flow, parts = self._flow, self._parts
        stage, here = flow.stage, self.film.place == 0
        decides = stage in _WITH_BUTTONS and here and not self.sight.is_waiting()
        broken = stage is Stage.BROKEN and here
        parts.decide.allow(
            classes=decides,
            escalate=decides or broken,
            notes=decides or broken,
            undo=stage is not Stage.STUCK and bool(flow.around.facts),
        )
        parts.header.allow(picture=stage in _WITH_BUTTONS)
        if stage is Stage.STUCK and flow.error is not None:
            parts.stuck.show_error(*flow.error)
        place = parts.stuck_page if stage is Stage.STUCK else parts.view
        parts.case_place.setCurrentWidget(place)
        if not flow.working.resting or parts.pages.currentWidget() is not parts.paused:
            self._turn_page(stage)

    def show_around(self) -> None:
        """Show the strip, the counts and the undo button; fetch the next pictures."""
        flow, parts = self._flow, self._parts
        self.sight.fetch_ahead([each.media for each in flow.around.upcoming])
        self._show_film()
        self.show_time()
        self.show_stage()
        own = [fact.label for fact in flow.around.facts if fact.label]
        project = self._desk.project
        parts.mixed_up.show_entries(words.mixed_up(project.guide, own), project.labels)
        writing = parts.comment in parts.third.shown()
        if not writing and self._suggestion_words() != self._calibration:
            self.show_third()
        if flow.around.policy is not None and flow.case is None:
            policy = flow.around.policy
            self._show_banner(policy.degree, policy.version, policy.at)
        around = flow.around
        parts.done.show_day(around.counts, around.kept, around.with_colleagues)
        if self._announces and flow.case is not None:
            self._announces = False
            self._announce_case(flow.case)

    def show_time(self) -> None:
        """Show what changes by itself: pace, time left, and how long undo is not a correction."""
        flow, parts = self._flow, self._parts
        wants_rest = flow.working.wants_rest(self._desk.clock())
        parts.progress.show_day(flow.around.counts, self._answers.pace(), wants_rest=wants_rest)
        parts.decide.show_undo(self._answers.undo_text())

    def show_notes(self) -> None:
        """Show flag, comment and earlier choice."""
        self._parts.decide.show_notes(self._flow.notes)
        self._parts.header.show_flag(self._flow.notes.flagged and self.film.place == 0)

    def show_third(self) -> None:
        """Show the third card of the case; a suggestion is taken from the case itself."""
        parts, case = self._parts, self._flow.case
        self._calibration = ""
        if self.film.place != 0:
            parts.third.show_cards(parts.only_looking)
        elif case is None or words.third_card(case) is words.ThirdCard.MIXED_UP:
            parts.third.show_cards(parts.mixed_up)
        elif case.suggestion is None:
            parts.third.show_cards(parts.no_suggestion)
        else:
            self._calibration = self._suggestion_words()
            more = (parts.mixed_up,) if parts.column.has_room_for_two() else ()
            parts.third.show_cards(self._suggestion_card(case), *more)

    def tell(self, told: Told) -> None:
        """Say something: what was kept passes by, what was refused stays."""
        parts = self._parts
        if told.tone is Tone.QUIET:
            parts.toast.hide()
            parts.notice.say(told.text)
        elif told.tone is Tone.CALL:
            QApplication.beep()
            announce(parts.view, told.text)
        else:
            parts.notice.hide()
            kept = told.tone is Tone.KEPT
            key = self.keymap.label("review.undo" if kept else "review.redo")
            parts.toast.show_text(told.text, told.more, key=key, hint="undo" if kept else "redo")

    def _turn_page(self, stage: Stage) -> None:
        parts = self._parts
        done = parts.done_page if self._flow.around.any_case else parts.empty_page
        parts.pages.setCurrentWidget(done if stage is Stage.DONE else parts.work)

    def _show_film(self) -> None:
        self.film.show(self.sight.ready_ahead())

    def _name_case(self, case: Case, *, waiting: bool = False) -> None:
        details = "" if waiting else words.case_details(case)
        self._parts.header.show_case(words.case_title(case.case_id), details)
        self._parts.view.setAccessibleName(words.case_title(case.case_id))

    def _show_banner(self, degree: Degree, version: int, since: datetime) -> None:
        self._banner = words.banner(degree, version, since, self._desk.clock())
        self._write_banner(self._banner)
        if self._degree not in {None, degree}:
            announce(self._parts.banner, words.degree_changed(degree), at_once=True)
        self._degree = degree

    def _write_banner(self, said: words.Banner) -> None:
        self._parts.banner.show_degree(said.step, said.degree, said.sentence, said.right)

    def _suggestion_words(self) -> str:
        case = self._flow.case
        if case is None or case.suggestion is None or self.film.place != 0:
            return ""
        return self._said(case).calibration

    def _said(self, case: ClaimedCase) -> words.SuggestionWords:
        assert case.suggestion is not None  # noqa: S101  asked by those who have seen that there is one
        labels, bands = self._desk.project.labels, self._flow.around.bands
        return words.suggestion(case.suggestion, labels, bands)

    def _suggestion_card(self, case: ClaimedCase) -> SuggestionCard:
        explained = case.suggestion is not None and bool(case.suggestion.explanation)
        heat_key = self.keymap.label("review.heat") if explained else ""
        return SuggestionCard(self._said(case), heat_key)

    def _announce_case(self, case: ClaimedCase) -> None:
        counts = self._flow.around.counts
        announce(self._parts.view, words.new_case(case.case, counts.waiting if counts else None))
        if case.suggestion is not None:
            announce(self._parts.third, self._said(case).said)
