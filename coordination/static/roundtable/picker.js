// Shows the ticked delegations as chips that can be taken away; choosing one chooses its option too.

for (const picker of document.querySelectorAll("[data-picker]")) {
  const chips = picker.querySelector(".rt-picker__chips");
  const boxes = [...picker.querySelectorAll("input[type=checkbox]")];
  const option = document.getElementById(picker.dataset.for);
  const show = () => {
    chips.replaceChildren(
      ...boxes
        .filter((box) => box.checked)
        .map((box) => {
          const label = box.parentElement.textContent.trim();
          const chip = document.createElement("button");
          chip.type = "button";
          chip.className = "rt-chip";
          chip.textContent = `${label} ×`;
          chip.setAttribute("aria-label", `${picker.dataset.remove}: ${label}`);
          chip.addEventListener("click", () => {
            box.checked = false;
            box.dispatchEvent(new Event("change", { bubbles: true }));
            picker.querySelector("summary").focus();
          });
          return chip;
        }),
    );
  };
  picker.addEventListener("change", (event) => {
    if (event.target.checked && option) option.checked = true;
    show();
  });
  show();
}
