// The wall of ideas: notes are dragged and moved without leaving the page, and what others move appears without
// anybody losing their place. Without this script the form below the wall moves them.

const wall = document.querySelector(".app-wall");
const form = document.querySelector("#moving");

let isDragging = false;
// Of our own moves, sent or answered: a poll that was asked for before one of them knows nothing of it.
let moves = 0;
let kept = null;

const boxes = () => [...wall.querySelectorAll("[name=ideas]")];
const ticked = () => new Set(boxes().filter((box) => box.checked).map((box) => box.value));

function tick(numbers) {
  for (const box of boxes()) box.checked = numbers.has(box.value);
  const shown = document.querySelector("#selected");
  if (shown) shown.textContent = numbers.size ? `${form.dataset.selected} ${numbers.size}` : "";
}

function say(words) {
  document.querySelector("#said").textContent = words;
}

// Where somebody is: the note that they are on, or the first that they see.
function place() {
  const frame = wall.getBoundingClientRect();
  const top = Math.max(frame.top, 0);
  const notes = [...wall.querySelectorAll(".app-note")];
  const note =
    document.activeElement.closest?.(".app-note") ?? notes.find((each) => each.getBoundingClientRect().bottom > top);
  if (!note) return null;
  return { id: note.id, column: note.parentElement.dataset.key, top: note.getBoundingClientRect().top };
}

function putBack(was) {
  const note = was && document.getElementById(was.id);
  if (note?.parentElement.dataset.key !== was?.column) return;
  const scrolled = wall.scrollHeight > wall.clientHeight ? wall : document.scrollingElement;
  if (note) scrolled.scrollTop += note.getBoundingClientRect().top - was.top;
}

// The themes that others have added can be moved to; one that has gone is taken away, unless it is chosen.
function keepThemes() {
  const select = document.querySelector("#id_move_theme");
  if (!select || wall.dataset.dragged !== "theme") return;
  const lists = new Map([...wall.querySelectorAll("[data-key]")].map((list) => [list.dataset.key, list.dataset.name]));
  for (const option of [...select.options]) {
    if (option.value && !option.selected && !lists.has(option.value)) option.remove();
    lists.delete(option.value);
  }
  for (const [key, name] of lists) select.add(new Option(name, key), select.options.length - 1);
}

wall.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target !== wall) return;
  if (isDragging) event.preventDefault();
  event.detail.xhr.asked = moves;
});

wall.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target !== wall) return;
  if (isDragging || event.detail.xhr.asked !== moves) event.detail.shouldSwap = false;
  else kept = { numbers: ticked(), place: place() };
});

wall.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== wall || !kept) return;
  tick(kept.numbers);
  putBack(kept.place);
  kept = null;
  keepThemes();
  makeDraggable();
});

// What was said already is not said again.
document.body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (detail.target.textContent.trim() === detail.fragment.textContent.trim()) detail.shouldSwap = false;
});

// Hiding the message takes away the button that was pressed.
document.querySelector("#told").addEventListener("htmx:afterRequest", () => wall.focus({ preventScroll: true }));

async function send(fields) {
  moves += 1;
  const answer = await fetch(form.action, {
    method: "POST",
    body: fields,
    headers: { "HX-Request": "true" },
  }).catch(() => null);
  moves += 1;
  return answer;
}

// Nothing else is a move: whoever is signed out meanwhile is led on to a page, which is no error.
const isMove = (answer) => answer?.status === 204;

function refresh() {
  htmx.trigger(wall, "refresh");
}

async function drop({ item, from, to, oldIndex }) {
  if (from === to) return;
  const { number } = item.dataset;
  if (wall.dataset.dragged === "scope") {
    // It is placed once the reason is given: whoever comes back without one finds it where it was.
    from.insertBefore(item, from.children[oldIndex] ?? null);
    location.assign(`${wall.dataset.ideas}${number}/scope/?scope=${to.dataset.key}`);
    return;
  }
  const selected = ticked();
  const fields = new URLSearchParams({
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    theme: to.dataset.key,
  });
  // A note that is selected takes the others that are selected along.
  for (const each of selected.has(number) ? selected : [number]) fields.append("ideas", each);
  const answer = await send(fields);
  if (isMove(answer)) {
    tick(new Set());
    say(`${form.dataset.moved}: I${fields.getAll("ideas").join(", I")}`);
  } else {
    from.insertBefore(item, from.children[oldIndex] ?? null);
    say(answer?.status === 422 ? await answer.text() : form.dataset.notMoved);
  }
  refresh();
}

function makeDraggable() {
  if (!wall.dataset.dragged || !window.Sortable) return;
  for (const list of wall.querySelectorAll(".app-wall__notes")) {
    Sortable.create(list, {
      group: "wall",
      draggable: ".app-note",
      ghostClass: "app-note--dragged",
      // Within a column notes stand in the order of their numbers.
      sort: false,
      // The browser's own way would drag the link or the words in a note.
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 5,
      // A finger that is put down may want to scroll.
      delay: 200,
      delayOnTouchOnly: true,
      // From the moment that a note is taken hold of: were it drawn anew before it moves, it would be there twice.
      onChoose: () => (isDragging = true),
      onUnchoose: () => (isDragging = false),
      onEnd: drop,
    });
  }
}

form?.addEventListener("change", ({ target }) => {
  if (target.name !== "ideas") return;
  const numbers = ticked();
  // The same idea may stand in several columns.
  if (target.checked) numbers.add(target.value);
  else numbers.delete(target.value);
  tick(numbers);
});

form?.addEventListener("submit", async (event) => {
  if (event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form));
  const answer = await send(fields);
  // The service says on a page of its own what is wrong.
  if (answer && !isMove(answer)) form.submit();
  if (!answer) say(form.dataset.notMoved);
  if (!isMove(answer)) return;
  form.elements.new_theme.value = "";
  tick(new Set());
  say(`${form.dataset.moved}: I${[...new Set(fields.getAll("ideas"))].join(", I")}`);
  refresh();
});

if (form) tick(ticked());
makeDraggable();
