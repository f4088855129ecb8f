// Shows how much of a file has been sent, and that it is being read. Without this script the form is sent as any other.

function send(form) {
  const progress = form.querySelector("[data-upload-progress]");
  const bar = progress.querySelector("progress");
  const said = progress.querySelector("[role=status]");
  const button = form.querySelector("button[type=submit]");
  const request = new XMLHttpRequest();
  let told = -1;

  // Every tenth is enough for who listens.
  const say = (share) => {
    bar.value = share;
    const tenth = Math.floor(share / 10);
    if (tenth === told) return;
    told = tenth;
    said.textContent = form.querySelector("[data-upload-progress]").dataset.sending.replace("{percent}", tenth * 10);
  };

  request.upload.addEventListener("progress", ({ loaded, total }) => say((100 * loaded) / total));
  request.upload.addEventListener("load", () => {
    // How long reading takes is not known.
    bar.removeAttribute("value");
    said.textContent = progress.dataset.reading;
  });
  request.addEventListener("error", () => {
    bar.hidden = true;
    said.textContent = progress.dataset.lost;
    button.disabled = false;
  });
  request.addEventListener("load", () => {
    if (request.status < 400 && request.responseURL !== location.href) {
      location.assign(request.responseURL);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.title = page.title;
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    const summary = document.querySelector(".govuk-error-summary");
    summary?.setAttribute("tabindex", "-1");
    summary?.focus();
    scrollTo(0, 0);
  });

  const fields = new FormData(form);
  progress.hidden = bar.hidden = false;
  button.disabled = true;
  say(0);
  request.open("POST", location.href);
  // Where it is sent on to is read by nobody, and asked for once more: what just happened has to wait for that.
  request.setRequestHeader("X-Upload", "1");
  request.send(fields);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form?.querySelector("input[type=file]").files.length) return;
  event.preventDefault();
  send(form);
});
