from roadmap.models.dependencies import Circle, Dependency
from roadmap.models.horizons import Horizon, HorizonInUse
from roadmap.models.items import Item, Part, Progress
from roadmap.models.shortlist import Choice, NotInScope, Shortlist

__all__ = [
    "Choice",
    "Circle",
    "Dependency",
    "Horizon",
    "HorizonInUse",
    "Item",
    "NotInScope",
    "Part",
    "Progress",
    "Shortlist",
]
