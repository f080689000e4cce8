// What pages load by a script of its own before ours.
interface Window {
  SwaggerUIBundle: (options: object) => void;
  htmx: any;
  bootstrap: any;
}
// What the server puts before the service worker.
declare const SHELL: { version: string; pages: string[]; files: string[] };
