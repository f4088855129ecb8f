import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("problems", "0001_initial"),
        ("teams", "0002_voting_that_holds"),
    ]

    operations = [
        migrations.AddField(
            model_name="problem",
            name="root",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="symptoms",
                to="problems.problem",
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.CheckConstraint(
                condition=Q(root=None) | ~Q(root=F("id")), name="problem_not_its_own_root"
            ),
        ),
    ]
