"""The functions that act by rights of their own are few, named, and fix where they look for names."""

import pytest

from tests.access.test_walls import sql

pytestmark = [pytest.mark.row("C23"), pytest.mark.django_db(databases=["default", "owner"])]


def test_definer_functions_fix_their_search_path_and_are_these():
    found = dict(
        sql(
            "SELECT proname, coalesce(proconfig::text, '') FROM pg_proc"
            " WHERE prosecdef AND pronamespace = 'public'::regnamespace AND proname NOT LIKE 'procrastinate%%'"
        )
    )
    assert set(found) == {
        "roundtable_write_history",
        "roundtable_row_history",
        "roundtable_part_history",
        "roundtable_record",
        "roundtable_index_text",
        "roundtable_unindex_text",
        "roundtable_members_find",
        "roundtable_members_find_among",
        "roundtable_members_similar",
        "roundtable_recount",
        "roundtable_tally",
        "roundtable_announcements_follow",
        "roundtable_announcements_end",
        "roundtable_room_change",
        "roundtable_silence",
        "roundtable_silence_clock",
        "roundtable_let_in",
        "roundtable_held",
        "roundtable_refuse_held",
        "roundtable_due",
        "roundtable_prepare_purge",
        "roundtable_purge_one",
        "roundtable_purge_batch",
        "roundtable_empty_history",
        "roundtable_sweep",
        "roundtable_sweep_trail",
        "roundtable_orphans",
        "roundtable_person",
        "roundtable_forget",
        "roundtable_person_is_held",
        "roundtable_refuse_erasure",
        "roundtable_erase",
        "roundtable_note",
        "roundtable_administers",
        "roundtable_row_trail",
        "roundtable_batch_of_history",
        "roundtable_batch_of_trail",
        "roundtable_emptied_and_full",
        "roundtable_next_seal",
        "roundtable_keep_seal",
        "roundtable_purge_trail",
    }
    assert set(found.values()) == {'{"search_path=public, pg_temp"}'}
