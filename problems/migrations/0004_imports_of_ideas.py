from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('problems', '0003_evidence_behind_problems'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='target',
            field=models.CharField(choices=[('problems', 'Problems and evidence'), ('ideas', 'Ideas')], default='problems', max_length=10),
        ),
        migrations.AddField(
            model_name='import',
            name='name',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.RemoveConstraint(
            model_name='import',
            name='import_of_a_file_once_in_team',
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'imported')), fields=('team', 'digest', 'target'), name='import_of_a_file_once_in_team'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('target__in', ['problems', 'ideas'])), name='import_target_known'),
        ),
    ]
