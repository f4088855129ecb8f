"""What may be kept on the way, and what may not."""

import pytest
from django.db import transaction
from django.test import Client

from tests.access.browsers import CLIENT, ask, browser, pages_to_see
from tests.world import make_world

pytestmark = pytest.mark.django_db


@pytest.mark.walk
def test_no_cache_may_keep_a_page_or_show_it_to_somebody_else():
    world = make_world()
    wrong = []
    for path, cookies in pages_to_see(world):
        for method in ("get", "post"):
            with transaction.atomic():
                answer = ask(cookies, method, path)
                transaction.set_rollback(True)
            kept = {part.strip() for part in answer.headers.get("Cache-Control", "").split(",")}
            varies = {part.strip() for part in answer.headers.get("Vary", "").split(",")}
            if not {"private", "no-cache"} <= kept or "Cookie" not in varies:
                wrong.append(f"{method} {path}: {kept}, {varies}")
    assert not wrong, "\n".join(wrong)


def test_a_page_may_be_gone_back_to_with_what_was_typed():
    world = make_world()
    CLIENT.cookies = browser("both", world)
    team = world.team.get_absolute_url()
    for path in (f"{team}problems/new/", f"{team}ideas/new/", f"{team}shortlist/", "/join/"):
        assert "no-store" not in CLIENT.get(path).headers["Cache-Control"], path


def test_what_is_the_same_for_everybody_may_be_kept(settings, tmp_path):
    (tmp_path / "app.css").write_text("a { color: red }")
    settings.STATIC_ROOT = tmp_path
    answer = Client().get("/assets/app.css")
    assert answer.status_code == 200
    assert "public" in answer.headers["Cache-Control"]
    assert "Cookie" not in answer.headers.get("Vary", "")
    answer.close()
