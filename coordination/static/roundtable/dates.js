// Repeats a native date in words, because 06/07 reads differently from country to country.

const words = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

// The first of a month has a word of its own in some languages; the page brings it along.
const inWords = (day, first) =>
  words
    .formatToParts(day)
    .map(({ type, value }) => (type === "day" && value === "1" ? first : value))
    .join("");

for (const place of document.querySelectorAll("[data-date-words]")) {
  const field = document.getElementById(place.dataset.dateWords);
  if (field?.type !== "date") continue;
  const show = () => {
    place.hidden = !field.value;
    place.textContent = field.value ? inWords(field.valueAsDate, place.dataset.first) : "";
  };
  field.addEventListener("input", show);
  show();
}
