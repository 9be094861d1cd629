// The room: answers come as pieces, which are put in their places; what somebody types is never replaced.

const room = document.getElementById("room");
const poll = document.getElementById("poll-room");
const said = document.getElementById("room-said");
const saved = document.querySelector("#room-saved .rt-status");
const longestWait = 2000;
const unsaved = new Set();

const brussels = new Intl.DateTimeFormat("fr-BE", { timeStyle: "medium", timeZone: "Europe/Brussels" });
const clockNow = () => brussels.format(new Date()).replaceAll(":", ".");

function tell(words) {
  const message = document.createElement("p");
  message.textContent = words;
  message.className = "rt-message rt-message--error";
  said.replaceChildren(...(words ? [message] : []));
}

/** Say whether everything that was typed here is stored. */
function tally() {
  if (!saved) return;
  saved.textContent = unsaved.size ? room.dataset.unsaved : room.dataset.saved.replace("TIME", clockNow());
  saved.classList.toggle("rt-status--confirmed", !unsaved.size);
  saved.classList.toggle("rt-status--waiting", unsaved.size > 0);
}

// --- Pieces ---------------------------------------------------------------------------------

/** Take the answer of the server apart and put each piece in its place. */
function take(text, asker) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  for (const piece of [...answer.body.children]) {
    if ("told" in piece.dataset) takeTold(piece.dataset, piece);
    else if (piece.dataset.line) placeLine(piece, asker);
    else placePanel(piece);
  }
}

function takeTold(told, piece) {
  if (told.since) poll.querySelector("[name=since]").value = told.since;
  if (told.said || told.reset) tell(told.said);
  if (told.begun) begin(document.getElementById(told.begun), told.number);
  if (told.reset) clear(document.getElementById(`entry-${told.reset.replace(/^entry-/, "")}`));
  for (const gone of piece.children) {
    const line = document.getElementById(gone.dataset.gone);
    if (line && !line.contains(document.activeElement)) line.remove();
  }
}

function begin(form, number) {
  if (form) form.elements.line.value = number;
}

/** A form whose line was taken is ready for the next. */
function clear(form) {
  if (!form) return;
  form.reset();
  for (const name of ["line", "about"]) if (form.elements[name]) form.elements[name].value = "";
  if (form.elements.idempotency_key) form.elements.idempotency_key.value = crypto.randomUUID();
  for (const area of form.querySelectorAll("textarea")) {
    unsaved.delete(area);
    fit(area);
  }
  (form.elements.code ?? form.elements.text ?? form.elements.title)?.focus();
  tally();
}

function placeLine(line, asker) {
  for (const form of room.querySelectorAll("[data-entry]")) {
    if (`line-${form.elements.line.value}` === line.id) return; // it is being typed there
  }
  const there = document.getElementById(line.id);
  const typing = there?.querySelector("textarea");
  const fresh = line.querySelector("textarea");
  if (typing && unsaved.has(typing)) {
    const own = asker && there.contains(asker);
    if (!own || !fresh || typing.value !== asker.dataset?.sent) {
      keepTyping(there, line, own);
      return;
    }
    unsaved.delete(typing);
  }
  const focused = there?.contains(document.activeElement) ? document.activeElement : null;
  if (there) there.replaceWith(line);
  inOrder(line, !there);
  htmx.process(line);
  if (fresh) fit(fresh);
  if (focused?.id) refocus(focused);
  tally();
}

/** Somebody else saved or types on the line that is being typed here: both texts are shown. */
function keepTyping(there, line, own) {
  const mine = there.querySelector("form");
  if (own) mine.elements.version.value = line.dataset.version;
  there.querySelector("[data-theirs]")?.remove();
  const pens = line.querySelectorAll(".rt-line__pen");
  const moved = !own && line.dataset.version !== mine.elements.version.value;
  if (!pens.length && !moved) return;
  const theirs = document.createElement("div");
  theirs.dataset.theirs = "";
  if (moved) {
    const text = document.createElement("p");
    text.className = "rt-theirs";
    const stored = line.querySelector(".rt-theirs")?.textContent;
    text.textContent = stored ?? line.querySelector("textarea")?.defaultValue ?? "";
    theirs.append(text);
  }
  theirs.append(...pens);
  there.querySelector(".rt-line__text").append(theirs);
  there.classList.add("rt-line--busy");
}

/** Lines of a kind stand by their place, whichever came first. */
function inOrder(line, isNew) {
  const list = room.querySelector(`[data-lines="${line.dataset.line}"]`);
  const place = Number(line.dataset.place);
  const after = [...list.children].find((other) => other !== line && Number(other.dataset.place) > place);
  if (isNew || line.nextElementSibling !== (after ?? null)) list.insertBefore(line, after ?? null);
}

function placePanel(panel) {
  const there = document.getElementById(panel.id);
  if (!there) return;
  for (const field of there.querySelectorAll("input[id]:not([type=hidden]), select[id]")) {
    const same = panel.querySelector(`#${CSS.escape(field.id)}`);
    if (same && field.value !== field.defaultValue && field.type !== "submit") same.value = field.value;
  }
  for (const fold of there.querySelectorAll("details[id][open]")) {
    panel.querySelector(`#${CSS.escape(fold.id)}`)?.setAttribute("open", "");
  }
  const focused = there.contains(document.activeElement) ? document.activeElement : null;
  there.replaceWith(panel);
  htmx.process(panel);
  start(panel);
  if (focused?.id) refocus(focused);
}

function refocus(before) {
  const field = document.getElementById(before.id);
  if (!field) return;
  field.focus({ preventScroll: true });
  if (typeof before.selectionStart === "number" && field.setSelectionRange) {
    field.setSelectionRange(before.selectionStart, before.selectionEnd);
  }
}

// --- Asking and answering -------------------------------------------------------------------

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const area = detail.elt.closest("form")?.querySelector("textarea");
  const form = detail.elt.closest("form");
  if (form && area) form.dataset.sent = area.value;
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = event.detail;
  if (!xhr.getResponseHeader("HX-Redirect")) return;
  event.preventDefault(); // the page stays, with all that was typed
  poll.removeAttribute("hx-trigger");
  htmx.process(poll);
  tell(room.dataset.ended);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { xhr, elt, successful } = detail;
  if (!successful) return;
  if (said.textContent === room.dataset.lost) {
    tell("");
    for (const area of unsaved) htmx.trigger(area, "keep-pen");
  }
  if (xhr.status === 200 && xhr.responseText) take(xhr.responseText, elt.closest("form"));
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => tell(room.dataset.lost));
}

// --- Typing ---------------------------------------------------------------------------------

function fit(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.rows = Math.max(area.value.split("\n").length, Math.ceil(area.value.length / 90));
}

const lastKept = new WeakMap();

room.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea")) return;
  fit(target);
  if (target.value === target.defaultValue) unsaved.delete(target);
  else unsaved.add(target);
  tally();
  const now = Date.now();
  if (!lastKept.has(target)) lastKept.set(target, now);
  if (now - lastKept.get(target) > longestWait) {
    lastKept.set(target, now);
    htmx.trigger(target, "keep-pen");
  }
});

room.addEventListener("change", ({ target }) => {
  const line = target.closest("[data-line] form");
  if (line) htmx.trigger(line, "save-line");
});

addEventListener("pagehide", () => {
  for (const area of unsaved) {
    const address = area.getAttribute("hx-post");
    if (address) navigator.sendBeacon(address, new FormData(area.form));
  }
});

// --- Keys -----------------------------------------------------------------------------------

function nextStance(form) {
  const field = form.elements.stance;
  const codes = [...document.querySelectorAll("#entry-stance option")].map((option) => option.value);
  field.value = codes[(codes.indexOf(field.value) + 1) % codes.length];
  if (form.closest("[data-line]")) htmx.trigger(form, "save-line");
}

function toFollowUp(form) {
  const title = document.getElementById("follow-title");
  if (!title) return;
  title.value = form.elements.text.value.split("\n")[0].slice(0, 300);
  document.getElementById("follow-owner").value = form.elements.code?.value ?? "";
  title.focus();
}

room.addEventListener("keydown", (event) => {
  const form = event.target.closest("form");
  if (event.key === "Enter" && event.target.matches("[data-enter]") && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Enter" && event.ctrlKey && event.target.matches("textarea")) {
    event.preventDefault();
    if (form.closest("[data-line]")) htmx.trigger(form, "save-line");
    else form.requestSubmit();
  } else if (event.key === "Enter" && event.target.id === "entry-code") {
    event.preventDefault();
    form.elements.text.focus();
  } else if (event.key === "F2" && form?.elements.stance) {
    event.preventDefault();
    nextStance(form);
  } else if (event.key === "F4" && form?.elements.text) {
    event.preventDefault();
    toFollowUp(form);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "F8") return;
  event.preventDefault();
  document.getElementById("next-speaker")?.click();
});

room.addEventListener("click", ({ target }) => {
  const conclusion = target.closest("[data-object]")?.dataset.object;
  const form = document.getElementById("entry-intervention");
  if (!conclusion || !form) return;
  form.elements.about.value = conclusion;
  form.elements.stance.value = "objects";
  form.elements.code.focus();
});

// --- Clocks ---------------------------------------------------------------------------------

const began = new WeakMap();

function start(within) {
  for (const clock of within.querySelectorAll("[data-clock]")) began.set(clock, Date.now());
  tick();
}

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const since = "goes" in clock.dataset ? Math.floor((Date.now() - began.get(clock)) / 1000) : 0;
    const seconds = Number(clock.dataset.clock) + since;
    clock.textContent = `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}`;
  }
}

for (const form of document.querySelectorAll("[name=idempotency_key]")) form.value = crypto.randomUUID();
for (const area of room.querySelectorAll("textarea")) fit(area);
start(document);
setInterval(tick, 1000);
tally();
