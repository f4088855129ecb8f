from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from teams.erasing import erase_name, teams_with_name


class Command(BaseCommand):
    help = (
        "Takes out a name that is nobody's account: given at a vote, in a round, or on an invitation, or brought by an "
        "archive. What they did stays. Who has an account of the same name keeps it: see erase_person."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="as they gave it, whatever the case of its letters")
        parser.add_argument("--team", metavar="SLUG", help="only in this team, as its address has it: /teams/SLUG/")
        parser.add_argument("--dry-run", action="store_true", help="say where the name is, and change nothing")

    def handle(self, *args: Any, name: str, team: str | None, dry_run: bool, **options: Any) -> None:
        name = name.strip()
        found = teams_with_name(name)
        if team is not None:
            found = found.filter(slug=team)
        teams = list(found) if name else []
        if not teams:
            raise CommandError(f"Nobody without an account has the name {name} there.")
        for its in teams:
            if dry_run:
                self.stdout.write(f"Team {its.slug}: the name is there")
                continue
            erase_name(its, name)
            self.stdout.write(f"Team {its.slug}: the name is taken out")
        self.stdout.write(
            "Not looked into: what people wrote in their own words, backups, and files outside Shortlist."
        )
