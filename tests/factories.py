"""Rows for tests, made through the verbs that pages use wherever there is one."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from ideation.models import Idea, Theme
from problems.models import Evidence, EvidenceKind, Problem, UserGroup
from teams.models import Counter, Membership, Team, User
from workshops.models import Workshop


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.gov.uk")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("correct horse battery")


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")
    slug = factory.Sequence(lambda n: f"team-{n}")
    service = "Register a teacher"


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    class Params:
        as_observer = factory.Trait(observer=True)
        as_facilitator = factory.Trait(facilitator=True)
        as_product_manager = factory.Trait(product_manager=True)
        as_both = factory.Trait(facilitator=True, product_manager=True)

    team = factory.SubFactory(TeamFactory)
    user = factory.SubFactory(UserFactory)


class UserGroupFactory(DjangoModelFactory[UserGroup]):
    class Meta:
        model = UserGroup

    team = factory.SubFactory(TeamFactory)
    name = factory.Sequence(lambda n: f"Group {n}")

    @classmethod
    def _create(cls, model_class: type[UserGroup], *args: Any, **kwargs: Any) -> UserGroup:
        if "label" in kwargs:
            return super()._create(model_class, *args, **kwargs)
        return UserGroup.make(kwargs["team"], kwargs["name"])


class ProblemFactory(DjangoModelFactory[Problem]):
    class Meta:
        model = Problem

    team = factory.SubFactory(TeamFactory)
    number = factory.LazyAttribute(lambda o: o.team.next_number(Counter.PROBLEM))
    user_group = factory.SubFactory(UserGroupFactory, team=factory.SelfAttribute("..team"))
    title = factory.Sequence(lambda n: f"Problem title {n}")
    statement = factory.Sequence(lambda n: f"What goes wrong {n}")


class EvidenceFactory(DjangoModelFactory[Evidence]):
    class Meta:
        model = Evidence
        skip_postgeneration_save = True

    team = factory.SubFactory(TeamFactory)
    number = factory.LazyAttribute(lambda o: o.team.next_number(Counter.EVIDENCE))
    kind = EvidenceKind.RESEARCH
    finding = factory.Sequence(lambda n: f"Finding {n}")

    @factory.post_generation
    def problems(self, create: bool, extracted: list[Problem] | None, **kwargs: object) -> None:
        if extracted:
            self.problems.set(extracted)


class ThemeFactory(DjangoModelFactory[Theme]):
    class Meta:
        model = Theme

    team = factory.SubFactory(TeamFactory)
    name = factory.Sequence(lambda n: f"Theme {n}")


class IdeaFactory(DjangoModelFactory[Idea]):
    class Meta:
        model = Idea
        skip_postgeneration_save = True

    team = factory.SubFactory(TeamFactory)
    number = factory.LazyAttribute(lambda o: o.team.next_number(Counter.IDEA))
    title = factory.Sequence(lambda n: f"Idea title {n}")

    @factory.post_generation
    def problems(self, create: bool, extracted: list[Problem] | None, **kwargs: object) -> None:
        if extracted:
            self.problems.set(extracted)


class WorkshopFactory(DjangoModelFactory[Workshop]):
    """A draft problem workshop with its six criteria and `candidates` problems."""

    class Meta:
        model = Workshop

    team = factory.SubFactory(TeamFactory)
    title = factory.Sequence(lambda n: f"Workshop {n}")
    kind = "problem"

    @classmethod
    def _create(cls, model_class: type[Workshop], *args: Any, **kwargs: Any) -> Workshop:
        candidates = kwargs.pop("candidates", 2)
        state = kwargs.pop("state", "draft")
        workshop = Workshop.add(by=None, **kwargs)
        thing = ProblemFactory if workshop.is_of_problems else IdeaFactory
        extra = {} if workshop.is_of_problems else {"scope": "in_mvp"}
        workshop.put_to_the_vote([thing(team=workshop.team, **extra) for _n in range(candidates)], by=None)
        for verb in {"draft": "", "open": "open", "voting": "open start", "closed": "open start close"}[state].split():
            getattr(workshop, verb)(by=None)
        return workshop
