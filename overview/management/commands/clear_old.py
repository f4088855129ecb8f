from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from overview.clearing import Clearing


class Command(BaseCommand):
    help = (
        "Deletes what is old: names and teams whose time has come by their own settings, invitations that nobody used, "
        "expired sessions, drafts and rate limits. For cron, once a day; again does no harm."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        clearing = Clearing(self.stdout.write, dry_run=dry_run)
        clearing.run()
        if clearing.faults:
            raise CommandError("\n".join(clearing.faults))
