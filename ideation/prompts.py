"""“What if…?”: questions that start an idea where somebody is stuck on how things are. All are in our own words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROMPTS: Mapping[str, str | Promise] = {
    "twice": _("What if nobody had to ask for this twice?"),
    "known": _("What if we already knew the answer?"),
    "first-time": _("What if it went right the first time?"),
    "without": _("What if nobody had to do this at all?"),
    "first-day": _("What if it were somebody’s first day?"),
    "five-minutes": _("What if there were only five minutes, and a phone?"),
}


def prompt_of(key: str | None) -> str:
    """The prompt of this key, in words; nothing for what is none of ours."""
    return str(PROMPTS.get(key or "", ""))
