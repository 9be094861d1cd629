// Says in words when a request of htmx did not arrive or was refused; the page itself stays as it is.

const place = document.getElementById("failure");

function say(words) {
  const message = document.createElement("div");
  message.className = "rt-message rt-message--error";
  const paragraph = document.createElement("p");
  paragraph.textContent = words;
  message.append(paragraph);
  place.replaceChildren(message);
}

document.addEventListener("htmx:sendError", () => say(place.dataset.failed));
document.addEventListener("htmx:timeout", () => say(place.dataset.failed));
document.addEventListener("htmx:responseError", (event) => {
  say([401, 403].includes(event.detail.xhr.status) ? place.dataset.refused : place.dataset.failed);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // A redirect to the sign-in page is followed silently and must not be put into this page.
  if (new URL(event.detail.xhr.responseURL || location.href).pathname !== "/sign-in/") {
    place.replaceChildren();
    return;
  }
  event.detail.shouldSwap = false;
  say(place.dataset.ended);
});
