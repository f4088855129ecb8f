from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from overview.example.loading import load
from teams.models import Team


class Command(BaseCommand):
    help = "Loads the worked example: a real exercise, and a workshop to practise in. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is a team already")

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        if if_empty and Team.objects.exists():
            return
        example = load()
        if not example.new:
            self.stdout.write("The worked example is there already. Nothing was changed.")
            return
        self.stdout.write("The worked example is loaded.")
        self.stdout.write(f"  Address:    {settings.PUBLIC_URL}/")
        self.stdout.write(f"  Sign in as: {example.email}")
        self.stdout.write(f"  Password:   {example.password or 'the one that this account has already'}")
        if example.password:
            self.stdout.write("              (it is not kept anywhere and not shown again)")
        if example.practice:
            self.stdout.write(f"  Join code:  {example.practice.code} (a workshop that is open for votes)")
            self.stdout.write(f"              {example.practice.join_url}")
