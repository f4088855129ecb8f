from ideation.models.agreement import AgreementRound, Guest, Stance, StanceQuerySet
from ideation.models.answers import Answer
from ideation.models.ideas import HasHistory, Idea, IdeaQuerySet, Origin
from ideation.models.moves import Move
from ideation.models.scope import Scope, ScopeDecision, ScopeDecisionQuerySet, ScopeVersion
from ideation.models.themes import NameTaken, Theme

__all__ = [
    "AgreementRound",
    "Answer",
    "Guest",
    "HasHistory",
    "Idea",
    "IdeaQuerySet",
    "Move",
    "NameTaken",
    "Origin",
    "Scope",
    "ScopeDecision",
    "ScopeDecisionQuerySet",
    "ScopeVersion",
    "Stance",
    "StanceQuerySet",
    "Theme",
]
