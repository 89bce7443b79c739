SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  presets: [SwaggerUIBundle.presets.apis],
  validatorUrl: null,
});
