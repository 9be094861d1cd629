"""The section of a form that says who may read a document, for `register/sharing.html`."""

from typing import Any

from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.people.queries import presidency
from coordination.register.forms.entry import reader_choices
from coordination.register.sharing import LEVELS, Choice


def context(form: Any, actor: Actor, owner: str) -> dict[str, Any]:
    """The choices, narrowest first, the delegations that can be named, and the country teams."""
    chosen = set(form["delegations"].value() or [])
    return {
        "audience_options": _options(form["audience"].value(), owner),
        "delegations": {
            "name": "delegations",
            "options": [
                {"value": code, "label": label, "checked": code in chosen}
                for code, label in reader_choices(actor)
            ],
        },
        "country_team": {
            "name": "country_team",
            "label": _("And the country teams"),
            "help": _("EU Delegation, liaison officers and agencies granted the countries of the document"),
            "checked": bool(form["country_team"].value()),
        },
    }


def _options(value: Any, owner: str) -> list[dict[str, Any]]:
    holder = presidency().holder
    labels = {
        Choice.OWN: (_("%(owner)s only"), _("Your delegation and the ministries it has let in")),
        Choice.NAMED: (
            _("%(owner)s and named delegations"),
            _("You name them; they do not see one another’s names"),
        ),
        Choice.PRESIDENCY: (_("%(owner)s and this Presidency"), holder.name if holder else ""),
        Choice.INSTITUTIONS: (
            _("Institutions and Presidency"),
            _("Commission, EEAS, General Secretariat, this Presidency"),
        ),
        Choice.MEMBERS: (
            _("All members of the working party"),
            _("27 delegations, Commission, EEAS, General Secretariat"),
        ),
    }
    return [
        {
            "value": choice.value,
            "label": label % {"owner": owner} if "%(owner)s" in label else label,
            "help": words,
            "level": LEVELS[choice],
            "checked": value == choice,
            "named": choice == Choice.NAMED,
        }
        for choice, (label, words) in labels.items()
    ]
