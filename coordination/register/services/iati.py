"""From an activity of an IATI file to an entry of the register: what becomes what, and what is said about it.

Facts are taken over: title, dates, status, countries, partners, amounts. Three things are judged here, and
only for a new entry: the kind (budget support by aid type, return by theme or title, else project), the level
(by who reports) and the themes where the file carries no tag of ours (by OECD sector).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coordination.exchange.iati import (
    ACTIVITY_STATUS,
    IatiActivity,
    IatiProblem,
    IatiTotal,
    Severity,
    text,
    theme_of,
)
from coordination.people.models import BRUSSELS, Organisation, OrganisationKind
from coordination.people.queries import organisations, party
from coordination.world.queries import countries, themes

from ..kinds import Kind, Level, Role, Stage, Status
from ..validation import LARGEST_AMOUNT
from .entries import Amount, Entry, Partner, Place

TITLE, WORDS, NAME, AREAS, IDENTIFIER, REFERENCE, SOURCE = 300, 4000, 200, 300, 200, 120, 300
THEMES, PARTNERS = 5, 50
OWN_TAGS = "99"
"""Tag vocabulary of the reporting organisation: there the codes of our themes may stand."""

FALLBACK_THEME = "root-causes"
RETURN_DOMAIN = "return-readmission"

LEVELS = {
    OrganisationKind.INSTITUTION: Level.EU,
    OrganisationKind.DEPARTMENT: Level.EU,
    OrganisationKind.EU_DELEGATION: Level.EU,
    OrganisationKind.AGENCY: Level.EU,
    OrganisationKind.MISSION: Level.EU,
    OrganisationKind.STATE: Level.BILATERAL,
    OrganisationKind.MINISTRY: Level.BILATERAL,
}
ROLES = {"1": Role.FUNDING, "2": Role.ACCOUNTABLE, "3": Role.ACCOUNTABLE, "4": Role.IMPLEMENTING}

_OF_RETURN = re.compile(
    r"\b(reintegration|réintégration|reintegración|reinserción|reintegrazione|repatriation|rapatriement"
    r"|voluntary return|retours? volontaires?)\b",
    re.IGNORECASE,
)
_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


@dataclass(frozen=True)
class Translated:
    """An entry as the file has it; `owner` is None for an implementer that belongs to no state.

    `told_on` is the day of the publisher's last update, empty where the file does not say; amounts without a
    date in the file have none here either. `tagged`: the themes are the publisher's own word.
    """

    activity: IatiActivity
    lead: Organisation
    owner: Organisation | None
    entry: Entry
    told_on: date | None
    tagged: bool
    problems: tuple[IatiProblem, ...]


def owner_of(lead: Organisation) -> Organisation | None:
    """In whose name an organisation reports: the Commission for a department, the state for its agency."""
    body = party(lead)
    if body.kind in (OrganisationKind.IMPLEMENTER, OrganisationKind.MISSION):
        return organisations().by_id[body.parent_id] if body.parent_id else None
    return body


def translate(activity: IatiActivity, *, day: date) -> Translated | IatiProblem:
    """The entry that an activity becomes, or why it cannot be one."""
    return _Translation(activity, day).run()


class _Translation:
    def __init__(self, activity: IatiActivity, day: date) -> None:
        self.activity = activity
        self.day = day
        self.problems: list[IatiProblem] = []
        updated = activity.last_updated
        if updated is not None:
            written = updated.astimezone(BRUSSELS).date() if updated.tzinfo else updated.date()
            self.told_on: date | None = min(written, day)
        else:
            self.told_on = None

    def run(self) -> Translated | IatiProblem:
        activity = self.activity
        lead = self._organisation(activity.reporting_ref, activity.reporting_name)
        if lead is None:
            return self._fault(
                "reporting-org",
                _("The reporting organisation “%(name)s” is not in the directory of this workspace."),
                Severity.REJECTED,
                name=(activity.reporting_name or activity.reporting_ref or "?")[:100],
            )
        if len(activity.identifier) > IDENTIFIER:
            template = _("The identifier is longer than %(limit)d characters.")
            return self._fault("iati-identifier", template, Severity.REJECTED, limit=IDENTIFIER)
        theme_ids, tagged = self._themes()
        fields = self._words() | self._course() | {"lead_id": lead.pk}
        owner = owner_of(lead)
        fields["level"] = LEVELS.get(
            OrganisationKind(lead.kind), Level.BILATERAL if owner else Level.MULTILATERAL
        )
        fields["kind"] = self._kind(fields["title"], theme_ids)
        entry = Entry(fields, self._places(), theme_ids, self._partners(lead), self._amounts())
        return Translated(activity, lead, owner, entry, self.told_on, tagged, tuple(self.problems))

    def _fault(
        self,
        field: str,
        template: str | Promise,
        severity: Severity = Severity.KEPT_WITHOUT,
        **values: object,
    ) -> IatiProblem:
        problem = IatiProblem(self.activity.line, self.activity.identifier, field, severity, template, values)
        self.problems.append(problem)
        return problem

    def _organisation(self, ref: str, name: str) -> Organisation | None:
        known = organisations()
        if ref and ref in known.by_iati_ref:
            return known.by_iati_ref[ref]
        wanted = name.casefold()
        same = (
            row for row in known.by_id.values() if wanted in {row.name_en.casefold(), row.name_fr.casefold()}
        )
        return next(same, None) if wanted else None

    def _plain(self, field: str, words: str) -> str:
        """Free text without e-mail addresses: they are personal contact data wherever they stand."""
        plain, found = _E_MAIL.subn("[…]", words)
        if found:
            self._fault(field, _("E-mail addresses in the text were left out."))
        return plain

    def _words(self) -> dict[str, Any]:
        activity = self.activity
        title = self._plain("title", text(activity.title)) or activity.identifier
        aim = [text(texts) for texts in (activity.description, activity.objectives)]
        if len(title) > TITLE:
            self._fault(
                "title",
                _("The title is longer than %(limit)d characters; it stands in full under “Aim”."),
                limit=TITLE,
            )
            aim.insert(0, title)
            title = shortened(title, TITLE)
        aims = self._plain("description", "\n\n".join(dict.fromkeys(part for part in aim if part)))
        return {
            "title": title,
            "aim": shortened(aims, WORDS),
            "results": shortened(self._plain("result", activity.results_text), WORDS),
            # Not the name of the file: that is the uploader's own, and may say more than the data.
            "source": shortened(f"IATI: {activity.reporting_name or activity.reporting_ref}", SOURCE),
            "reference": activity.identifier[:REFERENCE],
            "external_id": activity.identifier,
        }

    def _course(self) -> dict[str, Any]:
        activity = self.activity
        confirmed = self.told_on or self.day
        status = ACTIVITY_STATUS.get(activity.status)
        if status is None:
            status = self._likely_status()
            template = _("The status was taken from the dates: %(status)s.")
            self._fault("activity-status", template, status=Status(status).label)
        return {
            "status": status,
            "status_on": confirmed,
            "starts_on": activity.starts_on,
            "ends_on": activity.ends_on,
            "confirmed_on": confirmed,
        }

    def _likely_status(self) -> str:
        if self.activity.ends_on and self.activity.ends_on < self.day:
            return Status.COMPLETED
        if self.activity.starts_on and self.activity.starts_on > self.day:
            return Status.PLANNED
        return Status.RUNNING

    def _kind(self, title: str, theme_ids: tuple[int, ...]) -> str:
        if self.activity.default_aid_type.startswith("A0"):
            return Kind.BUDGET_SUPPORT
        if themes().domain(theme_ids[0]).code == RETURN_DOMAIN or _OF_RETURN.search(title):
            return Kind.RETURN
        return Kind.PROJECT

    def _places(self) -> tuple[Place, ...]:
        known = countries().by_code
        found: dict[int, Place] = {}
        named = dict.fromkeys(location.name for location in self.activity.locations if location.name)
        # Locations do not say in which country they lie, so they are kept where there is one country only.
        areas = shortened(", ".join(named), AREAS) if len(self.activity.countries) == 1 else ""
        for country in self.activity.countries:
            if row := known.get(country.code):
                found.setdefault(row.pk, Place(row.pk, areas))
            else:
                template = _("“%(code)s” is not a country of this workspace; it was left out.")
                self._fault("recipient-country", template, code=country.code)
        if not found:
            self._fault(
                "recipient-country",
                _("The activity names no country (a whole region, perhaps): it is on no country’s page."),
            )
        return tuple(found.values())

    def _themes(self) -> tuple[tuple[int, ...], bool]:
        known = themes().by_code
        tags = [tag.code for tag in self.activity.tags if tag.vocabulary == OWN_TAGS and tag.code in known]
        if tags:
            return tuple(known[code].pk for code in dict.fromkeys(tags)), True
        sectors = sorted(self.activity.sectors, key=lambda sector: -(sector.percentage or 0))
        codes = dict.fromkeys(code for sector in sectors if (code := theme_of(sector)) in known)
        if not codes:
            template = _("No sector of the activity corresponds to a theme; “%(theme)s” was set.")
            self._fault("sector", template, theme=known[FALLBACK_THEME].name)
            codes = {FALLBACK_THEME: None}
        return tuple(known[code].pk for code in list(codes)[:THEMES] if code), False

    def _partners(self, lead: Organisation) -> tuple[Partner, ...]:
        found: dict[Partner, None] = {}
        for body in self.activity.organisations:
            role = ROLES[body.role]
            row = self._organisation(body.ref, body.name)
            if row is not None and row.pk == lead.pk and role == Role.ACCOUNTABLE:
                continue  # that is what leading means
            if row is not None:
                partner = Partner(role, row.pk)
            else:
                partner = Partner(
                    role, None, shortened(self._plain("participating-org", body.name or body.ref), NAME)
                )
            found[partner] = None
        if len(found) > PARTNERS:
            template = _("Of %(count)d organisations the first %(limit)d were taken.")
            self._fault("participating-org", template, count=len(found), limit=PARTNERS)
        return tuple(list(found)[:PARTNERS])

    def _amounts(self) -> tuple[Amount, ...]:
        activity = self.activity
        spent = [
            *self._sums(activity.commitments, Stage.COMMITTED),
            *self._sums(activity.payments, Stage.PAID),
        ]
        return tuple(spent or self._sums(activity.budgets, Stage.PLANNED))

    def _sums(self, totals: Iterable[IatiTotal], stage: Stage) -> list[Amount]:
        sums = []
        for total in totals:
            if not 0 <= total.amount < LARGEST_AMOUNT:
                template = _(
                    "The sum in %(currency)s (%(stage)s) is negative or beyond any budget; it was left out."
                )
                self._fault("value", template, currency=total.currency, stage=stage.label)
            elif total.amount:
                # A date to come (a budget's, a planned payment's) is none as of which anything is known.
                as_of = total.as_of if total.as_of and total.as_of <= self.day else self.told_on
                sums.append(Amount(total.currency, total.amount, stage, as_of))
        return sums


def shortened(words: str, limit: int) -> str:
    """Words cut at a space, with an ellipsis, to fit into `limit` characters."""
    if len(words) <= limit:
        return words
    cut = words[: limit - 1]
    return f"{cut.rsplit(None, 1)[0] if ' ' in cut[limit // 2 :] else cut}…"
