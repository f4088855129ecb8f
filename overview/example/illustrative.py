"""What the example needs and nobody published: our words, our votes, our figures. All of it is illustrative.

Scores are given as the mean that voters should come near to, one number per criterion in the order of
workshops/criteria.py, on its scale of 1 to 5.
"""

from typing import NamedTuple

from overview.example import published
from overview.example.published import ERRORS, RESEARCH, TICKETS
from problems.models import EvidenceKind

AIMS = "\n".join(
    [
        *published.AIMS,
        "",
        "This is a worked example. The user groups, the twelve problems and their order, the ten ideas that were "
        f"chosen and the core purposes are published facts ({published.SOURCE}). How people voted was never "
        "published: all votes here are illustrative, made by a program so that the published order comes out. "
        "The figures, the sixteen ideas and three merged notes marked “Illustrative”, the themes but for "
        "Communications and Data, the reasons for decisions, who agreed with the scope or challenged it, the record "
        "of the shortlist, and on the roadmap the places, teams, months, hypotheses, what waits for what, and that "
        "two ideas are built as one thing are illustrative too. So are the framings, the research questions, the "
        "stages of the journey, the symptom with its root, and the problem that is parked. Statements and findings "
        "are in our own words.",
    ]
)

RECORDED = "Illustrative: agreed with the heads of policy and of delivery, at the end of the second ideation workshop."


class ProblemWords(NamedTuple):
    statement: str
    means: tuple[float, ...]


# In the order in which they are recorded: by user group, so that a problem's number says nothing about its rank.
PROBLEMS = {
    "literacy": ProblemWords(
        "Lead providers range from large organisations with developers of their own to small teams with "
        "spreadsheets. One way of exchanging data suits few of them.",
        (4.1, 3.7, 2.0, 3.0, 3.0, 1.8),
    ),
    "trust": ProblemWords(
        "Lead providers plan training and claim payment from data that is missing or late. When it differs from "
        "their own records, they cannot tell which is right.",
        (3.4, 4.2, 3.2, 3.7, 3.1, 3.2),
    ),
    "rules": ProblemWords(
        "Lead providers are turned away by checks that do not match how training happens in schools. The answer "
        "says that something is wrong, and seldom what to do about it.",
        (3.9, 4.2, 3.5, 3.5, 4.7, 3.4),
    ),
    "access": ProblemWords(
        "Whoever needs the service at a school often has no account, or the account belongs to a colleague who "
        "left. Getting in takes longer than the task itself.",
        (3.2, 4.3, 3.9, 3.3, 2.8, 4.1),
    ),
    "changes": ProblemWords(
        "Teachers move school, change provider or take leave. Schools cannot record this themselves, and have to "
        "ask support to do it for them.",
        (3.3, 4.4, 3.8, 3.5, 3.7, 3.7),
    ),
    "registration": ProblemWords(
        "Schools give the same details of a new teacher to us, to their lead provider and to their appropriate "
        "body. They cannot tell which of these registers the teacher, or when they have finished.",
        (4.2, 4.8, 3.7, 4.3, 3.7, 4.1),
    ),
    "view": ProblemWords(
        "Appropriate bodies cannot look up everything that they answer for. What they do see differs from what "
        "the school or the lead provider sees.",
        (2.4, 3.6, 3.4, 2.8, 2.9, 3.3),
    ),
    "transfer": ProblemWords(
        "When a teacher moves to another area, the new appropriate body has to wait until the old one has closed "
        "its record. It can neither see how far that is nor hurry it.",
        (3.4, 3.5, 2.9, 3.1, 3.2, 3.1),
    ),
    "portal": ProblemWords(
        "Appropriate bodies enter induction records one teacher at a time. Nothing tells them that a detail does "
        "not match until after they have sent it.",
        (3.1, 3.7, 3.7, 2.9, 2.9, 3.7),
    ),
    "silos": ProblemWords(
        "Policy, delivery, support and finance have different words for the same thing and plan apart, although "
        "none of them can finish its work without the others.",
        (4.0, 2.6, 2.1, 2.7, 2.8, 1.8),
    ),
    "staff": ProblemWords(
        "Support staff and developers make changes that a school or a lead provider ought to make, because the "
        "service does not let them or because asking is easier.",
        (1.8, 3.2, 3.4, 2.5, 2.9, 3.0),
    ),
    "internal data": ProblemWords(
        "When a teacher's eligibility changes, the teams that answer questions and approve payments hear of it "
        "late, or cannot see why. They ask developers to look it up.",
        (4.7, 3.9, 3.6, 4.6, 4.0, 3.2),
    ),
}


class Finding(NamedTuple):
    kind: EvidenceKind
    source: str
    problems: tuple[str, ...]
    finding: str
    figure: int | None = None
    unit: str = ""


def _heard(finding: str, *problems: str) -> Finding:
    return Finding(EvidenceKind.RESEARCH, RESEARCH, problems, finding)


def _ticketed(count: int, finding: str, *problems: str) -> Finding:
    return Finding(EvidenceKind.TICKETS, TICKETS, problems, finding, count, "tickets (illustrative figure)")


def _logged(count: int, finding: str, *problems: str) -> Finding:
    return Finding(EvidenceKind.ERRORS, ERRORS, problems, finding, count, "errors (illustrative figure)")


EVIDENCE = (
    _heard("School staff could not say who registers a new teacher, and with whom.", "registration"),
    _heard("Schools enter a teacher's details again that another organisation already holds.", "registration"),
    _heard("Staff who took over from a colleague did not know that the service was theirs to use.", "access"),
    _heard("Small providers copy data by hand between our service and their own records.", "literacy", "trust"),
    _heard("Providers keep lists of their own, because they do not rely on ours.", "trust"),
    _heard("Appropriate bodies check our records against letters and spreadsheets from schools.", "view", "portal"),
    _heard("A transfer waits for as long as the previous appropriate body has other work.", "transfer"),
    _heard("Teams ask a developer whenever they need to know why somebody is not eligible.", "internal data"),
    _heard("Two teams meant different things by the same word, and planned around it for weeks.", "silos"),
    _ticketed(412, "Schools ask how to register a teacher, or whether they have done so.", "registration"),
    _ticketed(268, "Schools cannot sign in, or ask who at their school can.", "access"),
    _ticketed(231, "Schools ask us to change a teacher's school, provider or mentor.", "changes", "staff"),
    _ticketed(64, "Schools ask us to correct a name or a date that they cannot edit.", "changes", "staff"),
    _logged(5230, "A declaration was refused because a date lies outside the window allowed.", "rules"),
    _logged(1874, "A record was refused because it does not match what we hold about the teacher.", "rules", "trust"),
    _logged(960, "A change was refused because the teacher's eligibility had changed meanwhile.", "internal data"),
)
