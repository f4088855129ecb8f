import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import teams.codes
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # A new database is made in one step. One that has some of these goes on with them.
    replaces = [
        ('workshops', '0001_initial'),
        ('workshops', '0002_voting_that_holds'),
        ('workshops', '0003_scales_end_at_10'),
        ('workshops', '0004_counted_ballots'),
        ('workshops', '0005_results_explained'),
        ('workshops', '0006_result_measured_on'),
        ('workshops', '0007_results_revealed_first'),
    ]
    initial = True

    dependencies = [
        ('ideation', '0001_squashed_0004_ideas_of_guests_counted'),
        ('problems', '0001_squashed_0004_imports_of_ideas'),
        ('teams', '0001_squashed_0008_archives_and_names_in_them'),
        ('teams', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Workshop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asks_organisation', models.BooleanField(default=False, verbose_name='Ask for people’s organisation')),
                ('asks_role', models.BooleanField(default=False, verbose_name='Ask for people’s role')),
                ('ground_rules', models.TextField(blank=True, max_length=2000, verbose_name='Ground rules')),
                ('warm_up', models.CharField(blank=True, max_length=200, verbose_name='Warm-up question')),
                ('has_random_order', models.BooleanField(default=False, verbose_name='Show everybody a different order')),
                ('asks_comments', models.BooleanField(default=True, verbose_name='Ask for an optional comment on each page')),
                ('led_to', models.PositiveIntegerField(blank=True, null=True)),
                ('timebox_ends_at', models.DateTimeField(blank=True, null=True)),
                ('is_being_revealed', models.BooleanField(default=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('problem', 'Problem workshop'), ('idea', 'Idea workshop')], default='problem', max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('draft', 'Being set up'), ('open', 'Open to join'), ('voting', 'Voting'), ('closed', 'Voting closed'), ('finished', 'Finished')], default='draft', max_length=10)),
                ('code', models.CharField(default=teams.codes.new_code, max_length=10, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='followed_by', to='workshops.workshop')),
                ('ideas', models.ManyToManyField(related_name='workshops', to='ideation.idea')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='workshops', to='teams.team')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('team', 'number'), name='workshop_number_unique_in_team'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='workshop_has_title'), models.CheckConstraint(condition=models.Q(('kind__in', ['problem', 'idea'])), name='workshop_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'voting', 'closed', 'finished'])), name='workshop_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'finished'), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='workshop_finished_has_date'), models.CheckConstraint(condition=models.Q(('is_being_revealed', False), ('state', 'finished'), _connector='OR'), name='workshop_revealed_once_finished')],
            },
        ),
        migrations.CreateModel(
            name='WrongCodes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('hour', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('address_hash', 'hour'), name='wrong_codes_once_an_hour')],
            },
        ),
        migrations.CreateModel(
            name='Preset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('criteria', models.JSONField()),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presets', to='teams.team')),
            ],
            options={
                'ordering': [django.db.models.functions.text.Lower('name'), 'pk'],
                'constraints': [models.UniqueConstraint(models.F('team'), django.db.models.functions.text.Lower('name'), name='preset_name_unique_in_team'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='preset_has_name')],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('submitted', models.BooleanField(default=False)),
                ('filled', models.PositiveSmallIntegerField(default=0)),
                ('comments', models.JSONField(default=dict)),
                ('on_paper', models.BooleanField(default=False)),
                ('set_aside_because', models.CharField(blank=True, max_length=300)),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='workshops.workshop')),
            ],
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voters', models.PositiveIntegerField()),
                ('on_paper', models.PositiveIntegerField(default=0)),
                ('set_aside', models.PositiveIntegerField(default=0)),
                ('measured_on', models.JSONField(default=list)),
                ('alpha', models.FloatField(null=True)),
                ('computed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('workshop', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='result', to='workshops.workshop')),
            ],
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('name', models.CharField(max_length=80)),
                ('question', models.CharField(max_length=300)),
                ('hint', models.CharField(blank=True, max_length=300)),
                ('lowest', models.PositiveSmallIntegerField(default=1)),
                ('highest', models.PositiveSmallIntegerField(default=5)),
                ('low_label', models.CharField(max_length=60)),
                ('high_label', models.CharField(max_length=60)),
                ('labels', models.JSONField(blank=True, default=list)),
                ('direction', models.CharField(choices=[('high', 'The high end means more priority'), ('low', 'The low end means more priority')], default='high', max_length=4)),
                ('weight', models.DecimalField(decimal_places=2, default=1, max_digits=5)),
                ('finds_symptoms', models.BooleanField(default=False)),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='workshops.workshop')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('workshop'), django.db.models.functions.text.Lower('name'), name='criterion_name_unique_in_workshop'), models.CheckConstraint(condition=models.Q(('highest__gt', models.F('lowest')), ('highest__lte', django.db.models.expressions.CombinedExpression(models.F('lowest'), '+', models.Value(9)))), name='criterion_has_2_to_10_points'), models.CheckConstraint(condition=models.Q(('highest__lte', 10)), name='criterion_ends_at_10'), models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('weight__lte', 100)), name='criterion_weight_positive'), models.CheckConstraint(condition=models.Q(('direction__in', ['high', 'low'])), name='criterion_direction_known')],
            },
        ),
        migrations.CreateModel(
            name='CountedBallot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answers', models.JSONField()),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counted_ballots', to='workshops.workshop')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('group_name', models.CharField(blank=True, max_length=100)),
                ('group_label', models.CharField(blank=True, max_length=3)),
                ('group_colour', models.CharField(blank=True, max_length=10)),
                ('withdrawn_because', models.CharField(blank=True, max_length=300)),
                ('idea', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='ideation.idea')),
                ('problem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='problems.problem')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='workshops.workshop')),
            ],
            options={
                'ordering': ['position', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('idea__isnull', True), ('problem__isnull', False)), models.Q(('idea__isnull', False), ('problem__isnull', True)), _connector='OR'), name='candidate_is_a_problem_or_an_idea'), models.UniqueConstraint(fields=('workshop', 'number'), name='candidate_once_in_workshop')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='Your name')),
                ('organisation', models.CharField(blank=True, max_length=100, verbose_name='Your organisation')),
                ('role', models.CharField(blank=True, max_length=100, verbose_name='Your role')),
                ('key_hash', models.CharField(max_length=64)),
                ('watches', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ballot', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='participant', to='workshops.ballot')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='workshops.workshop')),
            ],
            options={
                'ordering': ['joined_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('workshop', 'key_hash'), name='participant_key_unique'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='participant_has_name'), models.CheckConstraint(condition=models.Q(('watches', False), ('ballot', None), _connector='OR'), name='who_watches_has_no_ballot')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='workshops.candidate')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comment_has_text')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='workshops.candidate')),
            ],
            options={
                'ordering': ['written_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_has_text')],
            },
        ),
        migrations.CreateModel(
            name='ResultRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voters', models.PositiveIntegerField(default=0)),
                ('rank', models.PositiveIntegerField(null=True)),
                ('score', models.FloatField(null=True)),
                ('rank_low', models.PositiveIntegerField(null=True)),
                ('rank_high', models.PositiveIntegerField(null=True)),
                ('among_first', models.JSONField(default=list)),
                ('agreement', models.FloatField(null=True)),
                ('cells', models.JSONField(default=list)),
                ('candidate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='result_row', to='workshops.candidate')),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='workshops.result')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('rank'), nulls_last=True), 'candidate__number'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('rank', None), ('score', None)), models.Q(('rank__gte', 1), ('score__gte', 0), ('score__lte', 100)), _connector='OR'), name='result_row_score_from_0_to_100'), models.CheckConstraint(condition=models.Q(models.Q(('rank_high', None), ('rank_low', None)), models.Q(('rank_high__gte', models.F('rank')), ('rank_low__lte', models.F('rank'))), _connector='OR'), name='result_row_interval_holds_rank')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('value', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='workshops.ballot')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='workshops.candidate')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='workshops.criterion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ballot', 'candidate', 'criterion'), name='score_once'), models.CheckConstraint(condition=models.Q(('value', None), ('value__lte', 10), _connector='OR'), name='score_on_a_scale')],
            },
        ),
    ]
