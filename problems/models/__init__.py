from problems.models.differences import Difference
from problems.models.documents import AttachedAlready, Document, DocumentContent, NoRoom
from problems.models.evidence import Evidence, EvidenceKind
from problems.models.framing import Certainty, FramedMeanwhile, Framing, Part, PartName, Phase
from problems.models.imported_groups import GroupState, ImportedGroup
from problems.models.imports import Import, ImportState, InUse, NotImported
from problems.models.problems import WITH_REASON, HasVotes, Kind, NotItsRoot, Problem, ProblemQuerySet, State
from problems.models.questions import Question
from problems.models.recording import LeftOut
from problems.models.stages import ExperienceMap, Path, Placement, Stage, StageTaken
from problems.models.user_groups import Colour, HasProblems, UserGroup

__all__ = [
    "WITH_REASON",
    "AttachedAlready",
    "Certainty",
    "Colour",
    "Difference",
    "Document",
    "DocumentContent",
    "Evidence",
    "EvidenceKind",
    "ExperienceMap",
    "FramedMeanwhile",
    "Framing",
    "GroupState",
    "HasProblems",
    "HasVotes",
    "Import",
    "ImportState",
    "ImportedGroup",
    "InUse",
    "Kind",
    "LeftOut",
    "NoRoom",
    "NotImported",
    "NotItsRoot",
    "Part",
    "PartName",
    "Path",
    "Phase",
    "Placement",
    "Problem",
    "ProblemQuerySet",
    "Question",
    "Stage",
    "StageTaken",
    "State",
    "UserGroup",
]
