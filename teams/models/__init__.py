from teams.models.events import Event
from teams.models.former import FormerMember
from teams.models.invitations import Invitation
from teams.models.members import LastOfRole, Membership, RoleNotHeld
from teams.models.merging import Mergeable, NotMerged, merging_constraints
from teams.models.people import User, UserManager, display_name
from teams.models.purposes import Purpose
from teams.models.roles import BOTH, Role, Roles
from teams.models.teams import Counter, Team
from teams.models.ways_up import leads_to

__all__ = [
    "BOTH",
    "Counter",
    "Event",
    "FormerMember",
    "Invitation",
    "LastOfRole",
    "Membership",
    "Mergeable",
    "NotMerged",
    "Purpose",
    "Role",
    "RoleNotHeld",
    "Roles",
    "Team",
    "User",
    "UserManager",
    "display_name",
    "leads_to",
    "merging_constraints",
]
