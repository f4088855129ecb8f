from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from teams.erasing import LastOfTheirRole, erase_account, erase_in_team
from teams.models import Membership, Team, User


class Command(BaseCommand):
    help = (
        "Deletes somebody's account, and their name everywhere; or with --from-team a name that came into a team with"
        " an archive. What they did stays, as that of a former member."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", help="the address that they sign in with; with --from-team their name")
        parser.add_argument(
            "--hand-over-to",
            metavar="EMAIL",
            help="who gets the roles that nobody else of their team holds: somebody of it, or anybody if alone",
        )
        parser.add_argument(
            "--from-team",
            metavar="ADDRESS",
            help="the last part of the address of a team that was brought in from an archive: erases a name that came"
            " with it, and no account",
        )

    def handle(self, *args: Any, who: str, hand_over_to: str | None, from_team: str | None, **options: Any) -> None:
        if from_team:
            _erase_name(who, from_team)
            self.stdout.write("The name is taken out of everything they did in that team.")
        else:
            self._erase_account(who, hand_over_to)
        self.stdout.write(
            "Not looked into: what people wrote in their own words, backups, and files outside Shortlist."
        )

    def _erase_account(self, email: str, hand_over_to: str | None) -> None:
        person = _account(email)
        heir = _account(hand_over_to) if hand_over_to else None
        if heir == person:
            raise CommandError("Name somebody else with --hand-over-to.")
        try:
            erase_account(person, heir=heir)
        except LastOfTheirRole as last:
            raise CommandError("\n".join(["Nothing was changed.", *map(_what_to_do, last.memberships)])) from None
        self.stdout.write("The account is deleted, and the name is taken out of everything they did.")


def _account(email: str) -> User:
    found = User.objects.filter(email__iexact=email.strip(), brought_into=None).first()
    if found is None:
        raise CommandError(f"There is no account with the address {email}.")
    return found


def _erase_name(name: str, slug: str) -> None:
    team = Team.objects.filter(slug=slug).first()
    # Of several with this name one takes the others along.
    found = team and team.brought_names.filter(name__iexact=name.strip()).first()
    if not team or not found:
        raise CommandError(f"No {name} came with an archive into a team {slug}.")
    erase_in_team(team, found, by=None)


def _what_to_do(membership: Any) -> str:
    last: Membership = membership
    held = " and ".join(str(role.label).lower() for role in last.named_roles)
    others = last.team.memberships.exclude(pk=last.pk).select_related("user")
    addresses = [other.user.email for other in others[:3]]
    if not addresses:
        return f"Team {last.team.slug}: they are alone in it. Add --hand-over-to with anybody who has an account."
    who = " or ".join(addresses)
    return f"Team {last.team.slug}: nobody else is {held}. Add --hand-over-to with somebody of the team, such as {who}."
