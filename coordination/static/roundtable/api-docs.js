// Shows the description of the API and tries it out as whoever is signed in.

const place = document.getElementById("api-docs");
const token = document.querySelector("meta[name=csrf-token]").content;

SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor: (request) => {
    const own = new URL(request.url, location.href).origin === location.origin;
    if (own && request.method && request.method !== "GET") request.headers["X-CSRFToken"] = token;
    return request;
  },
});
