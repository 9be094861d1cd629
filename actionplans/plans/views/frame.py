"""What every page of a plan shows around its content: title, marking, versions, tabs, steps."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.access.gate import permissions
from coordination.access.models import Gated
from coordination.documents.policy import is_secretariat
from coordination.notices.words import follow_action
from coordination.people.audiences import AudienceWords, circles_by_audience, in_words, why_you_read

from .. import rows
from ..kinds import FROZEN, IN_FORCE, VersionState
from ..models import ActionTerms, PlanVersion
from ..queries import reading

TABS = (
    ("plan", gettext_lazy("Objectives and actions")),
    ("plan-text", gettext_lazy("Context")),
    ("plan-lines", gettext_lazy("Priorities, risks and levers")),
    ("plan-coverage", gettext_lazy("Coverage and balance")),
    ("plan-comments", gettext_lazy("Comments")),
    ("plan-history", gettext_lazy("History")),
)


class HasTerms(Protocol):
    """An action as it is shown, now or as it stood."""

    @property
    def terms(self) -> ActionTerms: ...


class PlanFrame:
    """A plan as one reader has it open: its versions, the one that is shown, what may be done."""

    def __init__(
        self, actor: Actor, plan_id: UUID, number: str = "", *, version: PlanVersion | None = None
    ) -> None:
        self.actor = actor
        self.versions = reading.versions(actor, plan_id)
        wanted = int(number) if number.isdecimal() and len(number) < 5 else None
        # A draft that was given up shares its number with another, so it comes by itself.
        shown = version or reading.version_to_show(self.versions, wanted)
        if shown is None or (number and wanted is None):
            raise Http404
        self.version = shown
        self.plan = shown.plan
        self.current = reading.version_to_show(self.versions)
        self.audience = in_words(shown.audience.circles, shown.originator_id, actor)

    @property
    def is_open(self) -> bool:
        """Whether the shown version is still written."""
        return self.version.state not in FROZEN

    def may(self) -> dict[str, str | None]:
        return permissions(self.actor, self.version)

    def page(self, tab: str, may: dict[str, str | None] | None = None) -> dict[str, Any]:
        """`page` of base.html, with the tabs and, where `may` is given, the steps that are open."""
        query = "" if self.version == self.current else f"?version={self.version.number}"
        return {
            "title": rows.title_of(self.plan),
            "subtitle": self.subtitle(),
            "marking": {"label": self.audience.marking, "narrow": self.audience.narrow, "note": ""},
            "audience": self.audience,
            "tabs": [
                {
                    "label": label,
                    "url": reverse(route, args=[self.plan.pk]) + query,
                    "current": route == tab,
                }
                for route, label in TABS
            ],
            "actions": self._actions(may) if may is not None else [],
        }

    def readers(self) -> dict[str, Any]:
        """Who can read the shown version and why this reader does, for `access/readers.html`."""
        return readers_of(self.actor, self.version, self.version.audience.circles)

    def page_with(
        self, tab: str, shown: Iterable[HasTerms], may: dict[str, str | None] | None = None
    ) -> dict[str, Any]:
        """The page where actions stand on it: marked like the narrowest of them."""
        page = self.page(tab, may)
        narrow = next((item.terms for item in shown if item.terms.narrow), None)
        if narrow is not None and not self.audience.narrow:
            marking = {"label": audience_of(self.actor, narrow).marking, "narrow": True}
            page["marking"] = marking | {"note": _("Holds actions for fewer readers than the plan")}
        return page

    def subtitle(self) -> str:
        version = self.version
        state = {
            VersionState.DRAFT: _("draft"),
            VersionState.CONSULTATION: _("in consultation"),
            VersionState.AGREED: _("agreed %(day)s") % {"day": rows.day_words(version.agreed_on)},
            VersionState.REVIEW: _("agreed %(day)s, under review")
            % {"day": rows.day_words(version.agreed_on)},
            VersionState.SUPERSEDED: _("superseded %(day)s") % {"day": rows.day_words(version.superseded_on)},
            VersionState.DISCARDED: _("discarded"),
        }[VersionState(version.state)]
        parts = [f"{rows.version_words(version)}, {state}"]
        if leads := rows.leads_words(version):
            parts.append(_("%(services)s lead") % {"services": leads})
        if version.comments_until and version.state == VersionState.CONSULTATION:
            parts.append(_("comments until %(day)s") % {"day": rows.day_words(version.comments_until)})
        elif version.review_on:
            parts.append(_("review due %(day)s") % {"day": rows.day_words(version.review_on)})
        if version.is_example:
            parts.append(_("example"))
        return " · ".join(parts)

    def _actions(self, may: dict[str, str | None]) -> list[dict[str, Any]]:
        pk = self.version.pk
        offered = []
        if may["agree"] is None:
            url = reverse("plan-agree", args=[pk])
            offered.append({"label": _("Move to agreed"), "url": url, "primary": True})
        if may["consult"] is None:
            offered.append(
                {
                    "label": _("Put to consultation"),
                    "url": reverse("plan-consult", args=[pk]),
                    "primary": True,
                }
            )
        if may["change"] is None:
            offered.append({"label": _("Edit the text"), "url": reverse("plan-edit", args=[pk])})
            offered.append({"label": _("Add an action"), "url": reverse("terms-new", args=[pk])})
        if may["withdraw"] is None:
            offered.append(self._step("withdraw", _("Take back from consultation")))
        if may["review"] is None:
            offered.append(self._step("review", _("Put under review")))
        if may["keep"] is None:
            offered.append(self._step("keep", _("End the review")))
        if self._may_release():
            url = reverse("release-new", args=[PlanVersion._meta.db_table, pk])
            offered.append({"label": _("Propose a release"), "url": url})
        if self._may_amend():
            offered.append(
                {
                    "label": _("Amend the plan"),
                    "url": reverse("plan-amend", args=[self.plan.pk]),
                    "post": True,
                }
            )
        if may["comment"] is None and may["change"] is not None:
            comments = reverse("plan-comments", args=[self.plan.pk])
            propose = f"{comments}?version={self.version.number}#say-title"
            offered.append({"label": _("Propose a change"), "url": propose, "primary": not offered})
        if self.versions:
            known: Any = self.versions[0]
            offered.append(follow_action("plan", record=self.plan.pk, followed=known.is_followed))
        offered.append({"label": _("As of"), "url": reverse("plan-as-of", args=[self.plan.pk])})
        offered.append(
            {
                "label": _("Print"),
                "url": reverse("plan-print", args=[self.plan.pk]) + f"?version={self.version.number}",
            }
        )
        return offered

    def _step(self, step: str, label: str) -> dict[str, Any]:
        url = reverse("plan-step", args=[self.version.pk, step])
        return {"label": label, "url": url, "post": True}

    def _may_release(self) -> bool:
        """Whoever handles releases proposes one of an agreed text (Reg. 1049/2001)."""
        own = self.version.originator_id in self.actor.speaks_for
        return self.version.state in IN_FORCE and (own or is_secretariat(self.actor))

    def _may_amend(self) -> bool:
        own = self.plan.originator_id in self.actor.speaks_for
        return own and not self.is_open and reading.open_version(self.versions) is None

    def version_list(self) -> list[dict[str, Any]]:
        """The versions for the panel beside the actions."""
        listed = []
        known = {row.pk for row in self.versions}
        for row in self.versions:
            second = {
                VersionState.AGREED: _("agreed %(day)s") % {"day": rows.day_words(row.agreed_on)},
                VersionState.REVIEW: _("agreed %(day)s") % {"day": rows.day_words(row.agreed_on)},
                VersionState.SUPERSEDED: _("superseded %(day)s") % {"day": rows.day_words(row.superseded_on)},
                VersionState.CONSULTATION: _("since %(day)s") % {"day": rows.day_words(row.consulted_on)},
            }.get(VersionState(row.state), "")
            listed.append(
                {
                    "title": rows.version_words(row),
                    "url": f"{reverse('plan', args=[self.plan.pk])}?version={row.number}",
                    "current": row == self.version,
                    "state": row.state,
                    "state_words": VersionState(row.state).label,
                    "second": second,
                    "compare_url": reverse("plan-difference", args=[row.pk])
                    if row.based_on_id in known
                    else "",
                }
            )
        return listed


def audience_of(actor: Actor, row: Gated) -> AudienceWords:
    """Who can read a row, in words."""
    return in_words(circles_by_audience([row.audience_id])[row.audience_id], row.originator_id, actor)


def readers_of(actor: Actor, row: Gated, circles: Sequence[int]) -> dict[str, Any]:
    """Who can read a row and why this reader does; its owner sees the full list."""
    audience = in_words(circles, row.originator_id, actor)
    owner = row.originator_id in actor.speaks_for
    return {
        "level": audience.level,
        "words": audience.words,
        "reasons": [why_you_read(circles, row.originator_id, actor)],
        "everyone": [{"name": name, "why": ""} for name in audience.readers] if owner else None,
        "card": None,
    }


def version_or_404(actor: Actor, pk: UUID) -> PlanVersion:
    found = reading.version(actor, pk)
    if found is None:
        raise Http404
    return found
