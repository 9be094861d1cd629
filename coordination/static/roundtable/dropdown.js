// Folded lists close on Escape and on a click elsewhere; long lists get a field to narrow them.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest("details[data-drop][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll("details[data-drop][open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});

// "toggle" does not bubble; caught on the way down it also serves lists that htmx brings later.
document.addEventListener(
  "toggle",
  (event) => {
    const body = event.target.open && event.target.querySelector("[data-find]");
    if (!body) return;
    const options = [...body.querySelectorAll(".rt-option")];
    if (options.length < 12 || body.querySelector("[data-narrow]")) return;
    const field = document.createElement("input");
    field.type = "search";
    field.dataset.narrow = "";
    field.setAttribute("aria-label", body.dataset.find);
    field.addEventListener("input", () => {
      const words = field.value.toLocaleLowerCase();
      for (const option of options) option.hidden = !option.textContent.toLocaleLowerCase().includes(words);
    });
    field.addEventListener("keydown", (pressed) => {
      if (pressed.key === "Enter") pressed.preventDefault();
    });
    body.querySelector("legend").after(field);
    field.focus();
  },
  true,
);
