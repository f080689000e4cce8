// Shows the OpenAPI document of this server.
window.SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  // The validator badge would send the document to another server.
  validatorUrl: null,
});
