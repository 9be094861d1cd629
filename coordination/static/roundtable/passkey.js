// Passkeys: fetches the question from the server, has the browser answer it, and sends the form with the answer.

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const answer = form.querySelector("[data-passkey-answer]");
  const failed = form.querySelector("[data-passkey-failed]");

  const ask = async () => {
    const response = await fetch(form.dataset.options, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
    });
    if (!response.ok) throw new Error(response.statusText);
    const { publicKey } = await response.json();
    if (form.dataset.passkey === "create") {
      return navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
      });
    }
    return navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
    });
  };

  form.addEventListener("submit", async (event) => {
    if (answer.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      answer.value = JSON.stringify((await ask()).toJSON());
      form.submit();
    } catch {
      // Cancelled, no passkey here, or a browser that knows none: the words say what else there is.
      answer.value = "";
      failed.hidden = false;
    }
  });
}
