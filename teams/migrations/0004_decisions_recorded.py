from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teams", "0003_scope_agreed_and_ideas_merged")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("created", "created"),
                    ("changed", "changed"),
                    ("deleted", "deleted"),
                    ("imported", "imported"),
                    ("joined", "joined the team"),
                    ("left", "left the team"),
                    ("invited", "invited"),
                    ("revoked", "withdrew the invitation of"),
                    ("removed", "removed"),
                    ("changed_roles", "changed the roles of"),
                    ("opened", "opened"),
                    ("started", "started voting in"),
                    ("closed", "closed voting in"),
                    ("reopened", "reopened voting in"),
                    ("finished", "showed the results of"),
                    ("withdrew", "withdrew from the vote"),
                    ("put_back", "put back to the vote"),
                    ("set_aside", "set aside a ballot in"),
                    ("brought_back", "let a ballot count again in"),
                    ("entered_paper", "entered a ballot on paper in"),
                    ("placed", "placed"),
                    ("moved", "moved ideas to"),
                    ("confirmed", "confirmed the scope of"),
                    ("challenged", "challenged the scope of"),
                    ("answered", "answered a challenge to"),
                    ("agreed", "called the scope agreed:"),
                    ("named", "named the scope as it stands:"),
                    ("opened_round", "opened the scope to agree or challenge:"),
                    ("closed_round", "closed"),
                    ("chose", "decided on"),
                    ("drew_line", "moved the cut line of"),
                    ("recorded", "recorded"),
                ],
                max_length=20,
            ),
        ),
    ]
