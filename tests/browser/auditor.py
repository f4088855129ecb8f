"""axe looks once at each state of a page, and at what it looks at dearly once in each place of a page."""

import json
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    # No rule that runs asks for the stylesheets.
    "preload": {"assets": ["media"]},
}
# They measure each element by itself, and take three quarters of the time.
MEASURED = ["color-contrast", "target-size"]
WORDS = re.compile(r">[^<>]*[^<>\s][^<>]*<")
# And what htmx says of a part while it is being replaced.
VALUES = re.compile(r'(?<= value)="[^"]+"|\d+| class="htmx-\w+"| htmx-\w+')

ELEMENTS = "[...document.querySelectorAll('*')]"
# Of each element: the number of its parent, what it is and what else its looks depend on. No words, numbers, addresses.
LOOKS = r"""(elements) => {
  const numbers = new Map(elements.map((element, number) => [element, number]));
  const worded = /^(value|href|action|src|content|title|alt|placeholder|name|for|data-.*|aria-(label.*|describedby))$/;
  const classed = (element) => `${element.localName}.${element.getAttribute("class")}`.replace(/ ?htmx-\w+/g, "");
  return JSON.stringify(elements.map((element) => {
    const attributes = [...element.attributes].map(({ name, value }) =>
      worded.test(name) ? name : name === "class" ? "" : `${name}=${value.replace(/\d+/g, "")}`);
    const style = getComputedStyle(element);
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const [before, after] = [element.previousElementSibling, element.nextElementSibling];
    return [
      numbers.get(element.parentElement) ?? -1,
      [classed(element), ...attributes.sort(), style.color, style.backgroundColor, style.opacity].join(" "),
      [before && classed(before), after && classed(after), words, style.fontSize, style.fontWeight,
        element.checkVisibility({ visibilityProperty: true })].join(" "),
    ];
  }));
}"""
# What could not be measured, such as what something else covers, is not seen yet.
RUN = """async ([elements, unseen, options, measured]) => {
  const rules = (enabled) => Object.fromEntries(measured.map((rule) => [rule, { enabled }]));
  const { violations } = await axe.run(document, { ...options, rules: rules(false) });
  const there = unseen.filter((number) => elements[number].isConnected);
  if (!there.length) return { violations, seen: [] };
  const more = await axe.run({ include: there.map((number) => elements[number]) }, {
    ...options, runOnly: measured, rules: rules(true), resultTypes: ["violations", "incomplete"], elementRef: true,
  });
  const unsure = new Set(more.incomplete.flatMap((rule) => rule.nodes.map((node) => node.element)));
  for (const node of more.violations.flatMap((rule) => rule.nodes)) delete node.element;
  return {
    violations: [...violations, ...more.violations],
    seen: there.filter((number) => !unsure.has(elements[number])),
  };
}"""


class Auditor:
    """Runs axe on each state of a page that anybody rests on; words and numbers alone make no other state.

    Colours and the size of targets are measured where an element is the first that looks like this, in what it stands
    in and between what it stands. What was found and what was seen is kept in a folder that all processes of a run of
    the tests share.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = folder / "seen"
        self._seen.touch()

    def violations(self, page: Page) -> list[str]:
        state = VALUES.sub("", WORDS.sub(">…<", page.content())) + str(page.viewport_size)
        kept = self._folder / digest(state)
        if not kept.exists():
            found = [
                f"axe {rule['id']} ({rule['help']}) at {node['target']}: {node['html']} {node['failureSummary']}"
                for rule in self._run(page)
                for node in rule["nodes"]
            ]
            whole = kept.with_suffix(f".{os.getpid()}")
            whole.write_text(json.dumps(found))
            whole.rename(kept)
        violations: list[str] = json.loads(kept.read_text())
        return violations

    def _run(self, page: Page) -> list[dict[str, Any]]:
        elements = page.evaluate_handle(ELEMENTS)
        places = self._places(page, json.loads(page.evaluate(LOOKS, elements)))
        seen = set(self._seen.read_text().split())
        unseen = [number for number, place in enumerate(places) if place not in seen]
        if not page.evaluate("'axe' in window"):
            page.evaluate(Axe().axe_script)
        result = page.evaluate(RUN, [elements, unseen, OPTIONS, MEASURED])
        with self._seen.open("a") as file:
            file.write("".join(f"{places[number]}\n" for number in result["seen"]))
        violations: list[dict[str, Any]] = result["violations"]
        return violations

    @staticmethod
    def _places(page: Page, looks: list[tuple[int, str, str]]) -> list[str]:
        """What an element is, what all are that it stands in (they come before it), and what it stands between."""
        paths: list[str] = []
        places: list[str] = []
        for parent, itself, beside in looks:
            outer = str(page.viewport_size) if parent < 0 else paths[parent]
            paths.append(digest(f"{outer} {itself}"))
            places.append(digest(f"{paths[-1]} {beside}"))
        return places


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
