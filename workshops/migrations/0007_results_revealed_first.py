from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workshops", "0006_result_measured_on"),
    ]

    operations = [
        migrations.AddField(
            model_name="workshop",
            name="is_being_revealed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_being_revealed", False), ("state", "finished"), _connector="OR"),
                name="workshop_revealed_once_finished",
            ),
        ),
    ]
