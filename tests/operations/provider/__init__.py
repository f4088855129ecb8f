"""A provider of OpenID Connect that is not ours: django-allauth's own, in a process of its own."""
