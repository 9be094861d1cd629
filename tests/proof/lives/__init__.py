"""The lives of records as they should be: from each state, which deed leads where and who may do it.

Written from the rules of procedure, beside the product: it imports the services that it tries, no policy.
"""

from collections.abc import Callable

from .activities import activity
from .consultations import consultation
from .fiches import fiche
from .life import Life
from .meetings import meeting
from .plans import plan

LIVES: dict[str, Callable[[], Life]] = {
    "plan": plan,
    "fiche": fiche,
    "meeting": meeting,
    "consultation": consultation,
    "activity": activity,
}
