"""Announcements follow consultations and what ministries are asked."""

from django.db import migrations

from coordination.notices.operations import FollowRecord


class Migration(migrations.Migration):
    dependencies = [("coordination", "0016_notices_walls")]

    operations = [FollowRecord("Consultation"), FollowRecord("MinistryInput")]
