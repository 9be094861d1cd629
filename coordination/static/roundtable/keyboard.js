// Keys that work everywhere: / reaches the search (can be switched off), arrows walk the matrix.

const stored = "roundtable.shortcut";
const shortcut = document.querySelector("[data-shortcut]");
const typing = (element) => element.matches("input, select, textarea, [contenteditable]");

if (shortcut) {
  shortcut.checked = localStorage.getItem(stored) !== "off";
  shortcut.addEventListener("change", () => localStorage.setItem(stored, shortcut.checked ? "on" : "off"));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !typing(event.target) && (!shortcut || shortcut.checked)) {
    event.preventDefault();
    document.querySelector("[data-search]")?.focus();
  }
  if (event.key.startsWith("Arrow") && event.target.closest("[data-grid] td")) walk(event);
});

/** Move to the nearest linked cell in the direction of the arrow; the Tab order stays as it is. */
function walk(event) {
  const cell = event.target.closest("td");
  const rows = [...cell.closest("[data-grid]").rows];
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  let row = rows.indexOf(cell.parentElement) + down;
  let column = cell.cellIndex + right;
  while (rows[row]?.cells[column]) {
    const link = rows[row].cells[column].querySelector("a");
    if (link && column > 0) {
      event.preventDefault();
      link.focus();
      return;
    }
    row += down;
    column += right;
  }
}

// After a refused save the summary of errors is where the reader should be.
document.querySelector("[data-focus-first]")?.focus();
