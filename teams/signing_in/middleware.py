from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme


class SignInMiddleware(LoginRequiredMiddleware):
    """Ask people to sign in, and bring them back to a page.

    Who sent a form comes back to the page that it stands on, as most addresses of forms have nothing to see.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        # A page that asks for a part of itself would put the whole page for signing in there.
        return HttpResponse(status=401) if answer and request.headers.get("HX-Request") else answer

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        page = request.headers.get("Referer", "")
        is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
        if request.method != "POST" or not is_ours:
            return super().handle_no_permission(request, view_func)
        address = urlsplit(page)
        back = f"{address.path}?{address.query}" if address.query else address.path
        return redirect_to_login(back, resolve_url(self.get_login_url(view_func)))


class RefusedFormMiddleware:
    """Answer 422 where allauth refuses a form, as every other page does; allauth itself answers 200."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        shown = response.context_data or {}
        forms = [shown[name] for name in ("form", "webauthn_form") if shown.get(name) is not None]
        if response.status_code == 200 and any(form.errors for form in forms):
            response.status_code = 422
        return response
