import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # A new database is made in one step. One that has some of these goes on with them.
    replaces = [
        ('ideation', '0001_initial'),
        ('ideation', '0002_scope_agreed_and_ideas_merged'),
        ('ideation', '0003_ideas_gathered'),
        ('ideation', '0004_ideas_of_guests_counted'),
    ]
    initial = True

    dependencies = [
        ('problems', '0001_squashed_0004_imports_of_ideas'),
        ('teams', '0001_squashed_0008_archives_and_names_in_them'),
        ('teams', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('code', models.CharField(max_length=12, unique=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreement_rounds', to='teams.team')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('team', 'number'), name='agreement_round_number_unique_in_team'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('team',), name='agreement_round_one_open_in_team'), models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='agreement_round_closed_after')],
            },
        ),
        migrations.CreateModel(
            name='ScopeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('agreed', models.BooleanField(default=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scope_versions', to='teams.team')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('team', 'number'), name='scope_version_number_unique_in_team'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='scope_version_has_name')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='teams.team')),
            ],
            options={
                'ordering': ['position', 'name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('team', 'name'), name='theme_unique_in_team')],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('key_hash', models.CharField(max_length=64)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ideas_added', models.PositiveSmallIntegerField(default=0)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='ideation.agreementround')),
            ],
            options={
                'ordering': ['joined_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('round', 'key_hash'), name='guest_key_unique'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='guest_has_name')],
            },
        ),
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('not_placed', 'Not placed'), ('in_mvp', 'In scope for the MVP'), ('out_of_mvp', 'Out of scope for the MVP'), ('out_of_service', 'Completely out of scope for the service')], default='not_placed', max_length=20)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('detail', models.TextField(blank=True, max_length=4000)),
                ('origin', models.CharField(choices=[('team', 'Added by the team'), ('workshop', 'Added in a workshop'), ('published', 'From the published account'), ('illustrative', 'Illustrative'), ('imported', 'From an imported file'), ('agreement', 'Added when the scope was agreed'), ('solution', 'Made of several ideas')], default='team', max_length=20)),
                ('prompt', models.CharField(blank=True, max_length=200)),
                ('merged_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('imported', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='problems.importedgroup')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='ideation.idea')),
                ('merged_through', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ideation.idea')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ideas', to='teams.team')),
                ('user_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='problems.usergroup')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='ideation.theme')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('team', 'number'), name='idea_number_unique_in_team'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='idea_has_title'), models.CheckConstraint(condition=models.Q(('scope__in', ['not_placed', 'in_mvp', 'out_of_mvp', 'out_of_service'])), name='idea_scope_known'), models.CheckConstraint(condition=models.Q(('origin__in', ['team', 'workshop', 'published', 'illustrative', 'imported', 'agreement', 'solution'])), name='idea_origin_known'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='idea_not_merged_into_itself'), models.CheckConstraint(condition=models.Q(('merged_through', None), models.Q(('merged_into__isnull', False), models.Q(('merged_through', models.F('id')), _negated=True), models.Q(('merged_through', models.F('merged_into')), _negated=True)), _connector='OR'), name='idea_merged_through_another')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='problems.problem')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='ideation.idea')),
            ],
            options={
                'ordering': ['problem__number'],
                'constraints': [models.UniqueConstraint(fields=('idea', 'problem'), name='idea_answers_problem_once')],
            },
        ),
        migrations.CreateModel(
            name='ScopeDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('not_placed', 'Not placed'), ('in_mvp', 'In scope for the MVP'), ('out_of_mvp', 'Out of scope for the MVP'), ('out_of_service', 'Completely out of scope for the service')], max_length=20)),
                ('reason', models.CharField(max_length=1000)),
                ('look_again_on', models.DateField(blank=True, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scope_decisions', to='ideation.idea')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['idea', '-at', '-id'], name='scope_decision_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('scope__in', ['not_placed', 'in_mvp', 'out_of_mvp', 'out_of_service'])), name='scope_decision_scope_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='scope_decision_has_reason'), models.CheckConstraint(condition=models.Q(('confirmed_at', None), ('confirmed_at__gte', models.F('at')), _connector='OR'), name='scope_decision_confirmed_after'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_at', None), _negated=True), _connector='OR'), name='scope_decision_confirmed_when')],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='ideation.idea')),
                ('theme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='ideation.theme')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Stance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agrees', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('moved', models.BooleanField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stances', to='ideation.scopedecision')),
                ('guest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='stances', to='ideation.guest')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('decision', 'user'), name='stance_once_for_member'), models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('decision', 'guest'), name='stance_once_for_guest'), models.CheckConstraint(condition=models.Q(('user', None), ('guest', None), _connector='OR'), name='stance_of_one_person'), models.CheckConstraint(condition=models.Q(('agrees', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='challenge_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('moved', None)), models.Q(('agrees', False), ('answered_at__isnull', False), ('moved__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='challenge_answered_in_words')],
            },
        ),
        migrations.AddField(
            model_name='idea',
            name='problems',
            field=models.ManyToManyField(related_name='ideas', through='ideation.Answer', to='problems.problem'),
        ),
    ]
