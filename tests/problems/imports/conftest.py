import pytest
from django.test import Client

from problems.models import Import
from teams.models import Membership, Team
from tests.problems.imports.made import tickets_csv
from tests.problems.imports.walking import confirmed


@pytest.fixture
def imported(client: Client, team: Team, member: Membership) -> Import:
    """An import of 80 tickets, confirmed and not sorted yet."""
    return confirmed(client, team, tickets_csv(80))
