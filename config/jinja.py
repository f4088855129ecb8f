from datetime import date, datetime
from typing import Any, NoReturn

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, get_format, number_format
from django.utils.translation import gettext, ngettext
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    UndefinedError,
)

from roadmap.exports.markdown import markdown, yaml
from teams.rounding import rounded
from teams.signing_in.single_sign_on import provider_name


class LoudUndefined(ChainableUndefined):
    """Chains, as the GOV.UK macros need; a name that does not exist fails where it is printed."""

    def __str__(self) -> NoReturn:
        raise UndefinedError(self._undefined_message)

    __html__ = __str__


def govuk_date(value: date | datetime | None) -> str:
    """22 November 2026"""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return date_format(value, "j F Y") if value else ""


def govuk_month(value: date) -> str:
    """Nov 2026"""
    return date_format(value, "M Y")


def govuk_clock(value: datetime) -> str:
    """2:30pm"""
    return date_format(timezone.localtime(value), "g:iA").lower()


def govuk_time(value: datetime) -> str:
    """22 November 2026 at 2:30pm"""
    return gettext("%(date)s at %(time)s") % {"date": govuk_date(value), "time": govuk_clock(value)}


def number(value: float | None, places: int = 0) -> str:
    """1,234, 3.25 or −1, as the active language writes it, with a real minus; an en dash for no number."""
    if value is None:
        return "–"
    # Django's formatting cuts digits off; rounding is ours.
    shown = rounded(value, places)
    if abs(shown) < 1000:
        # No digits to group: a long table has hundreds of these, and Django takes ten times as long.
        written = f"{shown:.{places}f}"
        if places:
            written = written.replace(".", str(get_format("DECIMAL_SEPARATOR")))
    else:
        written = number_format(shown, places, force_grouping=True)
    return written.replace("-", "−")


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    options["undefined"] = LoudUndefined
    options["loader"] = ChoiceLoader(
        [
            # Those of the organisation that runs it come first.
            FileSystemLoader([*filter(None, [settings.TEMPLATES_DIR]), settings.BASE_DIR / "templates"]),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    env = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=static,
        url=url,
        get_language=translation.get_language,
        govuk_brand=settings.GOVUK_BRAND,
        public_url=settings.PUBLIC_URL,
        single_sign_on=provider_name,
    )
    env.filters.update(
        govuk_date=govuk_date,
        govuk_month=govuk_month,
        govuk_clock=govuk_clock,
        govuk_time=govuk_time,
        number=number,
        markdown=markdown,
        yaml=yaml,
    )
    return env
