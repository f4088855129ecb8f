"""The twenty-six ideas of the example, and three notes that are merged into them.

Titles of those chosen are published; all other words are illustrative.

Scores are given as in illustrative.py, for the three criteria of idea workshops.
"""

from typing import NamedTuple

from ideation.models import Scope
from overview.example import published

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
    # Where it was placed first.
    scope: Scope
    reason: str
    # Only what is in scope in the end is voted on.
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
        # Moved in when it was challenged: see agreed.py.
        Scope.OUT_OF_MVP,
        "the rules themselves come first.",
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


class NoteWords(NamedTuple):
    """What somebody might have noted down, and the title of the idea that stands for it."""

    title: str
    problems: tuple[str, ...]
    merged_into: str


NOTES = (
    NoteWords(
        "Stop asking schools for what another organisation already told us",
        ("registration",),
        published.IDEAS["journey"],
    ),
    NoteWords(
        "Say with each error of the API what to do about it", ("rules", "trust"), published.IDEAS["api documentation"]
    ),
    NoteWords("One list of who answers what", ("access",), "Tell schools which organisation answers which question"),
)
