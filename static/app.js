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
    const text = status === 401 ? signedOut : status > 0 && status < 500 ? "" : lost;
    if (connection.textContent !== text) connection.textContent = text;
  });
}

// What it asks for is not there any more, such as the team: the page itself says so. Once, should it be another fault.
if (connection && performance.getEntriesByType("navigation")[0]?.type !== "reload") {
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 404) location.reload();
  });
}
