"""Somebody who has a keyboard and nothing else: Tab, Space, Enter, the arrows and letters."""

from playwright.sync_api import Locator, expect

from tests.browser.person import Person

# How many presses of Tab lead from where somebody is to an element: below 0, of Shift and Tab. A group of radio buttons
# is one stop.
PRESSES = """(element) => {
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
  )].filter((each) => each.checkVisibility() && !each.disabled);
  const stops = all.filter((each) => {
    if (each.type !== "radio") return true;
    const group = all.filter((other) => other.type === "radio" && other.name === each.name);
    return each === (group.find((other) => other.checked) ?? group[0]);
  });
  const now = stops.indexOf(document.activeElement);
  return stops.indexOf(element) - now;
}"""
IS_FOCUSED = "(element) => element === document.activeElement"
GROUP = """(radio) => {
  const group = [...document.querySelectorAll("input[type=radio]")].filter((each) => each.name === radio.name);
  return [group.indexOf(group.find((each) => each.checked) ?? group[0]), group.indexOf(radio)];
}"""


class Typist(Person):
    def press(self, target: Locator) -> None:
        self._reach(target)
        # It waits for the page that this leads to, as a click does, and a key of the page's keyboard does not.
        target.press("Enter")

    def write(self, target: Locator, value: str) -> None:
        self._reach(target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(value)

    def tick(self, target: Locator) -> None:
        if target.is_checked():
            return
        if target.get_attribute("type") == "radio":
            self._turn_to(target)
        else:
            self._reach(target)
            self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def pick(self, target: Locator, option: str) -> None:
        self._reach(target)
        self.page.keyboard.type(option)
        expect(target.locator("option:checked")).to_have_text(option)

    def _turn_to(self, radio: Locator) -> None:
        """One of a group is where Tab leads; the arrows go on from it."""
        stop, wanted = radio.evaluate(GROUP)
        name = radio.get_attribute("name")
        self._reach(self.page.locator(f"input[type=radio][name='{name}']").nth(stop))
        if stop == wanted:
            self.page.keyboard.press("Space")
        for _step in range(abs(wanted - stop)):
            self.page.keyboard.press("ArrowDown" if wanted > stop else "ArrowUp")

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        # The page may move meanwhile: look again.
        for _attempt in range(10):
            presses = target.evaluate(PRESSES)
            for _press in range(abs(presses)):
                self.page.keyboard.press("Tab" if presses > 0 else "Shift+Tab")
            if target.evaluate(IS_FOCUSED):
                return
        raise AssertionError(f"{self.name} does not reach {target} by the keyboard")
