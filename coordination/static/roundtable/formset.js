// Adds another line to a Django formset by copying its empty form.

for (const set of document.querySelectorAll("[data-formset]")) {
  const total = set.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`);
  const empty = set.querySelector("template");
  const button = set.querySelector("[data-add]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const line = empty.content.firstElementChild.cloneNode(true);
    for (const element of [line, ...line.querySelectorAll("*")]) {
      for (const attribute of [...element.attributes]) {
        element.setAttribute(attribute.name, attribute.value.replaceAll("__prefix__", total.value));
      }
    }
    total.value = Number(total.value) + 1;
    empty.before(line);
    line.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}
