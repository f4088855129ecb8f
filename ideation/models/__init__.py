from ideation.models.answers import Answer
from ideation.models.counts import ScopeCounts
from ideation.models.idea_queries import IdeaQuerySet
from ideation.models.ideas import HasHistory, Idea
from ideation.models.moves import Move
from ideation.models.origins import Origin
from ideation.models.rounds import AgreementRound, EnoughIdeas, Guest, RoundClosed
from ideation.models.scope import PlacedMeanwhile, Scope, ScopeDecision, ScopeDecisionQuerySet
from ideation.models.stances import AnsweredAlready, NoLongerChallenged, PlacedAnew, Stance, StanceQuerySet
from ideation.models.themes import NameTaken, Theme
from ideation.models.versions import NotAgreedYet, ScopeVersion

__all__ = [
    "AgreementRound",
    "Answer",
    "AnsweredAlready",
    "EnoughIdeas",
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
    "PlacedMeanwhile",
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
