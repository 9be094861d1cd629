"""Fiches, their measures, contributions, positions and comments."""

from .fiches import Fiche, FicheCountry, FichePosition
from .measures import FicheContribution, Measure
from .remarks import FicheComment

__all__ = ["Fiche", "FicheComment", "FicheContribution", "FicheCountry", "FichePosition", "Measure"]
