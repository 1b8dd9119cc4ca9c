"""A day in the office, played at random in a file and on a server, beside a small model of it."""

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hitl_app.domain.decision import Aside
from hitl_app.domain.draw import draws_for
from hitl_app.domain.errors import Refused
from hitl_app.domain.policy import Degree, PolicyTerms, Route, route
from hitl_app.domain.reviewer import Person
from hitl_app.workflow import review
from hitl_app.workflow.ports import Answer
from tests.storage.both import both_offices
from tests.storage.office import ANNA, BEN, LABELS, arrival, recorded
from tests.storage.served import Workspaces

PEOPLE = st.sampled_from([ANNA, BEN])
CONFIDENCES = st.sampled_from([None, 0.2, 0.89, 0.9, 1.0])
LEASE = review.LEASE / timedelta(seconds=1)
KEPT = 12 * 3600
LAST = 10**15


@dataclass
class Paper:
    """What one would note of a case on paper."""

    case_no: int
    order: int
    confidence: float | None
    waits: bool = True
    turn: int = 0
    kept_for: str | None = None
    kept_until: float = 0.0
    not_for: str | None = None
    holder: str | None = None
    until: float = 0.0
    seen_by: set[str] = field(default_factory=set)
    facts: list["Fact"] = field(default_factory=list)

    @property
    def standing(self) -> "Fact | None":
        return next((each for each in reversed(self.facts) if each.stands and each.label), None)


@dataclass
class Fact:
    fact_id: str
    who: str
    label: str | None
    aside: Aside | None = None
    stands: bool = True


class Day(RuleBasedStateMachine):
    """Arrivals, claims, decisions, the way back, time, and supervisors."""

    def __init__(self, workspaces: Workspaces) -> None:
        super().__init__()
        self.open = ExitStack()
        folder = self.open.enter_context(tempfile.TemporaryDirectory())
        self.office = self.open.enter_context(both_offices(Path(folder), workspaces))
        self.clock = 0.0
        self.papers: dict[int, Paper] = {}
        self.sent: list[tuple[Person, Answer]] = []
        self.taken_back: list[tuple[Person, str]] = []
        self.terms = PolicyTerms()

    def teardown(self) -> None:
        with self.open:
            self.office.compare()
            assert self.office.problems() == ()

    def pass_time(self, seconds: float) -> None:
        self.clock += seconds
        self.office.later(seconds)

    def held(self, who: Person) -> Paper | None:
        return next(
            (p for p in self.papers.values() if p.holder == who.name and p.until > self.clock), None
        )

    def head(self, who: Person) -> Paper | None:
        free = [
            paper
            for paper in self.papers.values()
            if paper.waits
            and (paper.holder is None or paper.until <= self.clock)
            and (paper.kept_for in {None, who.name} or paper.kept_until <= self.clock)
            and paper.not_for != who.name
        ]
        return min(free, key=lambda paper: (paper.turn, paper.order), default=None)

    @rule(
        confidence=CONFIDENCES,
        label=st.sampled_from(LABELS),
        past=st.sampled_from([None, None, "dent"]),
    )
    def a_case_arrives(self, confidence: float | None, label: str, past: str | None) -> None:
        self.pass_time(1)
        number = len(self.papers) + 1
        row = arrival(f"c{number}", confidence, label, recorded=recorded(past) if past else None)
        received = self.office.receive(row)
        assert (received.cases, received.refused) == (1, ())
        routing = route(
            row.prediction, self.terms, draws_for(row.case_id, self.office.project.salt)
        )
        paper = Paper(number, number, confidence)
        paper.waits = past is None and routing.route is not Route.AUTOMATIC
        if past:
            ((known_as,),) = self.office.query(
                "SELECT MAX(standing_id) FROM cases WHERE case_no = ?", number
            )
            assert known_as.startswith(f"recorded-{number}-")
            paper.facts.append(Fact(known_as, "Recorded labels", past))
        elif routing.route.is_automatic:
            paper.facts.append(Fact(f"automatic-{number}", "", label))
        self.papers[number] = paper
        assert not self.office.take_in(row)[0].is_new

    @rule(who=PEOPLE)
    def somebody_claims(self, who: Person) -> None:
        expected = self.held(who) or self.head(who)
        claimed = self.office.claim(who)
        assert (claimed and claimed.case.case_no) == (expected and expected.case_no)
        if expected is not None and claimed is not None:
            expected.holder, expected.until = who.name, self.clock + LEASE
            if claimed.suggestion is not None:
                assert not claimed.degree.hides_predictions
                expected.seen_by.add(who.name)

    @rule(who=PEOPLE, label=st.sampled_from(LABELS))
    def somebody_decides(self, who: Person, label: str) -> None:
        paper = self.held(who)
        if paper is None:
            return
        answer = self.office.answer(paper.case_no, label)
        assert self.office.kept(answer, who).stored
        self.sent.append((who, answer))
        paper.facts.append(Fact(answer.decision_id, who.name, label))
        paper.waits, paper.holder, paper.turn = False, None, 0
        paper.kept_for = paper.not_for = None
        self.office.later(0.001)
        self.clock += 0.001

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def a_decision_is_sent_again(self, data: st.DataObject) -> None:
        who, answer = data.draw(st.sampled_from(self.sent))
        facts = self.papers[answer.case_no].facts
        stands = next(each.stands for each in facts if each.fact_id == answer.decision_id)
        before = self.office.query("SELECT seq FROM chain")
        kept = self.office.kept(answer, who)
        assert (kept.stored, kept.taken_back) == (stands, not stands)
        assert self.office.query("SELECT seq FROM chain") == before

    @precondition(lambda self: self.papers)
    @rule(who=PEOPLE, data=st.data())
    def a_case_of_somebody_else_is_decided(self, who: Person, data: st.DataObject) -> None:
        paper = data.draw(st.sampled_from(list(self.papers.values())))
        if paper is not self.held(who):
            assert not self.office.kept(self.office.answer(paper.case_no), who).stored

    @rule(who=PEOPLE, aside=st.sampled_from(Aside))
    def somebody_puts_a_case_aside(self, who: Person, aside: Aside) -> None:
        paper = self.held(who)
        if paper is None:
            return
        again = any(
            each.stands and each.aside is Aside.UNSURE and each.who == who.name
            for each in paper.facts
        )
        paper.facts.append(Fact(self.office.put_aside(aside, who), who.name, None, aside))
        self.clock += 1
        paper.holder, paper.kept_until = None, self.clock - 1 + KEPT
        keeps = aside is Aside.UNSURE and not again
        paper.turn = LAST if aside is Aside.UNSURE else -LAST
        paper.kept_for, paper.not_for = (who.name, None) if keeps else (None, who.name)

    @precondition(lambda self: any(paper.facts for paper in self.papers.values()))
    @rule(who=PEOPLE, data=st.data())
    def somebody_takes_back(self, who: Person, data: st.DataObject) -> None:
        some = [(p, f) for p in self.papers.values() for f in p.facts if f.fact_id[0] not in "ra"]
        if not some:
            return
        paper, fact = data.draw(st.sampled_from(some))
        asides = [each for each in paper.facts if each.stands and each.aside]
        free = paper.holder in {None, who.name} or paper.until <= self.clock
        may = (
            fact.stands
            and fact.who == who.name
            and (
                paper.standing is fact
                if fact.label
                else paper.waits and free and asides[-1] is fact
            )
        )
        if not may:
            with pytest.raises(Refused):
                self.office.take_back(fact.fact_id, who)
            return
        in_hand = self.held(who)
        taken = self.office.take_back(fact.fact_id, who)
        assert taken.case.case_no == paper.case_no
        assert taken.previous_label == fact.label
        if in_hand is not None:
            in_hand.holder = None
        fact.stands = False
        paper.waits, paper.holder, paper.until = True, who.name, self.clock + LEASE
        paper.turn, paper.kept_for, paper.not_for = 0, None, None
        self.clock += 1
        if taken.suggestion is not None:
            paper.seen_by.add(who.name)
        self.taken_back.append((who, fact.fact_id))

    @precondition(lambda self: self.taken_back)
    @rule(data=st.data())
    def somebody_takes_back_twice(self, data: st.DataObject) -> None:
        who, fact_id = data.draw(st.sampled_from(self.taken_back))
        with pytest.raises(Refused):
            self.office.take_back(fact_id, who)

    @rule(seconds=st.sampled_from([1, 599, 600, 3600, KEPT]))
    def time_passes(self, seconds: int) -> None:
        self.pass_time(seconds)

    @rule(degree=st.sampled_from(Degree), rate=st.sampled_from([0.0, 0.5, 1.0]))
    def a_supervisor_sets_the_policy(self, degree: Degree, rate: float) -> None:
        self.terms = self.office.policy(
            degree=degree, threshold=0.9, audit_rate=rate, holdback_rate=rate
        ).terms
        self.clock += 1

    @rule()
    def everybody_looks_at_everything(self) -> None:
        self.office.compare()

    @rule()
    def the_program_is_started_again(self) -> None:
        self.office.open_again()

    @invariant()
    def each_case_stands_at_most_once(self) -> None:
        stored = self.office.query("SELECT case_no, standing_id, label FROM cases ORDER BY case_no")
        expected = []
        for number, paper in self.papers.items():
            fact = paper.standing
            expected.append((number, fact and fact.fact_id, fact and fact.label))
        assert stored == expected

    @invariant()
    def the_queue_is_what_waits_and_who_holds_it(self) -> None:
        stored = self.office.query(
            "SELECT case_no, CASE WHEN lease_until > ? THEN claimed_by END FROM queue "
            "ORDER BY case_no",
            round(self.office.now.timestamp() * 1000),
        )
        assert stored == [
            (number, paper.holder if paper.until > self.clock else None)
            for number, paper in self.papers.items()
            if paper.waits
        ]

    @invariant()
    def the_day_counts_what_may_come(self) -> None:
        for who in (ANNA, BEN):
            day = self.office.day(who)
            mine = [
                paper
                for paper in self.papers.values()
                if paper.waits
                and (paper.holder in {None, who.name} or paper.until <= self.clock)
                and (paper.kept_for in {None, who.name} or paper.kept_until <= self.clock)
                and paper.not_for != who.name
            ]
            kept = [p for p in self.papers.values() if p.waits and p.kept_until > self.clock]
            own = [paper for paper in kept if paper.kept_for == who.name]
            assert (day.waiting, day.own_unsure) == (len(mine), len(own))

    @invariant()
    def nobody_is_blind_who_has_seen(self) -> None:
        seen = {(p.case_no, who) for p in self.papers.values() for who in p.seen_by}
        assert set(self.office.query("SELECT case_no, reviewer FROM seen")) == seen
        assert not self.office.query("SELECT 1 FROM decisions WHERE blind = 1 AND shown = 1")

    @invariant()
    def the_rollups_are_a_recount(self) -> None:
        assert self.office.difference() == 0


def play(workspaces: Workspaces, examples: int) -> None:
    chosen = settings(
        max_examples=examples,
        stateful_step_count=40,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Day(workspaces), settings=chosen)


@pytest.mark.timeout(120)  # both engines, and what fails is made small
def test_that_no_order_of_events_makes_two_truths(workspaces: Workspaces) -> None:
    play(workspaces, 10)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_that_no_order_of_many_events_makes_two_truths(workspaces: Workspaces) -> None:
    play(workspaces, 80)
