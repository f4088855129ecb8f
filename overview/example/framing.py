"""How some problems of the example are framed, asked about and placed on a journey: our words, all illustrative."""

from typing import NamedTuple

from overview.example import published
from problems.models import Certainty

ASSUMED, KNOWN, OPEN = Certainty.ASSUMPTION, Certainty.KNOWN, Certainty.OPEN


class Framed(NamedTuple):
    """The parts of a problem in the order of the form, each with how sure the team would be of it."""

    who: tuple[str, Certainty]
    what: tuple[str, Certainty]
    when_and_where: tuple[str, Certainty]
    matters_to_them: tuple[str, Certainty]
    matters_to_organisation: tuple[str, Certainty]


FRAMINGS = {
    "registration": Framed(
        ("Induction tutors at schools", KNOWN),
        ("give the same details of a new teacher to three organisations", KNOWN),
        ("they register a teacher, mostly in September", ASSUMED),
        ("they cannot tell whether they have finished", KNOWN),
        ("teachers are registered late or twice", OPEN),
    ),
    "internal data": Framed(
        ("Staff who answer questions and approve payments", KNOWN),
        ("cannot see why somebody is not eligible", KNOWN),
        ("a teacher's eligibility changes", KNOWN),
        ("they have to ask a developer", KNOWN),
        ("payments wait, and developers do other work than building", ASSUMED),
    ),
    "access": Framed(
        ("Staff who took over from a colleague", ASSUMED),
        ("have no account that works", KNOWN),
        ("", OPEN),
        ("getting in takes longer than the task itself", ASSUMED),
        ("", OPEN),
    ),
}
# What says on their pages that nobody published them.
ROUND = "Illustrative: in our words"


class Asked(NamedTuple):
    text: str
    problems: tuple[str, ...]
    # How the evidence that answers it begins, and the answer; empty where it is still open.
    finding: str = ""
    answer: str = ""


QUESTIONS = (
    Asked(
        "Do schools know who registers a new teacher? (illustrative question)",
        ("registration",),
        "School staff could not say who registers",
        "No. They could not say who does it, or with whom.",
    ),
    Asked(
        "How many schools lose their account when somebody leaves? (illustrative question)",
        ("access", "registration"),
    ),
)


class Stop(NamedTuple):
    """A stage of the journey of a new teacher, which leads to the next; with the problems on its two paths."""

    name: str
    happy: tuple[str, ...] = ()
    unhappy: tuple[str, ...] = ()


JOURNEY = (
    Stop("Get access to the service (illustrative stage)", unhappy=("access",)),
    Stop("Register a new teacher (illustrative stage)", happy=("registration",), unhappy=("portal",)),
    Stop("Plan training and report on it (illustrative stage)", happy=("trust",), unhappy=("rules", "literacy")),
    Stop("Something changes (illustrative stage)", unhappy=("changes", "transfer", "internal data")),
    Stop("Finish induction (illustrative stage)", happy=("view",)),
)

# A symptom and its root, as the illustrative votes and we have it.
SYMPTOM, ROOT = "staff", "changes"


class Need(NamedTuple):
    title: str
    statement: str
    user_group: str
    reason: str


PARKED = Need(
    "Nobody sees a teacher who moves abroad (illustrative)",
    "Schools hear nothing of a teacher who has left the country. A made-up need, to show what parking is for.",
    published.SCHOOLS,
    "Illustrative reason: wider than these services. Look at it again after the MVP.",
)
