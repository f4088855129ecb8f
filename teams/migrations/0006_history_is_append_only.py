"""Let the database keep lines of the event log as they are.

A line may lose a name: who did it, whom it is about, which invitation; then it says so (is_erased), and its words
about people may go with it. Nothing else of it changes. On PostgreSQL a line is deleted only once its team is gone;
a trigger of SQLite that asked for the team would break each later change of that table, so there the model refuses.

A migration that changes teams_event on SQLite makes the table anew, without its trigger: it has to end with
`install`. A test says so when it does not.
"""

from typing import Any

from django.db import migrations

REFUSED = 'the event log is append only'

POSTGRESQL = [
    f"""
    CREATE FUNCTION teams_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM teams_team WHERE id = OLD.team_id) THEN
                RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN OLD;
        END IF;
        IF NEW.id <> OLD.id OR NEW.team_id <> OLD.team_id OR NEW.at <> OLD.at
            OR NEW.verb <> OLD.verb OR NEW.kind <> OLD.kind
            OR (NEW.actor_id IS DISTINCT FROM OLD.actor_id AND NEW.actor_id IS NOT NULL)
            OR (NEW.person_id IS DISTINCT FROM OLD.person_id AND NEW.person_id IS NOT NULL)
            OR (NEW.invitation_id IS DISTINCT FROM OLD.invitation_id AND NEW.invitation_id IS NOT NULL)
            OR (OLD.is_erased AND NOT NEW.is_erased)
            OR (NEW.what <> OLD.what AND (NEW.what <> '' OR NOT NEW.is_erased))
            OR (NEW.detail <> OLD.detail AND NOT NEW.is_erased)
        THEN
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON teams_event
    FOR EACH ROW EXECUTE FUNCTION teams_event_append_only()
    """,
]
SQLITE = [
    f"""
    CREATE TRIGGER event_append_only BEFORE UPDATE ON teams_event
    WHEN NEW.id IS NOT OLD.id OR NEW.team_id IS NOT OLD.team_id OR NEW.at IS NOT OLD.at
        OR NEW.verb IS NOT OLD.verb OR NEW.kind IS NOT OLD.kind
        OR (NEW.actor_id IS NOT OLD.actor_id AND NEW.actor_id IS NOT NULL)
        OR (NEW.person_id IS NOT OLD.person_id AND NEW.person_id IS NOT NULL)
        OR (NEW.invitation_id IS NOT OLD.invitation_id AND NEW.invitation_id IS NOT NULL)
        OR (OLD.is_erased AND NOT NEW.is_erased)
        OR (NEW.what IS NOT OLD.what AND (NEW.what <> '' OR NOT NEW.is_erased))
        OR (NEW.detail IS NOT OLD.detail AND NOT NEW.is_erased)
    BEGIN
        SELECT RAISE(ABORT, '{REFUSED}');
    END
    """,
]
REMOVE = {
    'postgresql': [
        'DROP TRIGGER IF EXISTS event_append_only ON teams_event',
        'DROP FUNCTION IF EXISTS teams_event_append_only()',
    ],
    'sqlite': ['DROP TRIGGER IF EXISTS event_append_only'],
}


def install(apps: Any, schema_editor: Any) -> None:
    remove(apps, schema_editor)
    for statement in POSTGRESQL if schema_editor.connection.vendor == 'postgresql' else SQLITE:
        schema_editor.execute(statement, params=None)


def remove(apps: Any, schema_editor: Any) -> None:
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0005_kinds_of_old_events'),
    ]

    operations = [
        migrations.RunPython(install, remove),
    ]
