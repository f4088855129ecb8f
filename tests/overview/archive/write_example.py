"""Writes the stored example anew: `python -m tests.overview.archive.write_example`.

Only when the number of the format is raised; until then it has to be read as it is.
"""

import os
import shutil


def write() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["TEST_DATABASE_URL"] = "sqlite://:memory:"
    django.setup()

    from django.core.management import call_command

    from tests.overview.archive.rich import make_rich_world
    from tests.overview.archive.taking import EXAMPLE, taken_out, unpacked

    call_command("migrate", verbosity=0)
    shutil.rmtree(EXAMPLE, ignore_errors=True)
    for name, content in unpacked(taken_out(make_rich_world().team, people=True)).items():
        path = EXAMPLE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    write()
