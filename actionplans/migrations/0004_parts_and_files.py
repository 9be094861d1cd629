"""Who is asked for an action, who leads a pillar, linked files, and what the partner endorsed."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from actionplans.plans.operations import FreezeText
from coordination.access.operations import GatePart
from coordination.history.operations import RecordHistory

PARTS = ("LinkedFile", "PartnerEndorsement")
AGREED = "state IN ('agreed', 'review', 'superseded')"


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0003_fiches_walls"),
        ("coordination", "0005_read_as"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionterms",
            name="contributor_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(),
                default=list,
                help_text="Organisations; asked once the text is in consultation.",
                verbose_name="Contributors",
            ),
        ),
        migrations.AddField(
            model_name="objective",
            name="lead",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coordination.organisation",
                verbose_name="Pillar lead",
            ),
        ),
        migrations.CreateModel(
            name="LinkedFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=200, verbose_name="File")),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="Reference")),
                ("address", models.URLField(blank=True, max_length=500, verbose_name="Where it can be read")),
                ("purpose", models.CharField(blank=True, max_length=300, verbose_name="What it is for")),
                (
                    "audience",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="coordination.audience",
                    ),
                ),
                (
                    "plan_version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actionplans.planversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "linked file",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        models.F("plan_version"), models.F("key"), name="one_linkedfile_a_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerEndorsement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.PositiveSmallIntegerField(default=0)),
                ("objective_key", models.UUIDField(blank=True, null=True, verbose_name="Objective")),
                ("body", models.CharField(max_length=200, verbose_name="Who")),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="Post")),
                ("endorsed_on", models.DateField(verbose_name="Endorsed on")),
                ("source", models.CharField(max_length=300, verbose_name="Source")),
                ("address", models.URLField(blank=True, max_length=500, verbose_name="Where it can be read")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "audience",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="coordination.audience",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coordination.organisation",
                        verbose_name="Recorded by",
                    ),
                ),
                (
                    "plan_version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actionplans.planversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "endorsement by the partner",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        models.F("plan_version"), models.F("key"), name="one_partnerendorsement_a_key"
                    )
                ],
            },
        ),
        *(GatePart(part, "PlanVersion") for part in PARTS),
        *(RecordHistory(part, "PlanVersion", "plan_version_id") for part in PARTS),
        # What the partner endorsed is recorded beside a text, also once it is agreed.
        FreezeText("LinkedFile", AGREED, of="PlanVersion", link="plan_version_id"),
    ]
