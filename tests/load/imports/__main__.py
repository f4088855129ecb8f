"""What large and hostile files take: `python -m tests.load.imports sqlite` prints a line for each."""

import argparse

from tests.load import databases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", choices=databases.KINDS)
    parser.add_argument("--only", default="", help="files whose description has these words")
    asked = parser.parse_args()
    wrong = 0
    with databases.fresh(asked.database) as cluster:
        from tests.load.imports.bad import BAD
        from tests.load.imports.large import LARGE
        from tests.load.imports.measuring import measure

        print(f"{databases.in_words(cluster)}\n", flush=True)
        print("| file | MB | seconds | of processor time | MB more at most | confirming, s | outcome |")
        print("|---|---|---|---|---|---|---|", flush=True)
        lists = []
        for case in [case for case in [*LARGE, *BAD] if asked.only in case.what]:
            found = measure(case)
            wrong += len(found.problems)
            said = found.outcome + "".join(f" **{problem}**" for problem in found.problems)
            print(
                f"| {case.what} | {found.megabytes:.1f} | {found.seconds:.1f} | {found.cpu:.1f} | {found.memory:.0f}"
                f" | {found.confirming:.1f} | {said[:400]} |",
                flush=True,
            )
            if case.what.startswith("List of"):
                lists.append(found.groups)
        if lists:
            is_equal = all(each == lists[0] for each in lists)
            wrong += not is_equal
            print(f"\nThe list is {'the same' if is_equal else '**another one**'} in {len(lists)} formats")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
