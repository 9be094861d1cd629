// Lets an item of an agenda be dragged by its grip; the order is sent as it then stands. Without it, Up and Down do the same.

let sorting;

function parentOf(item) {
  if (!item.classList.contains("rt-agenda__item--part")) return null;
  let before = item.previousElementSibling;
  while (before && before.classList.contains("rt-agenda__item--part")) before = before.previousElementSibling;
  return before ? before.dataset.id : null;
}

function partsOf(list, id) {
  return [...list.children].filter((item) => item.dataset.parent === id);
}

function send(list) {
  const order = [...list.children].map((item) => ({ id: item.dataset.id, parent: parentOf(item) }));
  window.htmx.ajax("POST", list.dataset.agenda, {
    target: "#builder",
    swap: "outerHTML",
    values: { order: JSON.stringify(order) },
    source: list,
  });
}

function begin() {
  const list = document.querySelector("[data-agenda]");
  if (!list || !window.Sortable) return;
  sorting = window.Sortable.create(list, {
    handle: "[data-grip]",
    animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    ghostClass: "rt-agenda--dragged",
    onEnd(event) {
      // The parts of an item go where it went.
      let last = event.item;
      for (const part of partsOf(list, event.item.dataset.id)) {
        last.after(part);
        last = part;
      }
      if (event.oldIndex !== event.newIndex) send(list);
    },
  });
}

// After a move by keyboard the focus stays on the button that was pressed.
let pressed = "";
document.addEventListener("click", (event) => {
  pressed = event.target.closest?.("#builder button[id]")?.id || "";
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "builder" && event.target.id !== "builder") return;
  sorting?.destroy();
  begin();
  if (pressed) document.getElementById(pressed)?.focus();
});

begin();
