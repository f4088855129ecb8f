from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0005_published_roadmaps")]

    operations = [
        migrations.AlterField(
            model_name="shortlist", name="cut_line", field=models.PositiveIntegerField(default=10, null=True)
        ),
        migrations.AddField(
            model_name="shortlist",
            name="cut_score",
            field=models.DecimalField(decimal_places=1, max_digits=4, null=True),
        ),
        migrations.AddConstraint(
            model_name="shortlist", constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cut_line__isnull", False), ("cut_score", None)),
                    models.Q(
                        ("cut_line", None), ("cut_score__gte", 0), ("cut_score__isnull", False), ("cut_score__lte", 100)
                    ),
                    _connector="OR",
                ),
                name="shortlist_line_is_a_number_or_a_score",
            )
        ),
    ]
