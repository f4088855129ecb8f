"""A roadmap that has words of its own for each part of it that may be published, and for what never is."""

from datetime import date

from ideation.models import Idea, Scope
from problems.models import Problem
from roadmap.models import Choice, Dependency, Item, Shortlist
from teams.models import Team, User
from tests.factories import EvidenceFactory, IdeaFactory, ProblemFactory, ThemeFactory, UserGroupFactory
from tests.roadmap.scored import finish

# What is to be seen once the part is ticked, and never before.
MARKERS = {
    "purposes": ["Zpurpose"],
    "groups": ["Zgroup", "ZGL"],
    "progress": ["In progress"],
    "owner": ["Zowner"],
    "periods": ["March 2031 to May 2032"],
    "hypotheses": ["We believe that Zbelief will Zoutcome.", "Zknown", "Zmeasure"],
    "problems": ["Zstatement", "Zuntold"],
    "evidence": ["4,711 Zunits", "Zfinding"],
    "scores": ["90.5 of 100", "60.5 of 100", "rank 2", "5 people", "Feasibility", "1 of 3", "Zexception"],
    "dependencies": ["waits for", "Zwaiting"],
    "not_doing": ["Zleft", "Zwhy"],
    "needs": ["Zneed", "Zparked"],
}
# What each part brings along with another one.
TOGETHER = {("scores", "not_doing"): ["it scored 50.5 of 100"]}
# What is never published.
NEVER = [
    *(
        "Zdetail",
        "Ztheme",
        "Zscope",
        "Zquote",
        "Zspeaker",
        "Zsource",
        "zlink",
        "Zteam",
        "Ztitle",
        "Znofigure",
        "Zelsewhere",
    ),
    *("Zsecret", "Zperson", "zmail"),
]
ALWAYS = ["Zservice", "Zorganisation", "Zfirst", "Zsecond", "Ztaken", "MVP", "After the MVP"]


def make_marked(team: Team, by: User) -> list[Idea]:
    """Four items and two ideas that are not done; the fourth, Zsecret, is there to be left out."""
    by.name, by.email = "Pam Zperson", "zmail@example.gov.uk"
    by.save()
    team.name, team.service, team.organisation = "Zteam", "Zservice", "Zorganisation"
    team.save()
    team.set_purposes(["Zpurpose"])
    group = UserGroupFactory(team=team, name="Zgroup", label="ZGL", colour="purple")
    stated = ProblemFactory(team=team, user_group=group, title="Ztitle", statement="Zstatement")
    untold = ProblemFactory(team=team, user_group=group, title="Zuntold", statement="")
    _evidence(team, stated)
    theme = ThemeFactory(team=team, name="Ztheme")
    titles = ["Zfirst", "Zsecond", "Zsecret", "Zleft", "Zbelow", "Ztaken"]
    ideas: list[Idea] = [IdeaFactory(team=team, title=title, detail="Zdetail", theme=theme) for title in titles]
    ideas[0].problems.set([stated, untold])
    for idea in ideas:
        idea.place(Scope.IN_MVP, reason="Zscope", by=by)
    IdeaFactory(team=team, title="Zelsewhere").place(Scope.OUT_OF_MVP, reason="Zscope", by=by)
    finish(team, dict(zip(ideas[:5], [90.5, 60.5, 80.5, 70.5, 50.5], strict=True)))
    Shortlist.draw_line(team, 4, by=by)
    Choice.make(ideas[3], included=False, reason="Zwhy", by=by)
    Choice.make(ideas[5], included=True, reason="Zexception", by=by)
    Item.change(
        ideas[0],
        by=by,
        horizon="After the MVP",
        purpose=team.purposes.get(),
        owner="Zowner",
        progress="started",
        starts=date(2031, 3, 1),
        ends=date(2032, 5, 1),
        belief="Zbelief",
        outcome="Zoutcome",
        known_when="Zknown",
        measure="Zmeasure",
    )
    Dependency.add(ideas[0], ideas[1], reason="Zwaiting", by=by)
    Dependency.add(ideas[0], ideas[2], reason="Zsecret", by=by)
    ProblemFactory(team=team, user_group=group, title="Zneed").move_to("parked", reason="Zparked", by=by)
    return ideas


def _evidence(team: Team, problem: Problem) -> None:
    EvidenceFactory(
        team=team,
        problems=[problem],
        finding="Zfinding",
        count=4711,
        unit="Zunits",
        source="Zsource",
        link="https://zlink.example",
        quote="Zquote",
        quote_from="Zspeaker",
        quote_consent=True,
    )
    EvidenceFactory(team=team, problems=[problem], finding="Znofigure")
