// Keeps a draft on the server while somebody types; says when it was kept, and says so when it was not.

const form = document.querySelector("form[data-draft-url]");
const note = document.querySelector("[data-draft-note]");
const pause = 3000;
let timer;
let sending = false;
let again = false;
let lastKept = "";

const clock = () => {
  const now = new Date();
  return `${now.getHours()}.${String(now.getMinutes()).padStart(2, "0")}`;
};

async function keep() {
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  const typed = new FormData(form);
  for (const [name, value] of [...typed]) {
    if (value instanceof File) typed.delete(name); // a draft holds what was typed
  }
  try {
    const response = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body: typed,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
      redirect: "manual",
    });
    if (response.type === "opaqueredirect" || response.status === 401) {
      note.textContent = note.dataset.ended;
    } else if (response.ok) {
      lastKept = clock();
      note.textContent = note.dataset.kept.replace("TIME", lastKept);
    } else {
      throw new Error(response.status);
    }
  } catch {
    note.textContent = note.dataset.failed.replace("TIME", lastKept || clock());
    timer = setTimeout(keep, pause * 5);
  } finally {
    sending = false;
    if (again) {
      again = false;
      later();
    }
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(keep, pause);
}

if (form && note) {
  note.setAttribute("role", "status");
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => clearTimeout(timer));
}
