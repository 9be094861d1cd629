"""What people call the Presidency of a member state."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the code of the state.
PRESIDENCIES: dict[str, Promise] = {
    "austria": _("Austrian Presidency"),
    "belgium": _("Belgian Presidency"),
    "bulgaria": _("Bulgarian Presidency"),
    "croatia": _("Croatian Presidency"),
    "cyprus": _("Cyprus Presidency"),
    "czechia": _("Czech Presidency"),
    "denmark": _("Danish Presidency"),
    "estonia": _("Estonian Presidency"),
    "finland": _("Finnish Presidency"),
    "france": _("French Presidency"),
    "germany": _("German Presidency"),
    "greece": _("Greek Presidency"),
    "hungary": _("Hungarian Presidency"),
    "ireland": _("Irish Presidency"),
    "italy": _("Italian Presidency"),
    "latvia": _("Latvian Presidency"),
    "lithuania": _("Lithuanian Presidency"),
    "luxembourg": _("Luxembourg Presidency"),
    "malta": _("Maltese Presidency"),
    "netherlands": _("Netherlands Presidency"),
    "poland": _("Polish Presidency"),
    "portugal": _("Portuguese Presidency"),
    "romania": _("Romanian Presidency"),
    "slovakia": _("Slovak Presidency"),
    "slovenia": _("Slovenian Presidency"),
    "spain": _("Spanish Presidency"),
    "sweden": _("Swedish Presidency"),
}
