import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Room for horizons of a team's own, and for items that are made from several ideas."""

    dependencies = [
        ("ideation", "0003_ideas_gathered"),
        ("roadmap", "0001_initial"),
        ("teams", "0003_scope_agreed_and_ideas_merged"),
    ]

    operations = [
        migrations.CreateModel(
            name="Horizon",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("position", models.PositiveIntegerField()),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="horizons", to="teams.team"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("team", "name"), name="horizon_name_unique_in_team"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="horizon_has_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "idea",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="part", to="ideation.idea"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="roadmap.item"
                    ),
                ),
            ],
            options={"ordering": ["position", "pk"]},
        ),
        migrations.CreateModel(
            name="Dependency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="roadmap.item"
                    ),
                ),
                (
                    "needs",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needed_by", to="roadmap.item"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "needs"), name="dependency_once"),
                    models.CheckConstraint(
                        condition=models.Q(("item", models.F("needs")), _negated=True), name="dependency_on_another"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="item", name="item_horizon_known"),
        migrations.RenameField(model_name="item", old_name="horizon", new_name="old_horizon"),
        migrations.AddField(
            model_name="item",
            name="horizon",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="roadmap.horizon",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="team",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="items", to="teams.team"
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="own_title",
            field=models.CharField(blank=True, default="", max_length=150),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="item",
            name="owner",
            field=models.CharField(blank=True, default="", max_length=150),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="item",
            name="progress",
            field=models.CharField(
                choices=[
                    ("not_started", "Not started"),
                    ("started", "In progress"),
                    ("paused", "Paused"),
                    ("done", "Done"),
                ],
                default="not_started",
                max_length=12,
            ),
        ),
        migrations.AddField(model_name="item", name="starts", field=models.DateField(blank=True, null=True)),
        migrations.AddField(model_name="item", name="ends", field=models.DateField(blank=True, null=True)),
        *(
            migrations.AddField(
                model_name="item",
                name=name,
                field=models.CharField(blank=True, default="", max_length=500),
                preserve_default=False,
            )
            for name in ("belief", "outcome", "known_when", "measure")
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("progress__in", ["not_started", "started", "paused", "done"])),
                name="item_progress_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends", None), ("starts", None)),
                    models.Q(("ends__gte", models.F("starts")), ("starts__isnull", False)),
                    _connector="OR",
                ),
                name="item_period_in_order",
            ),
        ),
    ]
