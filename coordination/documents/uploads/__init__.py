"""What may be uploaded: one place where every file is looked at before anything is kept of it.

SECURITY 17 and 8. `check` is the only way to a `Checked`; what refuses a file says in a sentence why.
"""

from .checks import check
from .kinds import Checked, FileKind

__all__ = ["Checked", "FileKind", "check"]
