"""What the example needs and nobody published: our words, our votes, our figures. All of it is illustrative.

Scores are given as the mean that voters should come near to, one number per criterion in the order of
workshops/criteria.py, on its scale of 1 to 5.
"""

from typing import NamedTuple

from ideation.models import Scope
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
        "The figures, the sixteen ideas marked “Illustrative”, the themes but for Communications and Data, the "
        "reasons for decisions and the places on the roadmap are illustrative too. Statements and findings are "
        "in our own words.",
    ]
)


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

COMMUNICATIONS, DATA, ACCOUNTS, RECORDS, TOOLS = THEMES = (
    "Communications",
    "Data",
    "Accounts and access",
    "Rules and records",
    "Tools for staff",
)


class IdeaWords(NamedTuple):
    title: str
    detail: str
    theme: str
    problems: tuple[str, ...]
    scope: Scope
    reason: str
    # Only what is in scope is voted on.
    means: tuple[float, ...] = ()
    # Only what is chosen is on the roadmap.
    purpose: str = ""


CHOSEN_IDEAS = (
    IdeaWords(
        published.IDEAS["data model"],
        "One record of each teacher's training and induction, which every organisation reads.",
        DATA,
        ("internal data", "trust", "view"),
        Scope.IN_MVP,
        "most other ideas need it first.",
        means=(3.5, 4.9, 4.8),
        purpose=published.ENABLE,
    ),
    IdeaWords(
        published.IDEAS["accounts"],
        "A school's staff get an account without waiting for whoever had it before.",
        ACCOUNTS,
        ("access", "registration"),
        Scope.IN_MVP,
        "nobody can register a teacher without getting in.",
        means=(4.1, 4.2, 4.6),
        purpose=published.ENABLE,
    ),
    IdeaWords(
        published.IDEAS["api data"],
        "Lead providers receive what they need to plan and claim, as soon as we know it.",
        DATA,
        ("trust", "rules"),
        Scope.IN_MVP,
        "providers cannot claim correctly from data that they do not have.",
        means=(4.0, 4.1, 4.5),
        purpose=published.PAY,
    ),
    IdeaWords(
        published.IDEAS["validation"],
        "Each check follows from a rule of the policy, and says what to do when it refuses something.",
        RECORDS,
        ("rules", "portal"),
        Scope.IN_MVP,
        "we set the checks ourselves.",
        means=(3.6, 4.2, 4.5),
        purpose=published.PAY,
    ),
    IdeaWords(
        published.IDEAS["rename"],
        "The same words for the same things, in each service and to everybody.",
        COMMUNICATIONS,
        ("registration", "silos"),
        Scope.IN_MVP,
        "it becomes harder with every page that is built with the old words.",
        means=(4.3, 4.1, 3.6),
        purpose=published.INFORM,
    ),
    IdeaWords(
        published.IDEAS["api documentation"],
        "Documentation that shows each request with its errors, and what to do about each.",
        COMMUNICATIONS,
        ("literacy", "rules"),
        Scope.IN_MVP,
        "it is cheap, and providers ask for it.",
        means=(4.7, 3.4, 3.6),
        purpose=published.INFORM,
    ),
    IdeaWords(
        published.IDEAS["self-service"],
        "A school or a provider records a change when it happens, instead of asking support or developers.",
        RECORDS,
        ("changes", "staff"),
        Scope.IN_MVP,
        "it takes work from support from its first day.",
        means=(3.3, 4.0, 4.1),
        purpose=published.ENABLE,
    ),
    IdeaWords(
        published.IDEAS["journey"],
        "One journey from “we have a new teacher” to “you have done all that you need to do”.",
        RECORDS,
        ("registration",),
        Scope.IN_MVP,
        "it answers the problem with the highest priority.",
        means=(3.4, 3.8, 3.9),
        purpose=published.ENABLE,
    ),
    IdeaWords(
        published.IDEAS["tooling"],
        "Staff see a teacher's record, payments and history in one place.",
        TOOLS,
        ("staff", "internal data"),
        Scope.IN_MVP,
        "payments depend on it.",
        means=(3.4, 3.2, 4.2),
        purpose=published.PAY,
    ),
    IdeaWords(
        published.IDEAS["timelines"],
        "What happened to a teacher's training and induction, in order, for everybody who may see it.",
        DATA,
        ("view", "internal data", "transfer"),
        Scope.IN_MVP,
        "the data is there once the data model is mended.",
        means=(3.7, 3.3, 3.5),
        purpose=published.MONITOR,
    ),
)

OTHER_IDEAS = (
    IdeaWords(
        "Warn lead providers before a declaration would be refused",
        "A check that can be run on a batch before it is sent.",
        RECORDS,
        ("rules",),
        Scope.IN_MVP,
        "small, and within our own services.",
        means=(3.6, 3.1, 3.0),
    ),
    IdeaWords(
        "Tell schools which organisation answers which question",
        "A page that sends each question to whoever can answer it.",
        COMMUNICATIONS,
        ("registration", "access"),
        Scope.IN_MVP,
        "content only.",
        means=(3.8, 2.6, 2.8),
    ),
    IdeaWords(
        "Show appropriate bodies which inductions are about to end",
        "A list in the portal, sorted by date.",
        DATA,
        ("view",),
        Scope.IN_MVP,
        "the dates are in the service already.",
        means=(3.4, 2.5, 2.7),
    ),
    IdeaWords(
        "Send schools a checklist at the start of each term",
        "What to have done by when, as an email.",
        COMMUNICATIONS,
        ("registration",),
        Scope.IN_MVP,
        "little to build.",
        means=(4.0, 2.0, 2.0),
    ),
    IdeaWords(
        "Let appropriate bodies upload a spreadsheet of inductions",
        "Many records at once, with a report of the rows that need mending.",
        RECORDS,
        ("portal",),
        Scope.OUT_OF_MVP,
        "wait until the rules and the data model are settled.",
    ),
    IdeaWords(
        "Research how users hear about changes",
        "Find out which messages reach which users, and when.",
        COMMUNICATIONS,
        ("literacy", "registration"),
        Scope.OUT_OF_MVP,
        "useful, but nothing in the MVP waits for it.",
    ),
    IdeaWords(
        "Share one list of open queries among the internal teams",
        "Every team sees who is working on what for which school.",
        TOOLS,
        ("silos", "staff"),
        Scope.OUT_OF_MVP,
        "joining up the tools comes first.",
    ),
    IdeaWords(
        "Let school staff use one account for several services",
        "The account that they have for other education services opens this one too.",
        ACCOUNTS,
        ("access",),
        Scope.OUT_OF_MVP,
        "depends on another team's plans.",
    ),
    IdeaWords(
        "Remind users before a deadline",
        "A message to whoever still has something to do.",
        COMMUNICATIONS,
        ("portal", "changes"),
        Scope.OUT_OF_MVP,
        "the dates are not reliable enough yet.",
    ),
    IdeaWords(
        "Hand a teacher over to another appropriate body in one step",
        "The new appropriate body asks, the old one confirms, and the record moves.",
        RECORDS,
        ("transfer",),
        Scope.OUT_OF_MVP,
        "few teachers move in the first months.",
    ),
    IdeaWords(
        "Give lead providers a sandbox with realistic data",
        "A place to try requests without consequences.",
        DATA,
        ("literacy", "rules"),
        Scope.OUT_OF_MVP,
        "better documentation comes first.",
    ),
    IdeaWords(
        "Build a records system for lead providers that have none",
        "One system that small providers could use instead of spreadsheets.",
        TOOLS,
        ("literacy",),
        Scope.OUT_OF_SERVICE,
        "providers choose and own their systems.",
    ),
    IdeaWords(
        "Merge the teams that work on the reforms into one",
        "One team with one plan.",
        TOOLS,
        ("silos",),
        Scope.OUT_OF_SERVICE,
        "a question of organisation, not of the service.",
    ),
    IdeaWords(
        "Train staff at lead providers in handling data",
        "Courses in the skills that exchanging data asks for.",
        COMMUNICATIONS,
        ("literacy",),
        Scope.OUT_OF_SERVICE,
        "not what the service is there for.",
    ),
    IdeaWords(
        "Change the policy so that fewer details are collected",
        "Ask only for what somebody uses.",
        RECORDS,
        ("rules", "registration"),
        Scope.OUT_OF_SERVICE,
        "for the policy team to decide.",
    ),
    IdeaWords(
        "Take over the records that appropriate bodies keep",
        "One register instead of one in each appropriate body.",
        DATA,
        ("view", "transfer"),
        Scope.OUT_OF_SERVICE,
        "the records are theirs.",
    ),
)

PRACTICE_AIMS = (
    "A made-up service to practise on. A workshop is open for votes: join it with the code, score a problem or "
    "two, then close it and look at the results. Amina, Ben and Carys are made up, and so are their votes. Nothing "
    "that you do here touches another team."
)
PRACTICE_PROBLEMS = (
    ("Readers", "People do not know that a book is free again", "A reader reserves a book and hears nothing."),
    ("Readers", "Searching finds too much", "A search for a title lists every edition, and hides the one at hand."),
    ("Readers", "A lost card takes weeks to replace", "Until the new card comes, nothing can be borrowed."),
    ("Library staff", "Returned books pile up", "Staff scan each book twice, at the desk and again at the shelf."),
    ("Library staff", "Opening hours are kept in five places", "When they change, one is always forgotten."),
)
PRACTICE_MEANS = (
    (3.2, 4.1, 4.0, 2.8, 2.6, 4.2),
    (3.9, 3.6, 3.1, 3.0, 3.8, 3.9),
    (2.6, 4.0, 3.4, 2.5, 2.4, 2.9),
    (3.1, 2.9, 3.6, 2.7, 3.0, 3.5),
    (3.8, 2.7, 4.3, 2.3, 3.3, 4.4),
)
PRACTICE_PEOPLE = ("Amina", "Ben", "Carys")
