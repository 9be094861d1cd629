"""The words of documents: series, kinds, markings, states, languages."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Series(models.TextChoices):
    """The Council's series; ST is written bare."""

    ST = "ST", _("ST, Council documents")
    CM = "CM", _("CM, communications and notices of meeting")
    WK = "WK", _("WK, working papers")


class Kind(models.TextChoices):
    NOTE = "note", pgettext_lazy("document", "Note")
    COVER = "cover", _("Cover note")
    AGENDA = "agenda", _("Notice of meeting and provisional agenda")
    DISCUSSION = "discussion", _("Discussion paper")
    BACKGROUND = "background", _("Background note")
    OUTCOME = "outcome", _("Outcome of proceedings")
    REPORT = "report", pgettext_lazy("document", "Report")
    PLAN = "plan", _("Action plan")
    CONTRIBUTION = "contribution", _("Contribution of a delegation")
    NON_PAPER = "non-paper", _("Non-paper")
    OTHER = "other", pgettext_lazy("document", "Other")


class Marking(models.TextChoices):
    """The distribution marking; a LIMITE document read by a named circle carries that circle with it."""

    PUBLIC = "public", _("Public")
    LIMITE = "limite", "LIMITE"


class State(models.TextChoices):
    CURRENT = "current", pgettext_lazy("document", "Current")
    WITHDRAWN = "withdrawn", pgettext_lazy("document", "Withdrawn")
    MERGED = "merged", _("Merged into another")


class Language(models.TextChoices):
    """The official languages of the Union by ISO 639-1 code (Regulation No 1/1958), in their own order."""

    BG = "bg", _("Bulgarian")
    ES = "es", _("Spanish")
    CS = "cs", _("Czech")
    DA = "da", _("Danish")
    DE = "de", _("German")
    ET = "et", _("Estonian")
    EL = "el", _("Greek")
    EN = "en", _("English")
    FR = "fr", _("French")
    GA = "ga", _("Irish")
    HR = "hr", _("Croatian")
    IT = "it", _("Italian")
    LV = "lv", _("Latvian")
    LT = "lt", _("Lithuanian")
    HU = "hu", _("Hungarian")
    MT = "mt", _("Maltese")
    NL = "nl", _("Dutch")
    PL = "pl", _("Polish")
    PT = "pt", _("Portuguese")
    RO = "ro", _("Romanian")
    SK = "sk", _("Slovak")
    SL = "sl", _("Slovenian")
    FI = "fi", _("Finnish")
    SV = "sv", _("Swedish")


class Origin(models.TextChoices):
    """Where the bytes of a file come from."""

    UPLOADED = "uploaded", _("Uploaded")
    MADE = "made", _("Made here")


class ReleaseState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", pgettext_lazy("release", "Approved")
    RELEASED = "released", _("Released")
    DROPPED = "dropped", pgettext_lazy("release", "Dropped")


class RequestState(models.TextChoices):
    OPEN = "open", _("Being handled")
    ANSWERED = "answered", _("Answered")
    CONFIRMATORY = "confirmatory", _("Confirmatory application")
    CLOSED = "closed", pgettext_lazy("access request", "Closed")


class Decision(models.TextChoices):
    """The answer to an application for access (Reg. 1049/2001 Art. 7 and 8)."""

    FULL = "full", _("Full access")
    PARTIAL = "partial", _("Partial access")
    REFUSED = "refused", pgettext_lazy("access request", "Refused")


class Ground(models.TextChoices):
    """Why a text is withheld, by article of Regulation (EC) No 1049/2001."""

    PUBLIC_SECURITY = "4-1-a-1", _("Art. 4(1)(a), first indent: public security")
    DEFENCE = "4-1-a-2", _("Art. 4(1)(a), second indent: defence and military matters")
    INTERNATIONAL = "4-1-a-3", _("Art. 4(1)(a), third indent: international relations")
    FINANCIAL = "4-1-a-4", _("Art. 4(1)(a), fourth indent: financial, monetary or economic policy")
    PRIVACY = "4-1-b", _("Art. 4(1)(b): privacy and integrity of the individual")
    COMMERCIAL = "4-2-1", _("Art. 4(2), first indent: commercial interests")
    COURT = "4-2-2", _("Art. 4(2), second indent: court proceedings and legal advice")
    INSPECTIONS = "4-2-3", _("Art. 4(2), third indent: inspections, investigations and audits")
    DECISION_OPEN = "4-3-1", _("Art. 4(3), first subparagraph: decision not yet taken")
    DECISION_TAKEN = "4-3-2", _("Art. 4(3), second subparagraph: opinions for internal use")
    STATE_ORIGIN = "4-5", _("Art. 4(5): prior agreement of the member state")


class News(StrEnum):
    """What is announced of releases and of applications for access (see `coordination/notices`)."""

    PROPOSED = "release.proposed"
    APPROVED = "release.approved"
    RELEASED = "release.released"
    DROPPED = "release.dropped"
    REGISTERED = "application.registered"
    ADVISED = "application.advised"
    ANSWERED = "application.answered"
    CONFIRMATORY = "application.confirmatory"
    DUE = "application.due"
