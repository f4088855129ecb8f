from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = {"mvp": "MVP", "after": "After the MVP"}


def move(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make a part of the idea of each item, and give each team that has any the two horizons that there were."""
    Item, Part, Horizon = (apps.get_model("roadmap", name) for name in ("Item", "Part", "Horizon"))
    items = list(Item.objects.select_related("idea"))
    horizons = {
        (team, key): Horizon.objects.create(team_id=team, name=name, position=position)
        for team in sorted({item.idea.team_id for item in items})
        for position, (key, name) in enumerate(NAMES.items())
    }
    for item in items:
        item.team_id = item.idea.team_id
        item.horizon = horizons[item.team_id, item.old_horizon]
    Item.objects.bulk_update(items, ["team", "horizon"], batch_size=500)
    Part.objects.bulk_create([Part(item=item, idea_id=item.idea_id) for item in items], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0002_items_of_several_ideas")]

    operations = [migrations.RunPython(move)]
