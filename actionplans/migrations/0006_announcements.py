"""Announcements follow plans, their versions, actions and fiches."""

from django.db import migrations

from coordination.notices.operations import FollowRecord

SPOKEN_OF = ("Plan", "PlanVersion", "Action", "ActionTerms", "Fiche")


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0005_words"), ("coordination", "0016_notices_walls")]

    operations = [FollowRecord(row) for row in SPOKEN_OF]
