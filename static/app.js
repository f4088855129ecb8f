import { initAll } from "./govuk-frontend.min.js";

initAll();

// Beside a link that people pass on: a button that copies it.
for (const link of document.querySelectorAll("a[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary app-copy";
  button.textContent = link.dataset.copy;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "govuk-body-s";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.href);
    said.textContent = link.dataset.copied;
  });
  link.after(" ", button, " ", said);
}

// A page that moves by itself says so while it cannot.
const connection = document.querySelector("#connection");
if (connection) {
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { status } = detail.xhr;
    const { lost, signedOut } = connection.dataset;
    const said = connection.textContent;
    const text = status === 401 ? signedOut : status > 0 && status < 500 ? "" : said || lost;
    if (said !== text) connection.textContent = text;
  });
}

// What it asks for is not there any more, such as the team: the page itself says so. Once, should it be another fault.
if (connection && performance.getEntriesByType("navigation")[0]?.type !== "reload") {
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 404) location.reload();
  });
}

// A form stays where it is while nothing gets through: what was typed in it would be lost from sight. That the browser
// knows of no network is not enough, as the service may run on this very computer.
if (connection) {
  document.addEventListener("submit", (event) => {
    const isCutOff = !navigator.onLine && connection.textContent;
    if (!isCutOff || event.defaultPrevented || event.target.method !== "post") return;
    event.preventDefault();
    connection.textContent = connection.dataset.unsent;
  });
}

// Gone back to after it could not be sent, a form shows what was typed in it.
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("details textarea")) {
    if (field.value !== field.defaultValue) field.closest("details").open = true;
  }
});
