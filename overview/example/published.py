"""Facts published about a real exercise, wording shortened.

Source: design history for the early career framework, Department for Education, July 2024.
Individual votes, figures, the ideas that were not chosen and the reasons were not published:
what the example needs of those is in illustrative.py and idea_words.py.
"""

from typing import NamedTuple

SOURCE = "design history for the early career framework, Department for Education, July 2024"
SERVICE = "Early career framework digital services"
ORGANISATION = "Department for Education"
AIMS = (
    "Consolidate, prioritise and understand the top problems across the services",
    "Ideate on solutions for those problems",
)
LEAD_PROVIDERS, SCHOOLS, APPROPRIATE_BODIES, INTERNAL_USERS = USER_GROUPS = (
    "Lead providers",
    "Schools",
    "Appropriate bodies",
    "Internal users",
)
RESEARCH = "Historic research insights across the teams"
TICKETS = "Zendesk tickets from schools"
ERRORS = "Errors that lead providers met in the API"


class PublishedProblem(NamedTuple):
    title: str
    user_group: str


# In their published order of priority.
PROBLEMS = {
    "registration": PublishedProblem("Registration is duplicative and confusing", SCHOOLS),
    "internal data": PublishedProblem(
        "Data that internal teams need is not always available, for example when eligibility changes",
        INTERNAL_USERS,
    ),
    "rules": PublishedProblem("The services impose rigid rules and validation", LEAD_PROVIDERS),
    "changes": PublishedProblem(
        "Changes to participants, lead providers and appropriate bodies are difficult to make", SCHOOLS
    ),
    "access": PublishedProblem("The service is difficult to access", SCHOOLS),
    "trust": PublishedProblem(
        "Tasks are hard to complete for lack of data, and the data received is not trusted", LEAD_PROVIDERS
    ),
    "portal": PublishedProblem(
        "Data cannot be submitted efficiently, or always correctly, in the portal", APPROPRIATE_BODIES
    ),
    "transfer": PublishedProblem("A teacher's transfer depends on other appropriate bodies", APPROPRIATE_BODIES),
    "view": PublishedProblem("The data needed cannot be viewed, or disagrees with other data", APPROPRIATE_BODIES),
    "literacy": PublishedProblem("Digital literacy, systems and processes vary widely", LEAD_PROVIDERS),
    "staff": PublishedProblem("Staff do tasks that end users should do but cannot or will not", INTERNAL_USERS),
    "silos": PublishedProblem(
        "Teams are siloed and share little language, yet depend on each other every day", INTERNAL_USERS
    ),
}

# The ten of 26 ideas that were chosen for the MVP.
IDEAS = {
    "data model": "Improve and fix the data model",
    "accounts": "Improve how school accounts are created, and the rules around them",
    "api data": "Show the right data over the lead provider API, such as a teacher's induction start date",
    "validation": "Have rules and validation that represent the policy and meet users' needs",
    "rename": "Rename and restructure services and key terms",
    "api documentation": "Improve the API documentation",
    "self-service": "Let schools and lead providers change teacher and mentor records themselves",
    "journey": ("Make registering teachers and mentors more intuitive, and explain schools' wider responsibilities"),
    "tooling": "Join up and improve finance and admin tooling for internal users",
    "timelines": "Create timelines for participants",
}

ENABLE, PAY, MONITOR, INFORM = CORE_PURPOSES = (
    "Enable teachers and leaders to take up programmes",
    "Pay providers and manage contracts",
    "Monitor the impact of policy and programmes",
    "Inform users about funded programmes",
)
