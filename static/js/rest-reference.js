// Shows the REST contract that this server itself serves.
window.SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  // The validator badge would send the document to somebody else's server.
  validatorUrl: null,
});
