"""Announcements follow meetings, their items, follow-ups, releases and applications for access."""

from django.db import migrations

from coordination.notices.operations import FollowRecord

SPOKEN_OF = ("Meeting", "AgendaItem", "FollowUp", "Release", "AccessRequest")


class Migration(migrations.Migration):
    dependencies = [("coordination", "0017_consultations_spoken_of")]

    operations = [FollowRecord(name) for name in SPOKEN_OF]
