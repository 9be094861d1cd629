// A toolbar for long texts, and tables and lists pasted from Word as Markdown. Without it the field is plain.

const MARKS = {
  bold: (text) => `**${text || "…"}**`,
  italic: (text) => `*${text || "…"}*`,
  heading: (text) => `\n### ${text || "…"}\n`,
  list: (text) => (text || "…").split("\n").map((line) => `- ${line}`).join("\n"),
  table: () => "\n|  |  |\n|-|-|\n|  |  |\n",
  link: (text) => `[${text || "…"}](https://)`,
};

function put(area, text) {
  area.focus();
  // Keeps the browser's own undo.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

for (const bar of document.querySelectorAll("[data-toolbar]")) {
  const area = document.getElementById(bar.dataset.toolbar);
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const mark = MARKS[event.target.closest("[data-mark]")?.dataset.mark];
    if (mark) put(area, mark(area.value.slice(area.selectionStart, area.selectionEnd)));
  });
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!/<(table|li|strong|b|em|i|h[1-6])[\s>]/i.test(html)) return;
    event.preventDefault();
    put(area, fromHtml(new DOMParser().parseFromString(html, "text/html").body).trim());
  });
}

function cells(row) {
  return [...row.cells].map((cell) => inner(cell).replaceAll("|", "\\|").replace(/\s+/g, " ").trim());
}

function table(node) {
  const rows = [...node.rows].map(cells);
  const width = Math.max(...rows.map((row) => row.length));
  const line = (row) => `| ${[...row, ...Array(width - row.length).fill("")].join(" | ")} |`;
  return `\n\n${[line(rows[0]), `|${"-|".repeat(width)}`, ...rows.slice(1).map(line)].join("\n")}\n\n`;
}

function inner(node) {
  return [...node.childNodes].map(fromHtml).join("");
}

function fromHtml(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const name = node.localName;
  if (name === "table") return node.rows.length ? table(node) : "";
  const text = inner(node);
  if (!text.trim()) return name === "br" ? "\n" : text;
  if (name === "strong" || name === "b") return `**${text.trim()}**`;
  if (name === "em" || name === "i") return `*${text.trim()}*`;
  if (/^h[1-6]$/.test(name)) return `\n\n### ${text.trim()}\n\n`;
  if (name === "li") return `- ${text.trim()}\n`;
  if (name === "ul" || name === "ol") return `\n\n${text}\n`;
  if (name === "p" || name === "div") return `\n\n${text.trim()}\n\n`;
  return text;
}
