"""What is taken along by whoever works without a signal: the ground, what may be opened, what is open there."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.crypto import salted_hmac

from wuzhi.api.reading import facts_of, offered_to
from wuzhi.api.shapes import Along, CaseAlong, GroundOut, StepAlong
from wuzhi.api.step_forms import schema_of
from wuzhi.areas.grounds import grounds
from wuzhi.cases import process, queries
from wuzhi.cases.listing import Desk
from wuzhi.cases.models import Case
from wuzhi.cases.move import owing_of
from wuzhi.cases.process import Process, Step
from wuzhi.cases.screens import timeline, worklists
from wuzhi.cases.screens.criteria import Criteria
from wuzhi.people.actor import Actor

MOST_CASES = 200
_OF_A_CASE = {"person", "case"}  # who may be named differs from case to case


def account_of(actor: Actor) -> str:
    """A name that tells one account of this installation from another, and nothing else."""
    return salted_hmac("wuzhi.api.account", str(actor.user_id)).hexdigest()[:24]


def along(actor: Actor) -> Along:
    """All of it. A number of queries that grows with nothing but full pages of fifty cases."""
    mine = _first(actor, "mine", MOST_CASES)
    others = _first(actor, "others", MOST_CASES - len(mine))
    wanted = [*mine, *others][:MOST_CASES]
    forms = _Forms(actor)
    loaded, waiting = _loaded(actor, wanted), set(mine)
    with owing_of([case for case, _happened in loaded], every=True):
        cases = [forms.case(case, happened, mine=case.pk in waiting) for case, happened in loaded]
    prefixes = [prefix for seat in actor.seats for prefix in seat.prefixes]
    return Along(
        account=account_of(actor),
        name=actor.name,
        roles=sorted({seat.role for seat in actor.seats}),
        grounds=[GroundOut.model_validate(one, from_attributes=True) for one in grounds(prefixes)],
        processes=offered_to(actor),
        forms=forms.known,
        cases=cases,
        more=len(mine) + len(others) > MOST_CASES,
    )


def _first(actor: Actor, tab: str, most: int) -> list[int]:
    """The keys of the first cases of a list by due time, one more than asked for where it goes on."""
    desk, criteria, found, after = Desk(actor), Criteria(tab=tab, sort="due"), list[int](), ""
    while len(found) <= most:
        page = worklists.page(desk, criteria, after)
        found += [case.pk for case in page.cases]
        after = page.after
        if not after:
            break
    return found[: most + 1]


def _loaded(actor: Actor, keys: list[int]) -> list[tuple[Case, list[timeline.Entry]]]:
    """The cases in this order with what happened to them; one that left sight meanwhile is left out. Three queries."""
    found = queries.load(actor).filter(pk__in=keys).in_bulk() if keys else {}
    cases = [found[key] for key in keys if key in found]
    happened = timeline.entries_of(cases, queries.history(cases)) if cases else {}
    return [(case, happened[case.pk]) for case in cases]


class _Forms:
    """The forms of all steps, each described once and named by its content."""

    def __init__(self, actor: Actor) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self._actor = actor
        self._names: dict[tuple[str, int, str], str] = {}

    def case(self, case: Case, happened: list[timeline.Entry], *, mine: bool) -> CaseAlong:
        """A case whose steps name their forms."""
        definition = process.get(case.process, case.version)
        steps = [
            StepAlong(
                key=offer.step.key,
                label=str(offer.step.label),
                why_not=offer.why_not,
                form=self._name(definition, offer.step, case),
            )
            for offer in queries.open_steps(case, self._actor)
        ]
        return CaseAlong(**facts_of(case, happened), mine=mine, steps=steps)

    def _name(self, definition: Process, step: Step, case: Case) -> str:
        key = (definition.key, definition.version, step.key)
        if any(field.kind in _OF_A_CASE for field in step.form):
            return self._kept(schema_of(definition, step, self._actor, (case,)))
        if key not in self._names:
            self._names[key] = self._kept(schema_of(definition, step, self._actor, (case,)))
        return self._names[key]

    def _kept(self, schema: dict[str, Any]) -> str:
        name = hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()[:12]
        self.known[name] = schema
        return name
