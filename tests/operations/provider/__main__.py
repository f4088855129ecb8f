"""python -m tests.operations.provider PORT CALLBACK SECRET, with PROVIDER_DATABASE naming a file of its own.

Knows two people with the same password: one whose address it has checked, and one whose it has not.
"""

import os
import sys
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

PASSWORD = "password of the department"
CLIENT = "shortlist"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def prepare(callback: str, secret: str) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    # Django's own users, and not those of the project.
    users: Any = get_user_model()
    for name, verified in (("ada", True), ("mallory", False)):
        email = f"{name}@example.gov.uk"
        user = users.objects.create_user(name, email, PASSWORD, first_name=name.title(), last_name="Of the Department")
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    client = Client(id=CLIENT, name="Shortlist", skip_consent=True, redirect_uris=callback)
    client.set_scopes(["openid", "profile", "email"])
    client.set_secret(secret)
    client.save()


def main(port: str, callback: str, secret: str) -> None:
    # Here, on this machine, without TLS.
    os.environ.update(DJANGO_SETTINGS_MODULE="tests.operations.provider.settings", OAUTHLIB_INSECURE_TRANSPORT="1")
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    prepare(callback, secret)
    make_server("127.0.0.1", int(port), application, Server, Quiet).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
