import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap", "0006_line_at_a_score"),
        ("teams", "0003_scope_agreed_and_ideas_merged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cut_line", models.PositiveIntegerField(default=10, null=True)),
                ("cut_score", models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("considered", models.PositiveIntegerField()),
                ("is_of_one_room", models.BooleanField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shortlist_records", to="teams.team"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("team", "number"), name="record_number_unique_in_team"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cut_line__isnull", False), ("cut_score", None)),
                            models.Q(
                                ("cut_line", None),
                                ("cut_score__gte", 0),
                                ("cut_score__isnull", False),
                                ("cut_score__lte", 100),
                            ),
                            _connector="OR",
                        ),
                        name="record_line_is_a_number_or_a_score",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordedIdea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("included", models.BooleanField()),
                ("is_above_line", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("rank", models.PositiveIntegerField(null=True)),
                ("score", models.FloatField(null=True)),
                ("voters", models.PositiveIntegerField(null=True)),
                ("people", models.PositiveIntegerField(null=True)),
                ("workshop_number", models.PositiveIntegerField(null=True)),
                ("workshop_title", models.CharField(blank=True, max_length=200)),
                ("scored_on", models.DateField(null=True)),
                ("room_rank", models.PositiveIntegerField(null=True)),
                ("room_size", models.PositiveIntegerField(null=True)),
                ("rank_low", models.PositiveIntegerField(null=True)),
                ("rank_high", models.PositiveIntegerField(null=True)),
                ("chance", models.FloatField(null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ideas", to="roadmap.record"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("record", "number"), name="recorded_idea_once"),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="recorded_idea_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("included", models.F("is_above_line")),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recorded_exception_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rank", None),
                            models.Q(("rank__gte", 1), ("score__isnull", False)),
                            _connector="OR",
                        ),
                        name="recorded_rank_has_score",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rank_high", None), ("rank_low", None)),
                            models.Q(
                                ("rank_high__gte", models.F("rank_low")),
                                ("rank_high__isnull", False),
                                ("rank_low__gte", 1),
                                ("rank_low__isnull", False),
                                ("room_rank__isnull", False),
                                ("room_size__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="recorded_interval_in_order",
                    ),
                ],
            },
        ),
    ]
