import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideation', '0002_scope_agreed_and_ideas_merged'),
        ('problems', '0004_imports_of_ideas'),
    ]

    operations = [
        migrations.AddField(
            model_name='idea',
            name='user_group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='problems.usergroup'),
        ),
        migrations.AddField(
            model_name='idea',
            name='imported',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='problems.importedgroup'),
        ),
    ]
