from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from teams.erasing import LastOfTheirRole, erase_account
from teams.models import Membership, User


class Command(BaseCommand):
    help = "Deletes somebody's account, and their name everywhere. What they did stays, as that of a former member."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that they sign in with")
        parser.add_argument(
            "--hand-over-to",
            metavar="EMAIL",
            help="who gets the roles that nobody else of their team holds: somebody of it, or anybody if alone",
        )

    def handle(self, *args: Any, email: str, hand_over_to: str | None, **options: Any) -> None:
        person = _account(email)
        heir = _account(hand_over_to) if hand_over_to else None
        if heir == person:
            raise CommandError("Name somebody else with --hand-over-to.")
        try:
            erase_account(person, heir=heir)
        except LastOfTheirRole as last:
            raise CommandError("\n".join(["Nothing was changed.", *map(_what_to_do, last.memberships)])) from None
        self.stdout.write("The account is deleted, and the name is taken out of everything they did.")
        self.stdout.write(
            "Not looked into: what people wrote in their own words, backups, and files outside Shortlist."
        )


def _account(email: str) -> User:
    found = User.objects.filter(email__iexact=email.strip(), brought_into=None).first()
    if found is None:
        raise CommandError(f"There is no account with the address {email}.")
    return found


def _what_to_do(membership: Any) -> str:
    last: Membership = membership
    held = " and ".join(str(role.label).lower() for role in last.named_roles)
    others = last.team.memberships.exclude(pk=last.pk).select_related("user")
    addresses = [other.user.email for other in others[:3]]
    if not addresses:
        return f"Team {last.team.slug}: they are alone in it. Add --hand-over-to with anybody who has an account."
    who = " or ".join(addresses)
    return f"Team {last.team.slug}: nobody else is {held}. Add --hand-over-to with somebody of the team, such as {who}."
