from teams.models.events import Event
from teams.models.invitations import Invitation, TooManyMails
from teams.models.keeping import WARNED_BEFORE, KeepsFor, past_its_time, years_after
from teams.models.members import LastOfRole, Membership, RoleNotHeld
from teams.models.merging import Mergeable, NotMerged, merging_constraints
from teams.models.names import NamesSomebody
from teams.models.people import User, UserManager, display_name
from teams.models.purposes import Purpose
from teams.models.roles import BOTH, Role, Roles
from teams.models.teams import Counter, Team
from teams.models.ways_up import leads_to

__all__ = [
    "BOTH",
    "WARNED_BEFORE",
    "Counter",
    "Event",
    "Invitation",
    "KeepsFor",
    "LastOfRole",
    "Membership",
    "Mergeable",
    "NamesSomebody",
    "NotMerged",
    "Purpose",
    "Role",
    "RoleNotHeld",
    "Roles",
    "Team",
    "TooManyMails",
    "User",
    "UserManager",
    "display_name",
    "leads_to",
    "merging_constraints",
    "past_its_time",
    "years_after",
]
