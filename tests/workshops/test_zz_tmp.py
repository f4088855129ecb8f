import pytest
import tests.workshops.test_model as m
import workshops.models.workshops as w, workshops.models.ballots as b
from workshops.models import Score
def wrong(workshop):
    from collections import defaultdict
    f=defaultdict(dict)
    for x,c,k,v in Score.objects.filter(ballot__workshop=workshop, candidate__in=workshop.candidates.standing()).values_list("ballot_id","candidate_id","criterion_id","value"): f[str(x)][c,k]=v
    return f
@pytest.mark.django_db
def test_setaside(monkeypatch):
    monkeypatch.setattr(w,"counted_answers",wrong)
    m.test_the_rules_of_a_vote_hold_whatever_people_do_and_in_whatever_order()
@pytest.mark.django_db
def test_accepts_after_close(monkeypatch):
    def f(self, **fields):
        b.Ballot.objects.filter(pk=self.pk).update(**fields); return True
    monkeypatch.setattr(b.Ballot,"_change_while_open",f)
    m.test_the_rules_of_a_vote_hold_whatever_people_do_and_in_whatever_order()
@pytest.mark.django_db
def test_keeps_link(monkeypatch):
    monkeypatch.setattr(w,"rewrite_without_people",lambda *a: None)
    m.test_the_rules_of_a_vote_hold_whatever_people_do_and_in_whatever_order()
@pytest.mark.django_db
def test_ok():
    m.test_the_rules_of_a_vote_hold_whatever_people_do_and_in_whatever_order()
