from ideation.models.agreement import (
    AgreementRound,
    AnsweredAlready,
    Guest,
    NoLongerChallenged,
    PlacedAnew,
    RoundClosed,
    Stance,
    StanceQuerySet,
)
from ideation.models.answers import Answer
from ideation.models.counts import ScopeCounts
from ideation.models.ideas import HasHistory, Idea, IdeaQuerySet, Origin
from ideation.models.moves import Move
from ideation.models.scope import Scope, ScopeDecision, ScopeDecisionQuerySet
from ideation.models.themes import NameTaken, Theme
from ideation.models.versions import NotAgreedYet, ScopeVersion

__all__ = [
    "AgreementRound",
    "Answer",
    "AnsweredAlready",
    "Guest",
    "HasHistory",
    "Idea",
    "IdeaQuerySet",
    "Move",
    "NameTaken",
    "NoLongerChallenged",
    "NotAgreedYet",
    "Origin",
    "PlacedAnew",
    "RoundClosed",
    "Scope",
    "ScopeCounts",
    "ScopeDecision",
    "ScopeDecisionQuerySet",
    "ScopeVersion",
    "Stance",
    "StanceQuerySet",
    "Theme",
]
