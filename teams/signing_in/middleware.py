from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


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
