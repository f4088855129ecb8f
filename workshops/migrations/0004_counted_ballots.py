import uuid
from collections import defaultdict
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def rewrite_what_was_finished(apps: Any, schema_editor: Any) -> None:
    """Workshops that were finished before: from a row a score to a row a ballot, without what is withheld."""
    Workshop, Score, Ballot, CountedBallot, Comment = (
        apps.get_model("workshops", name) for name in ("Workshop", "Score", "Ballot", "CountedBallot", "Comment")
    )
    for workshop in Workshop.objects.filter(state="finished"):
        rows = workshop.result.rows.order_by("candidate__position", "candidate__number")
        shown = [
            (row.candidate_id, cell["criterion"]) for row in rows for cell in row.cells if not cell.get("withheld")
        ]
        ballots: dict[uuid.UUID, dict[tuple[int, int], int | None]] = defaultdict(dict)
        scores = Score.objects.filter(ballot__workshop=workshop)
        for ballot, candidate, criterion, value in scores.values_list("ballot", "candidate", "criterion", "value"):
            ballots[ballot][candidate, criterion] = value
        kept = []
        # Of too few ballots the result has no row.
        for says in ballots.values() if rows else ():
            answers: dict[str, dict[str, int | None]] = defaultdict(dict)
            for candidate, criterion in shown:
                if (candidate, criterion) in says:
                    answers[str(candidate)][str(criterion)] = says[candidate, criterion]
            kept.append(answers)
        # Gaps would tell ballots apart: then each page is kept by itself.
        if len({frozenset(answers) for answers in kept}) > 1:
            kept = [{candidate: page} for answers in kept for candidate, page in answers.items()]
        counted = [CountedBallot(workshop=workshop, answers=answers) for answers in kept]
        CountedBallot.objects.bulk_create(sorted(counted, key=lambda ballot: ballot.pk), batch_size=500)
        if not rows:
            Comment.objects.filter(candidate__workshop=workshop).delete()
        scores.delete()
        Ballot.objects.filter(workshop=workshop).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0003_scales_end_at_10'),
    ]

    operations = [
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
        migrations.RunPython(rewrite_what_was_finished, migrations.RunPython.noop),
    ]
