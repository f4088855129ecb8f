"""Third-party files come from node_modules at set-up; only these are served."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_GOVUK = "govuk-frontend/dist/govuk"
# Package file → name under STATIC_URL. The stylesheet names its fonts and the crest, and
# both name their source map.
PACKAGE_FILES = {
    f"{_GOVUK}/govuk-frontend.min.css": "govuk-frontend.min.css",
    f"{_GOVUK}/govuk-frontend.min.js": "govuk-frontend.min.js",
    f"{_GOVUK}/govuk-frontend.min.css.map": "govuk-frontend.min.css.map",
    f"{_GOVUK}/govuk-frontend.min.js.map": "govuk-frontend.min.js.map",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "sortablejs/Sortable.min.js": "sortable.min.js",
    **{
        f"{_GOVUK}/assets/{name}": name
        for name in (
            "fonts/bold-affa96571d-v2.woff",
            "fonts/bold-b542beb274-v2.woff2",
            "fonts/light-94a07e06a1-v2.woff2",
            "fonts/light-f591b13f7d-v2.woff",
            "images/govuk-crest.svg",
            "images/favicon.ico",
            "images/favicon.svg",
            "images/govuk-icon-180.png",
            "images/govuk-icon-mask.svg",
        )
    },
}


class PackageStorage(FileSystemStorage):
    """The named files of node_modules, under the names that they are served by."""

    def __init__(self) -> None:
        super().__init__(location=settings.BASE_DIR / "node_modules")
        self._sources = {name: source for source, name in PACKAGE_FILES.items()}

    def path(self, name: str) -> str:
        return super().path(self._sources.get(name, name))


class PackageFinder(BaseFinder):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = PackageStorage()
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [self.storage.path(path)] if path in PACKAGE_FILES.values() else []
        return found if find_all else next(iter(found), None)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in PACKAGE_FILES.values():
            yield name, self.storage


class HashedStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
