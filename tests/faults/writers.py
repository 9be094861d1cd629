"""Several people who write at once, and do what a client does that gets no answer: send it again."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .stage import ACTIVITIES, Stage

# What a client may meet while something is being killed: a cut line, or a sentence.
AWAY = {0, 503}


class Writer(threading.Thread):
    """Logs entries, each with a key of its own, and renames every second of them."""

    _numbers = itertools.count()

    def __init__(self, stage: Stage) -> None:
        super().__init__(daemon=True)
        self.stage = stage
        self.number = next(self._numbers)
        self.acknowledged: dict[str, str] = {}
        self.renamed: dict[str, str] = {}
        self.unanswered: set[str] = set()
        self.cut = 0
        self.wrong: list[str] = []
        self.over = threading.Event()

    def run(self) -> None:
        for count in itertools.count():
            if self.over.is_set():
                return
            self._write(f"writer {self.number} entry {count}", rename=count % 2 == 0)

    def _write(self, key: str, *, rename: bool) -> None:
        answer = self.stage.log(key, key=key)
        while answer.status in AWAY and not self.over.is_set():
            self.unanswered.add(key)
            self.cut += 1
            time.sleep(0.2)
            answer = self.stage.log(key, key=key)
        if answer.status in {200, 201}:
            self.acknowledged[key] = answer.said["id"]
            if rename:
                self._rename(key)
        elif answer.status not in AWAY:
            self.wrong.append(f"{answer.status} {answer.body[:200]!r}")

    def _rename(self, key: str) -> None:
        pk = self.acknowledged[key]
        answer = self.stage.ask("PATCH", f"{ACTIVITIES}{pk}/", {"title": f"{key} renamed"}, If_Match='"1"')
        if answer.status == 200:
            self.renamed[pk] = f"{key} renamed"
        elif answer.status in AWAY:
            self.cut += 1
        else:
            self.wrong.append(f"{answer.status} {answer.body[:200]!r}")


@contextmanager
def writing(stage: Stage, people: int = 3) -> Iterator[list[Writer]]:
    """Writers at work inside the block; at its end each has its last answer."""
    writers = [Writer(stage) for _ in range(people)]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.over.set()
        for writer in writers:
            writer.join(60)


# What must never be found, each with how it is looked for.
HALF_STATES = {
    "an entry without its first line of history": """
        SELECT id FROM coordination_activity a WHERE NOT EXISTS (SELECT FROM coordination_historyline h
        WHERE h.noun = 'coordination_activity' AND h.record = a.id AND h.part = '' AND h.verb = 'created')""",
    "a line of history without its entry": """
        SELECT record FROM coordination_historyline h WHERE noun = 'coordination_activity'
        AND NOT EXISTS (SELECT FROM coordination_activity a WHERE a.id = h.record)""",
    "an entry without its country": """
        SELECT id FROM coordination_activity a WHERE NOT EXISTS
        (SELECT FROM coordination_activitycountry c WHERE c.activity_id = a.id)""",
    "an entry without its theme": """
        SELECT id FROM coordination_activity a WHERE NOT EXISTS
        (SELECT FROM coordination_activitytheme t WHERE t.activity_id = a.id)""",
    "a country without its entry": """
        SELECT id FROM coordination_activitycountry c WHERE NOT EXISTS
        (SELECT FROM coordination_activity a WHERE a.id = c.activity_id)""",
    "a receipt without what it stands for": """
        SELECT key FROM coordination_receipt r WHERE made IS NULL OR made NOT IN
        (SELECT id FROM coordination_activity UNION SELECT id FROM coordination_document
        UNION SELECT key FROM coordination_documentversion)""",
    "an entry without its receipt": """
        SELECT id FROM coordination_activity a WHERE NOT EXISTS
        (SELECT FROM coordination_receipt r WHERE r.made = a.id)""",
    "two entries of one key": """
        SELECT replace(title, ' renamed', '') AS key FROM coordination_activity GROUP BY 1 HAVING count(*) > 1""",
    "a save without its line of history": """
        SELECT id FROM coordination_activity a WHERE version <> (SELECT count(DISTINCT change)
        FROM coordination_historyline h WHERE h.noun = 'coordination_activity' AND h.record = a.id)""",
    "an entry that the search does not know": """
        SELECT id FROM coordination_activity a WHERE NOT EXISTS
        (SELECT FROM coordination_memberstext t WHERE t.record = a.id)""",
}


def half_states(stage: Stage) -> dict[str, list[str]]:
    """The half states that the database is in: none, one hopes."""
    with stage.connect() as line:
        found = {
            name: [str(row[0]) for row in line.execute(sql).fetchmany(5)] for name, sql in HALF_STATES.items()
        }
    return {name: rows for name, rows in found.items() if rows}


def lost(stage: Stage, writers: list[Writer]) -> set[str]:
    """What somebody was told is kept, and is not."""
    kept = {str(pk): title for pk, title in stage.rows("SELECT id, title FROM coordination_activity")}
    entries = {pk for writer in writers for pk in writer.acknowledged.values()} - kept.keys()
    renamed = {title for w in writers for pk, title in w.renamed.items() if kept.get(pk) != title}
    return entries | renamed


def second_ones(stage: Stage, writers: list[Writer]) -> list[str]:
    """Keys that make something else when they are sent once more."""
    wrong = []
    for writer in writers:
        keys = [*sorted(writer.unanswered), *list(writer.acknowledged)[:3]]
        for key in keys:
            first, again = stage.log(key, key=key), stage.log(key, key=key)
            made = {answer.said.get("id") for answer in (first, again)}
            known = {writer.acknowledged.get(key, first.said.get("id"))}
            if again.status != 200 or made != known:
                wrong.append(f"{key}: {first.status} {again.status}")
    return wrong
