import django.db.models.deletion
import django.utils.timezone
import roadmap.models.publications
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # A new database is made in one step. One that has some of these goes on with them.
    replaces = [
        ('roadmap', '0001_initial'),
        ('roadmap', '0002_items_of_several_ideas'),
        ('roadmap', '0003_items_move_to_horizons'),
        ('roadmap', '0004_items_without_their_old_place'),
        ('roadmap', '0005_published_roadmaps'),
        ('roadmap', '0006_line_at_a_score'),
        ('roadmap', '0007_decisions_recorded'),
    ]
    initial = True

    dependencies = [
        ('ideation', '0001_squashed_0004_ideas_of_guests_counted'),
        ('teams', '0001_squashed_0008_archives_and_names_in_them'),
        ('teams', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Horizon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('position', models.PositiveIntegerField()),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='horizons', to='teams.team')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('team', 'name'), name='horizon_name_unique_in_team'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='horizon_has_name')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=roadmap.models.publications.new_token, max_length=64)),
                ('searchable', models.BooleanField(default=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='teams.team')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('token',), name='publication_token_unique'), models.CheckConstraint(condition=models.Q(('token', ''), _negated=True), name='publication_has_token'), models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('team',), name='publication_one_live_in_team'), models.CheckConstraint(condition=models.Q(('withdrawn_by', None), ('withdrawn_at__isnull', False), _connector='OR'), name='publication_withdrawn_at_and_by')],
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cut_line', models.PositiveIntegerField(default=10, null=True)),
                ('cut_score', models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('considered', models.PositiveIntegerField()),
                ('is_of_one_room', models.BooleanField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shortlist_records', to='teams.team')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('team', 'number'), name='record_number_unique_in_team'), models.CheckConstraint(condition=models.Q(models.Q(('cut_line__isnull', False), ('cut_score', None)), models.Q(('cut_line', None), ('cut_score__gte', 0), ('cut_score__isnull', False), ('cut_score__lte', 100)), _connector='OR'), name='record_line_is_a_number_or_a_score')],
            },
        ),
        migrations.CreateModel(
            name='Shortlist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cut_line', models.PositiveIntegerField(default=10, null=True)),
                ('cut_score', models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ('team', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='shortlist', to='teams.team')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cut_line__isnull', False), ('cut_score', None)), models.Q(('cut_line', None), ('cut_score__gte', 0), ('cut_score__isnull', False), ('cut_score__lte', 100)), _connector='OR'), name='shortlist_line_is_a_number_or_a_score')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('included', models.BooleanField()),
                ('reason', models.CharField(max_length=1000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('idea', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='choice', to='ideation.idea')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='choice_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('own_title', models.CharField(blank=True, max_length=150)),
                ('owner', models.CharField(blank=True, max_length=150)),
                ('progress', models.CharField(choices=[('not_started', 'Not started'), ('started', 'In progress'), ('paused', 'Paused'), ('done', 'Done')], default='not_started', max_length=12)),
                ('starts', models.DateField(blank=True, null=True)),
                ('ends', models.DateField(blank=True, null=True)),
                ('belief', models.CharField(blank=True, max_length=500)),
                ('outcome', models.CharField(blank=True, max_length=500)),
                ('known_when', models.CharField(blank=True, max_length=500)),
                ('measure', models.CharField(blank=True, max_length=500)),
                ('horizon', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='roadmap.horizon')),
                ('purpose', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='items', to='teams.purpose')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='teams.team')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('progress__in', ['not_started', 'started', 'paused', 'done'])), name='item_progress_known'), models.CheckConstraint(condition=models.Q(models.Q(('ends', None), ('starts', None)), models.Q(('ends__gte', models.F('starts')), ('starts__isnull', False)), _connector='OR'), name='item_period_in_order')],
            },
        ),
        migrations.CreateModel(
            name='PublishedVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('snapshot', models.JSONField()),
                ('shown', models.JSONField(default=list)),
                ('left_out', models.JSONField(default=list)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='roadmap.publication')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('publication', 'number'), name='published_version_number_unique_in_publication'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='published_version_number_from_1')],
            },
        ),
        migrations.CreateModel(
            name='RecordedIdea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('included', models.BooleanField()),
                ('is_above_line', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('rank', models.PositiveIntegerField(null=True)),
                ('score', models.FloatField(null=True)),
                ('voters', models.PositiveIntegerField(null=True)),
                ('people', models.PositiveIntegerField(null=True)),
                ('workshop_number', models.PositiveIntegerField(null=True)),
                ('workshop_title', models.CharField(blank=True, max_length=200)),
                ('scored_on', models.DateField(null=True)),
                ('room_rank', models.PositiveIntegerField(null=True)),
                ('room_size', models.PositiveIntegerField(null=True)),
                ('rank_low', models.PositiveIntegerField(null=True)),
                ('rank_high', models.PositiveIntegerField(null=True)),
                ('chance', models.FloatField(null=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ideas', to='roadmap.record')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('record', 'number'), name='recorded_idea_once'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='recorded_idea_has_title'), models.CheckConstraint(condition=models.Q(('included', models.F('is_above_line')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='recorded_exception_has_reason'), models.CheckConstraint(condition=models.Q(('rank', None), models.Q(('rank__gte', 1), ('score__isnull', False)), _connector='OR'), name='recorded_rank_has_score'), models.CheckConstraint(condition=models.Q(models.Q(('rank_high', None), ('rank_low', None)), models.Q(('rank_high__gte', models.F('rank_low')), ('rank_high__isnull', False), ('rank_low__gte', 1), ('rank_low__isnull', False), ('room_rank__isnull', False), ('room_size__isnull', False)), _connector='OR'), name='recorded_interval_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Dependency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='roadmap.item')),
                ('needs', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needed_by', to='roadmap.item')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('item', 'needs'), name='dependency_once'), models.CheckConstraint(condition=models.Q(('item', models.F('needs')), _negated=True), name='dependency_on_another')],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0)),
                ('idea', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='part', to='ideation.idea')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='roadmap.item')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
    ]
