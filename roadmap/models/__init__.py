from roadmap.models.dependencies import Circle, Dependency
from roadmap.models.horizons import Horizon, HorizonInUse
from roadmap.models.items import Item, Part, Progress
from roadmap.models.lines import Line
from roadmap.models.publications import ChangedSinceSeen, Edition, Publication, PublishedVersion
from roadmap.models.records import Record, RecordedIdea
from roadmap.models.shortlist import Choice, NotInScope, Shortlist

__all__ = [
    "ChangedSinceSeen",
    "Choice",
    "Circle",
    "Dependency",
    "Edition",
    "Horizon",
    "HorizonInUse",
    "Item",
    "Line",
    "NotInScope",
    "Part",
    "Progress",
    "Publication",
    "PublishedVersion",
    "Record",
    "RecordedIdea",
    "Shortlist",
]
