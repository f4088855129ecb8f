from teams.models.events import Event
from teams.models.invitations import Invitation
from teams.models.members import LastOfRole, Membership, RoleNotHeld
from teams.models.people import User, UserManager, display_name
from teams.models.purposes import Purpose
from teams.models.roles import BOTH, Role, Roles
from teams.models.teams import Counter, Team

__all__ = [
    "BOTH",
    "Counter",
    "Event",
    "Invitation",
    "LastOfRole",
    "Membership",
    "Purpose",
    "Role",
    "RoleNotHeld",
    "Roles",
    "Team",
    "User",
    "UserManager",
    "display_name",
]
