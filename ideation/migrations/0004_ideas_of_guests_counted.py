from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideation', '0003_ideas_gathered'),
    ]

    operations = [
        migrations.AddField(
            model_name='guest',
            name='ideas_added',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
