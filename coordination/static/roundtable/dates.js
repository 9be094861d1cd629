// Repeats a native date in words, because 06/07 reads differently from country to country.

const words = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

for (const place of document.querySelectorAll("[data-date-words]")) {
  const field = document.getElementById(place.dataset.dateWords);
  if (field?.type !== "date") continue;
  const show = () => {
    place.hidden = !field.value;
    place.textContent = field.value ? words.format(field.valueAsDate) : "";
  };
  field.addEventListener("input", show);
  show();
}
