from typing import Any

from django.db import migrations, models


def say_what_was_measured(apps: Any, schema_editor: Any) -> None:
    """The criteria of a finished workshop are as they were when it was finished."""
    Result = apps.get_model("workshops", "Result")
    for result in Result.objects.prefetch_related("workshop__criteria"):
        criteria = sorted(result.workshop.criteria.all(), key=lambda each: (each.position, each.pk))
        result.measured_on = [[each.name, each.direction, str(each.weight)] for each in criteria]
        result.save(update_fields=["measured_on"])


class Migration(migrations.Migration):

    dependencies = [
        ("workshops", "0005_results_explained"),
    ]

    operations = [
        migrations.AddField(
            model_name="result",
            name="measured_on",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(say_what_was_measured, migrations.RunPython.noop),
    ]
