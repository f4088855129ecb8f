import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0003_items_move_to_horizons")]

    operations = [
        migrations.RemoveField(model_name="item", name="idea"),
        migrations.RemoveField(model_name="item", name="old_horizon"),
        migrations.AlterField(
            model_name="item",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="teams.team"
            ),
        ),
    ]
