"""What lines of before the column existed are about, as far as their verb or the reference in them says it."""

from typing import Any

from django.db import migrations
from django.db.models import F

BY_VERB = {
    'person': ['joined', 'left', 'invited', 'revoked', 'removed', 'changed_roles'],
    'shortlist': ['drew_line'],
    'agreementround': ['opened_round', 'closed_round'],
    'scopeversion': ['agreed', 'named'],
    'import': ['imported'],
    'theme': ['moved'],
    'candidate': ['withdrew', 'put_back'],
}
BY_REFERENCE = {'problem': '^P[0-9]+ ', 'evidence': '^E[0-9]+ ', 'idea': '^I[0-9]+ ', 'workshop': '^W[0-9]+ '}


def say_kinds(apps: Any, schema_editor: Any) -> None:
    unsaid = apps.get_model('teams', 'Event').objects.filter(kind='')
    for kind, verbs in BY_VERB.items():
        unsaid.filter(verb__in=verbs).update(kind=kind)
    for kind, reference in BY_REFERENCE.items():
        unsaid.filter(what__regex=reference).update(kind=kind)
    # Of these who did it is whom it is about.
    apps.get_model('teams', 'Event').objects.filter(verb__in=['joined', 'left']).update(person=F('actor'))


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0004_people_who_come_and_go'),
    ]

    operations = [
        migrations.RunPython(say_kinds, migrations.RunPython.noop),
    ]
