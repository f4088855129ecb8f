import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # A new database is made in one step. One that has some of these goes on with them.
    replaces = [
        ('problems', '0001_initial'),
        ('problems', '0002_root_or_symptom'),
        ('problems', '0003_evidence_behind_problems'),
        ('problems', '0004_imports_of_ideas'),
    ]
    initial = True

    dependencies = [
        ('teams', '0001_squashed_0008_archives_and_names_in_them'),
        ('teams', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExperienceMap',
            fields=[
                ('team', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='experience_map', serialize=False, to='teams.team')),
                ('round', models.CharField(blank=True, max_length=100)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('tickets', 'Zendesk tickets'), ('errors', 'API error log'), ('mural', 'Mural sticky notes'), ('miro', 'Miro sticky notes'), ('list', 'List of problems')], max_length=10)),
                ('target', models.CharField(choices=[('problems', 'Problems and evidence'), ('ideas', 'Ideas')], default='problems', max_length=10)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('state', models.CharField(choices=[('draft', 'Not confirmed yet'), ('imported', 'Imported')], default='draft', max_length=10)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('imported_at', models.DateTimeField(blank=True, null=True)),
                ('digest', models.CharField(max_length=64)),
                ('keys', models.BinaryField(default=bytes)),
                ('columns', models.JSONField(default=list)),
                ('meanings', models.JSONField(default=dict)),
                ('has_header', models.BooleanField(default=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('grouped', models.PositiveIntegerField(default=0)),
                ('left_out', models.JSONField(default=list)),
                ('remarks', models.JSONField(default=list)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='teams.team')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'imported')), fields=('team', 'digest', 'target'), name='import_of_a_file_once_in_team'), models.CheckConstraint(condition=models.Q(('target__in', ['problems', 'ideas'])), name='import_target_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['tickets', 'errors', 'mural', 'miro', 'list'])), name='import_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'imported'])), name='import_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('imported_at', None), ('state', 'draft')), models.Q(('imported_at__isnull', False), ('state', 'imported')), _connector='OR'), name='import_has_its_time'), models.CheckConstraint(condition=models.Q(('grouped__lte', models.F('rows'))), name='import_groups_rows_of_its_file')],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('leads_to', models.ManyToManyField(blank=True, related_name='reached_from', to='problems.stage')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='teams.team')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('team', 'name'), name='stage_name_unique_in_team'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='stage_has_name')],
            },
        ),
        migrations.CreateModel(
            name='UserGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('label', models.CharField(max_length=3)),
                ('colour', models.CharField(choices=[('blue', 'Blue'), ('green', 'Green'), ('purple', 'Purple'), ('orange', 'Orange'), ('teal', 'Teal'), ('magenta', 'Magenta'), ('yellow', 'Yellow'), ('red', 'Red'), ('grey', 'Grey')], max_length=10)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='user_groups', to='teams.team')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('team', 'name'), name='user_group_name_unique_in_team'), models.UniqueConstraint(fields=('team', 'label'), name='user_group_label_unique_in_team'), models.CheckConstraint(condition=models.Q(('colour__in', ['blue', 'green', 'purple', 'orange', 'teal', 'magenta', 'yellow', 'red', 'grey'])), name='user_group_colour_known'), models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='user_group_has_label')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('user', 'User problem'), ('business', 'Business problem')], default='user', max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('statement', models.TextField(blank=True, max_length=4000)),
                ('state', models.CharField(choices=[('longlist', 'On the longlist'), ('chosen', 'Chosen for a workshop'), ('left', 'Left for now'), ('parked', 'Parked: a wider need')], default='longlist', max_length=10)),
                ('state_reason', models.CharField(blank=True, max_length=500)),
                ('state_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='problems.problem')),
                ('merged_through', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='problems.problem')),
                ('root', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='symptoms', to='problems.problem')),
                ('serves', models.ManyToManyField(blank=True, related_name='served_by', to='problems.problem')),
                ('state_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='teams.team')),
                ('user_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='problems.usergroup')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('team', 'number'), name='problem_number_unique_in_team'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='problem_has_title'), models.CheckConstraint(condition=models.Q(('kind__in', ['user', 'business'])), name='problem_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['longlist', 'chosen', 'left', 'parked'])), name='problem_state_known'), models.CheckConstraint(condition=models.Q(('kind', 'business'), ('user_group__isnull', False), _connector='OR'), name='problem_of_users_has_group'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('left', 'parked')), _negated=True), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='problem_left_with_reason'), models.CheckConstraint(condition=models.Q(('root', None), models.Q(('root', models.F('id')), _negated=True), _connector='OR'), name='problem_not_its_own_root'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='problem_not_merged_into_itself'), models.CheckConstraint(condition=models.Q(('merged_through', None), models.Q(('merged_into__isnull', False), models.Q(('merged_through', models.F('id')), _negated=True), models.Q(('merged_through', models.F('merged_into')), _negated=True)), _connector='OR'), name='problem_merged_through_another')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('research', 'User research'), ('tickets', 'Support tickets'), ('errors', 'API error log'), ('analytics', 'Analytics')], max_length=10)),
                ('finding', models.TextField(max_length=2000)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('found_on', models.DateField(blank=True, null=True)),
                ('count', models.PositiveIntegerField(blank=True, null=True)),
                ('unit', models.CharField(blank=True, max_length=50)),
                ('quote', models.TextField(blank=True, max_length=1000)),
                ('quote_from', models.CharField(blank=True, max_length=100)),
                ('quote_consent', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='teams.team')),
                ('problems', models.ManyToManyField(related_name='evidence', to='problems.problem')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('team', 'number'), name='evidence_number_unique_in_team'), models.CheckConstraint(condition=models.Q(('finding', ''), _negated=True), name='evidence_has_finding'), models.CheckConstraint(condition=models.Q(('kind__in', ['research', 'tickets', 'errors', 'analytics'])), name='evidence_kind_known'), models.CheckConstraint(condition=models.Q(('count', None), models.Q(('unit', ''), _negated=True), _connector='OR'), name='evidence_count_has_unit'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('quote', ''), _negated=True), ('quote_consent', True)), models.Q(('quote', ''), ('quote_consent', False), ('quote_from', '')), _connector='OR'), name='evidence_quote_has_consent')],
            },
        ),
        migrations.CreateModel(
            name='Framing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('who', models.TextField(blank=True, max_length=500)),
                ('who_certainty', models.CharField(choices=[('known', 'Known'), ('assumption', 'Assumption'), ('open', 'Open question')], default='open', max_length=10)),
                ('what', models.TextField(blank=True, max_length=500)),
                ('what_certainty', models.CharField(choices=[('known', 'Known'), ('assumption', 'Assumption'), ('open', 'Open question')], default='open', max_length=10)),
                ('when_and_where', models.TextField(blank=True, max_length=500)),
                ('when_and_where_certainty', models.CharField(choices=[('known', 'Known'), ('assumption', 'Assumption'), ('open', 'Open question')], default='open', max_length=10)),
                ('matters_to_them', models.TextField(blank=True, max_length=500)),
                ('matters_to_them_certainty', models.CharField(choices=[('known', 'Known'), ('assumption', 'Assumption'), ('open', 'Open question')], default='open', max_length=10)),
                ('matters_to_organisation', models.TextField(blank=True, max_length=500)),
                ('matters_to_organisation_certainty', models.CharField(choices=[('known', 'Known'), ('assumption', 'Assumption'), ('open', 'Open question')], default='open', max_length=10)),
                ('phase', models.CharField(blank=True, choices=[('discovery', 'Discovery'), ('alpha', 'Alpha'), ('beta', 'Beta'), ('live', 'Live')], max_length=10)),
                ('round', models.CharField(blank=True, max_length=100)),
                ('statement', models.TextField(blank=True, max_length=4000)),
                ('restored', models.PositiveIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='framings', to='problems.problem')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('problem', 'number'), name='framing_number_unique_in_problem'), models.CheckConstraint(condition=models.Q(('phase__in', ['', 'discovery', 'alpha', 'beta', 'live'])), name='framing_phase_known'), models.CheckConstraint(condition=models.Q(('who_certainty', 'open'), models.Q(('who_certainty__in', ['known', 'assumption', 'open']), models.Q(('who', ''), _negated=True)), _connector='OR'), name='framing_who_open_when_empty'), models.CheckConstraint(condition=models.Q(('what_certainty', 'open'), models.Q(('what_certainty__in', ['known', 'assumption', 'open']), models.Q(('what', ''), _negated=True)), _connector='OR'), name='framing_what_open_when_empty'), models.CheckConstraint(condition=models.Q(('when_and_where_certainty', 'open'), models.Q(('when_and_where_certainty__in', ['known', 'assumption', 'open']), models.Q(('when_and_where', ''), _negated=True)), _connector='OR'), name='framing_when_and_where_open_when_empty'), models.CheckConstraint(condition=models.Q(('matters_to_them_certainty', 'open'), models.Q(('matters_to_them_certainty__in', ['known', 'assumption', 'open']), models.Q(('matters_to_them', ''), _negated=True)), _connector='OR'), name='framing_matters_to_them_open_when_empty'), models.CheckConstraint(condition=models.Q(('matters_to_organisation_certainty', 'open'), models.Q(('matters_to_organisation_certainty__in', ['known', 'assumption', 'open']), models.Q(('matters_to_organisation', ''), _negated=True)), _connector='OR'), name='framing_matters_to_organisation_open_when_empty')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(choices=[('happy', 'Happy path'), ('unhappy', 'Unhappy path')], max_length=10)),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='problems.problem')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='problems.stage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('stage', 'problem'), name='placement_once_on_stage'), models.CheckConstraint(condition=models.Q(('path__in', ['happy', 'unhappy'])), name='placement_path_known')],
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='differences', to='teams.team')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='problems.problem')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='problems.problem')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='difference_said_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='difference_in_order_of_keys')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('alt', models.CharField(blank=True, max_length=300)),
                ('name', models.CharField(max_length=120)),
                ('type', models.CharField(choices=[('pdf', 'PDF'), ('png', 'PNG picture'), ('jpg', 'JPEG picture'), ('webp', 'WebP picture'), ('docx', 'Word document'), ('xlsx', 'Excel spreadsheet'), ('pptx', 'PowerPoint presentation'), ('odt', 'OpenDocument text'), ('ods', 'OpenDocument spreadsheet'), ('odp', 'OpenDocument presentation'), ('csv', 'CSV'), ('txt', 'Plain text')], max_length=5)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='teams.team')),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='documents', to='problems.evidence')),
                ('problem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='documents', to='problems.problem')),
            ],
            options={
                'ordering': ['title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='document_has_title'), models.CheckConstraint(condition=models.Q(('type__in', ['pdf', 'png', 'jpg', 'webp', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'csv', 'txt'])), name='document_type_known'), models.CheckConstraint(condition=models.Q(('problem', None), ('evidence', None), _connector='OR'), name='document_on_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('type__in', ('png', 'jpg', 'webp')), _negated=True), models.Q(('alt', ''), _negated=True), _connector='OR'), name='document_picture_has_alt'), models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 10485760)), name='document_size_allowed')],
            },
        ),
        migrations.CreateModel(
            name='ImportedGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('statement', models.TextField(blank=True, max_length=4000)),
                ('label', models.CharField(blank=True, max_length=100)),
                ('count', models.PositiveIntegerField()),
                ('months', models.JSONField(default=dict)),
                ('first_on', models.DateField(blank=True, null=True)),
                ('last_on', models.DateField(blank=True, null=True)),
                ('about', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('open', 'To be sorted'), ('attached', 'Attached to a problem'), ('aside', 'Set aside')], default='open', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='problems.evidence')),
                ('imported', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='problems.import')),
                ('problem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='problems.problem')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('imported', 'position'), name='imported_group_position_unique'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='imported_group_has_title'), models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='imported_group_has_rows'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'attached', 'aside'])), name='imported_group_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'aside'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('state', 'aside'), _negated=True), ('reason', '')), _connector='OR'), name='imported_group_aside_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='answered_questions', to='problems.evidence')),
                ('problems', models.ManyToManyField(blank=True, related_name='questions', to='problems.problem')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='teams.team')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('team', 'text'), name='question_unique_in_team'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='question_has_text'), models.CheckConstraint(condition=models.Q(('evidence', None), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='question_answered_in_words')],
            },
        ),
        migrations.CreateModel(
            name='DocumentContent',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='content', serialize=False, to='problems.document')),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='problem',
            name='framing',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='problems.framing'),
        ),
        migrations.AddField(
            model_name='stage',
            name='problems',
            field=models.ManyToManyField(related_name='stages', through='problems.Placement', to='problems.problem'),
        ),
    ]
