import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0003_scope_agreed_and_ideas_merged'),
    ]

    operations = [
        migrations.AddField(
            model_name='team',
            name='keeps_for',
            field=models.PositiveSmallIntegerField(choices=[(0, 'Never: it is kept until somebody deletes it'), (1, 'After 1 year'), (2, 'After 2 years'), (3, 'After 3 years'), (5, 'After 5 years')], default=0),
        ),
        migrations.AddField(
            model_name='team',
            name='to_be_deleted_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.CheckConstraint(condition=models.Q(('keeps_for__in', [0, 1, 2, 3, 5])), name='team_keeps_for_known'),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.CheckConstraint(condition=models.Q(('to_be_deleted_on', None), models.Q(('keeps_for', 0), _negated=True), _connector='OR'), name='team_goes_only_after_its_time'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='email',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='invitation',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='accepted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='event',
            name='kind',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='event',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='event',
            name='invitation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='teams.invitation'),
        ),
        migrations.AddField(
            model_name='event',
            name='is_erased',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='event',
            name='verb',
            field=models.CharField(choices=[('created', 'created'), ('changed', 'changed'), ('deleted', 'deleted'), ('imported', 'imported'), ('joined', 'joined the team'), ('left', 'left the team'), ('invited', 'invited'), ('revoked', 'withdrew the invitation of'), ('removed', 'removed'), ('changed_roles', 'changed the roles of'), ('opened', 'opened'), ('started', 'started voting in'), ('closed', 'closed voting in'), ('reopened', 'reopened voting in'), ('finished', 'showed the results of'), ('withdrew', 'withdrew from the vote'), ('put_back', 'put back to the vote'), ('set_aside', 'set aside a ballot in'), ('brought_back', 'let a ballot count again in'), ('entered_paper', 'entered a ballot on paper in'), ('placed', 'placed'), ('moved', 'moved ideas to'), ('confirmed', 'confirmed the scope of'), ('challenged', 'challenged the scope of'), ('answered', 'answered a challenge to'), ('agreed', 'called the scope agreed:'), ('named', 'named the scope as it stands:'), ('opened_round', 'opened the scope to agree or challenge:'), ('closed_round', 'closed'), ('chose', 'decided on'), ('drew_line', 'moved the cut line of'), ('renewed', 'renewed the invitation of'), ('erased', 'erased the name of'), ('kept', 'decided to keep'), ('cleared', 'took out the names of those who took part in')], max_length=20),
        ),
    ]
