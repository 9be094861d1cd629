"""Mutants that change no answer, each with the reason; `tests/proof/plugin.py` sets them aside."""

NO_ORGANISATION = "Whoever runs or speaks for nobody compares with an empty set, which matches no row anyway."
NEVER_EMPTY = "A primary key is never empty: the condition only gives the rule a form in SQL."
NULLS = "Django's negation lets an empty column through, so the case that names it adds nothing."

PEOPLE = "coordination.people.policy"
ITEM = "coordination.meetings.policy:ItemPolicy.supply"
CHECK = "actionplans.plans.policy:ActionPolicy.check"
RUNS = "Q(organisation_id__in=actor.runs)"
ISSUED = "Q(organisation_id__in=actor.runs, user__is_service=True)"
PRESENTS = "Q(party_ids__overlap=sorted(actor.speaks_for))"
FIRST = "~Q(first_by_id=actor.user_id)"


def _of_an_empty_set(place: str, rule: str, asked: str = "runs") -> set[str]:
    """The rule without its question, and with the questions that are mistaken for it."""
    others = {"runs": ["organisations", "speaks_for"], "speaks_for": ["organisations"]}[asked]
    return {f"{place}: {rule} if actor.{asked} else NO_ROW → {rule}"} | {
        f"{place}: actor.{asked} → actor.{other}" for other in others
    }


EQUIVALENT: dict[str, str] = {
    **dict.fromkeys(
        _of_an_empty_set(f"{PEOPLE}:AccountPolicy.substitute", f"persons & {RUNS}")
        | _of_an_empty_set(f"{PEOPLE}:AccountPolicy.issue", ISSUED)
        | _of_an_empty_set(f"{PEOPLE}:AccountPolicy._run", RUNS)
        | _of_an_empty_set(f"{PEOPLE}:NominationPolicy.read", RUNS)
        | _of_an_empty_set(ITEM, PRESENTS, "speaks_for")
        | {
            f"{PEOPLE}:NominationPolicy.verify: if not actor.runs: return NO_ROW → if False: return NO_ROW",
            f"{PEOPLE}:NominationPolicy.verify: actor.runs → actor.organisations",
            f"{PEOPLE}:NominationPolicy.verify: actor.runs → actor.speaks_for",
            # Nor is anybody in the chair who speaks for nobody.
            f"{CHECK}: not actor.speaks_for or not actor.user_id → not actor.user_id",
            f"{CHECK}: actor.speaks_for → actor.organisations",
        },
        NO_ORGANISATION,
    ),
    f"{PEOPLE}:NominationPolicy.read: return Q(pk__isnull=False) → return Q()": NEVER_EMPTY,
    "actionplans.plans.policy:TermsPolicy.comment: Q(pk__isnull=False) → Q()": NEVER_EMPTY,
    f"{PEOPLE}:NominationPolicy.verify: Q(first_by_id=None) | {FIRST} → {FIRST}": NULLS,
    f"{PEOPLE}:NominationPolicy.verify: Q(first_by_id=None) → Q()": NULLS,
    "coordination.access.gate:permissions: True → False": "Both sides of the zip are as long, always.",
}
