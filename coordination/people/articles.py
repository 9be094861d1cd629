"""How an organisation is spoken of in a sentence: "by the Commission", "par l’Italie"."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from .models import Organisation

# By code; whoever is not named here is called by its name alone, in English and in French.
_WITH_ARTICLE: dict[str, Promise] = {
    "commission": pgettext_lazy("with its article", "the Commission"),
    "commission-home": pgettext_lazy("with its article", "DG HOME"),
    "commission-intpa": pgettext_lazy("with its article", "DG INTPA"),
    "commission-enest": pgettext_lazy("with its article", "DG ENEST"),
    "commission-mena": pgettext_lazy("with its article", "DG MENA"),
    "commission-echo": pgettext_lazy("with its article", "DG ECHO"),
    "commission-fpi": pgettext_lazy("with its article", "the FPI"),
    "eeas": pgettext_lazy("with its article", "the EEAS"),
    "gsc": pgettext_lazy("with its article", "the General Secretariat"),
    "austria": pgettext_lazy("with its article", "Austria"),
    "belgium": pgettext_lazy("with its article", "Belgium"),
    "bulgaria": pgettext_lazy("with its article", "Bulgaria"),
    "croatia": pgettext_lazy("with its article", "Croatia"),
    "czechia": pgettext_lazy("with its article", "Czechia"),
    "denmark": pgettext_lazy("with its article", "Denmark"),
    "estonia": pgettext_lazy("with its article", "Estonia"),
    "finland": pgettext_lazy("with its article", "Finland"),
    "france": pgettext_lazy("with its article", "France"),
    "germany": pgettext_lazy("with its article", "Germany"),
    "greece": pgettext_lazy("with its article", "Greece"),
    "hungary": pgettext_lazy("with its article", "Hungary"),
    "ireland": pgettext_lazy("with its article", "Ireland"),
    "italy": pgettext_lazy("with its article", "Italy"),
    "latvia": pgettext_lazy("with its article", "Latvia"),
    "lithuania": pgettext_lazy("with its article", "Lithuania"),
    "luxembourg": pgettext_lazy("with its article", "Luxembourg"),
    "netherlands": pgettext_lazy("with its article", "the Netherlands"),
    "poland": pgettext_lazy("with its article", "Poland"),
    "portugal": pgettext_lazy("with its article", "Portugal"),
    "romania": pgettext_lazy("with its article", "Romania"),
    "slovakia": pgettext_lazy("with its article", "Slovakia"),
    "slovenia": pgettext_lazy("with its article", "Slovenia"),
    "spain": pgettext_lazy("with its article", "Spain"),
    "sweden": pgettext_lazy("with its article", "Sweden"),
    "euaa": pgettext_lazy("with its article", "the EUAA"),
    "fra": pgettext_lazy("with its article", "the FRA"),
    "iom": pgettext_lazy("with its article", "the IOM"),
    "unhcr": pgettext_lazy("with its article", "the UNHCR"),
    "un": pgettext_lazy("with its article", "the United Nations"),
    "au": pgettext_lazy("with its article", "the African Union"),
    "eib": pgettext_lazy("with its article", "the EIB"),
}


def with_article(organisation: Organisation) -> str:
    """Its name with the article that it takes, after "by" or "to"."""
    return str(_WITH_ARTICLE.get(organisation.code, organisation.name))
