"""Small tables that everybody may read, kept in memory so that a page does not query for names."""

import time
from collections.abc import Callable
from typing import ClassVar


class Reference[Rows]:
    """What `load` returned, for at most `SECONDS`; the services that change a table call `forget`.

    Never for anything behind the gate, and never for rights: those are read at every request.
    """

    SECONDS = 30.0
    _all: ClassVar[list["Reference"]] = []

    def __init__(self, load: Callable[[], Rows]) -> None:
        self.__doc__ = load.__doc__
        self._load = load
        self._rows: Rows | None = None
        self._until = 0.0
        self._all.append(self)

    def __call__(self) -> Rows:
        now = time.monotonic()
        if self._rows is None or now >= self._until:
            self._rows, self._until = self._load(), now + self.SECONDS
        return self._rows

    def forget(self) -> None:
        self._rows = None

    @classmethod
    def forget_all(cls) -> None:
        for reference in cls._all:
            reference.forget()
