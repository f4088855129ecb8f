// Saves a page of the ballot and leaves it only when the service has said that it is saved: what was chosen stays
// on the page whatever the connection does. Without this script the form is sent as any other.

const form = document.querySelector("#score-form");
const said = document.querySelector("#save-state");
const RETRY_AFTER = 3000;
const PATIENCE = 15000;

let unsaved = false;
let isSaving = false;
let isLost = false;
// Where to go once it is saved: the value of the button that was pressed, or the address of a link.
let wish = {};

function answers() {
  const fields = new URLSearchParams(new FormData(form));
  if (wish.then) fields.set("then", wish.then);
  return fields;
}

async function send(body, options) {
  const headers = { "HX-Request": "true" };
  return fetch(location.href, { method: "POST", body, headers, ...options });
}

// After a while, or as soon as the browser is back on a network.
function beforeTryingAgain() {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, RETRY_AFTER);
    window.addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

// Let the service say on a page of its own why it refuses.
function sendAsAnyForm() {
  const then = document.createElement("input");
  Object.assign(then, { type: "hidden", name: "then", value: wish.then ?? "next" });
  form.append(then);
  unsaved = isLost = false;
  form.submit();
}

async function save() {
  if (isSaving) return;
  isSaving = true;
  said.textContent = form.dataset.saving;
  for (;;) {
    const sent = answers();
    const answer = await send(sent, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    // Somebody changed their mind while it was on its way.
    if (answer?.status === 204 && `${answers()}` !== `${sent}`) continue;
    if (answer?.status === 204) {
      unsaved = isLost = false;
      location.assign(wish.href ?? answer.headers.get("HX-Redirect"));
      return;
    }
    if (answer && answer.status < 500) {
      sendAsAnyForm();
      return;
    }
    isLost = true;
    said.textContent = form.dataset.lost;
    await beforeTryingAgain();
  }
}

form.addEventListener("input", () => {
  unsaved = true;
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  wish = { then: event.submitter?.value };
  save();
});

// A link away from the page saves it first.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!unsaved || !link || event.metaKey || event.ctrlKey || event.shiftKey || link.target) return;
  const isWithinPage = link.hash && link.href.split("#")[0] === location.href.split("#")[0];
  if (link.origin !== location.origin || isWithinPage) return;
  event.preventDefault();
  wish = { href: link.href };
  save();
});

// Any other way of leaving: save on the way out, or ask first if nothing gets through.
window.addEventListener("beforeunload", (event) => {
  if (!unsaved) return;
  history.replaceState({ kept: `${answers()}` }, "");
  if (isLost || !navigator.onLine) event.preventDefault();
});

window.addEventListener("pagehide", () => {
  if (!unsaved) return;
  wish = {};
  send(answers(), { keepalive: true }).catch(() => null);
});

// Reloaded, a page may have been asked for before what was sent on the way out was saved: it shows that all the same.
function putBack(kept) {
  for (const [name, value] of new URLSearchParams(kept)) {
    const field = form.elements.namedItem(name);
    if (field && field.type !== "hidden") field.value = value;
  }
  unsaved = true;
}

const kept = history.state?.kept;
if (kept) history.replaceState(null, "");
if (kept && performance.getEntriesByType("navigation")[0]?.type === "reload") putBack(kept);

// Come back to with the browser's button, the page is as it was left.
window.addEventListener("pageshow", () => {
  isSaving = false;
  said.textContent = "";
});
