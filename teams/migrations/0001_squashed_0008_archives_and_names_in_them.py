from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import teams.models.invitations
from django.conf import settings
from django.db import migrations, models

log = import_module('teams.migrations.0006_history_is_append_only')


class Migration(migrations.Migration):

    # A new database is made in one step. One that has some of these goes on with them.
    replaces = [
        ('teams', '0001_initial'),
        ('teams', '0002_voting_that_holds'),
        ('teams', '0003_scope_agreed_and_ideas_merged'),
        ('teams', '0004_people_who_come_and_go'),
        ('teams', '0005_kinds_of_old_events'),
        ('teams', '0006_history_is_append_only'),
        ('teams', '0007_words_of_the_history'),
        ('teams', '0008_archives_and_names_in_them'),
    ]
    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keeps_for', models.PositiveSmallIntegerField(choices=[(0, 'Never: it is kept until somebody deletes it'), (1, 'After 1 year'), (2, 'After 2 years'), (3, 'After 3 years'), (5, 'After 5 years')], default=0)),
                ('to_be_deleted_on', models.DateField(blank=True, null=True)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=100, verbose_name='Team name')),
                ('service', models.CharField(blank=True, max_length=150, verbose_name='Service the team works on')),
                ('organisation', models.CharField(blank=True, max_length=150, verbose_name='Organisation')),
                ('aims', models.TextField(blank=True, max_length=2000, verbose_name='What the exercise is for')),
                ('problem_counter', models.PositiveIntegerField(default=0)),
                ('evidence_counter', models.PositiveIntegerField(default=0)),
                ('idea_counter', models.PositiveIntegerField(default=0)),
                ('workshop_counter', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('keeps_for__in', [0, 1, 2, 3, 5])), name='team_keeps_for_known'), models.CheckConstraint(condition=models.Q(('to_be_deleted_on', None), models.Q(('keeps_for', 0), _negated=True), _connector='OR'), name='team_goes_only_after_its_time')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='Email address')),
                ('name', models.CharField(max_length=100, verbose_name='Full name')),
                ('is_active', models.BooleanField(default=True)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
                ('brought_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brought_names', to='teams.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_whatever_the_case'), models.CheckConstraint(condition=models.Q(('brought_into', None), ('is_active', False), _connector='OR'), name='user_brought_in_cannot_sign_in')],
            },
        ),
        migrations.CreateModel(
            name='Purpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='purposes', to='teams.team')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('team', 'name'), name='purpose_unique_in_team')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('observer', models.BooleanField(default=False)),
                ('facilitator', models.BooleanField(default=False)),
                ('product_manager', models.BooleanField(default=False)),
                ('token', models.CharField(default=teams.models.invitations.new_token, max_length=64, unique=True)),
                ('name', models.CharField(max_length=100, verbose_name='Who the link is for')),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(default=teams.models.invitations.in_two_weeks)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='teams.team')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('observer', False), models.Q(('facilitator', False), ('product_manager', False)), _connector='OR'), name='invitation_observer_only_reads')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('observer', models.BooleanField(default=False)),
                ('facilitator', models.BooleanField(default=False)),
                ('product_manager', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='teams.team')),
            ],
            options={
                'ordering': ['user__name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('team', 'user'), name='membership_once'), models.CheckConstraint(condition=models.Q(('observer', False), models.Q(('facilitator', False), ('product_manager', False)), _connector='OR'), name='membership_observer_only_reads')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('verb', models.CharField(choices=[('created', 'created'), ('changed', 'changed'), ('deleted', 'deleted'), ('imported', 'imported'), ('archived', 'made an archive of'), ('brought_in', 'brought in from an archive:'), ('joined', 'joined the team'), ('left', 'left the team'), ('invited', 'invited'), ('revoked', 'withdrew the invitation of'), ('removed', 'removed'), ('changed_roles', 'changed the roles of'), ('opened', 'opened'), ('started', 'started voting in'), ('closed', 'closed voting in'), ('reopened', 'reopened voting in'), ('finished', 'showed the results of'), ('withdrew', 'withdrew from the vote'), ('put_back', 'put back to the vote'), ('set_aside', 'set aside a ballot in'), ('brought_back', 'let a ballot count again in'), ('entered_paper', 'entered a ballot on paper in'), ('placed', 'placed'), ('moved', 'moved ideas to'), ('confirmed', 'confirmed the scope of'), ('challenged', 'challenged the scope of'), ('answered', 'answered a challenge to'), ('agreed', 'called the scope agreed:'), ('named', 'named the scope as it stands:'), ('opened_round', 'opened the scope to agree or challenge:'), ('closed_round', 'closed'), ('chose', 'decided on'), ('drew_line', 'moved the cut line of'), ('renewed', 'renewed the invitation of'), ('erased', 'erased the name of'), ('kept', 'decided to keep'), ('cleared', 'took out the names of those who took part in'), ('published', 'published'), ('unpublished', 'withdrew'), ('recorded', 'recorded')], max_length=20)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('what', models.CharField(max_length=300)),
                ('is_erased', models.BooleanField(default=False)),
                ('detail', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='teams.invitation')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='teams.team')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.RunPython(log.install, log.remove),
    ]
