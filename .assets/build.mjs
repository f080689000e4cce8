/**
 * Builds what pages load: few minified files, with compressed copies beside them. Copied beside its packages by
 * .assets/run. Arguments: the repository, and the directory for the output, which is emptied.
 *
 * The names of the output are stable; the server puts a hash of the content into the address.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const [root, output] = process.argv.slice(2).map((path) => resolve(path));
const STATIC = join(root, "static");

// Modules, each with all that it imports.
const MODULES = {
  "app.js": "js/app/main.js",
  "chart.js": "js/admin/chart.js",
  "passkey-sign-in.js": "js/admin/passkey-sign-in.js",
};
// Classic scripts, one after the other in one file.
const CLASSIC = {
  "head.js": ["js/shared/head.js"],
  "admin-head.js": ["js/shared/head.js", "js/admin/early.js"],
};
const STYLES = {
  "app.css": ["css/app.css"],
  "admin.css": ["vendor/tabler/tabler.min.css", "vendor/uplot/uPlot.min.css", "css/admin.css"],
};
// Served from where they are; only their compressed copies are here.
const COMPRESSED = [
  "css/reference.css",
  "img/icon.svg",
  "js/events-client.js",
  "js/use-catalog.js",
  "js/use-event-socket.js",
  "vendor/socket.io-client/socket.io.esm.min.js",
  "vendor/swagger-ui/swagger-ui-bundle.js",
  "vendor/swagger-ui/swagger-ui.css",
  "vendor/tabler-icons/icons.svg",
];
// The names of Tabler's classes are looked for in what renders the dashboard. Those that are put together from parts:
const TABLER_USES = ["templates/admin/**/*.html", "labapp/dashboard/*.py", "static/js/{admin,shared}/*.js"];
const COLOURS = "blue|azure|green|yellow|red|secondary|success|info|warning|danger|primary";
const PUT_TOGETHER = [new RegExp(`^(alert|border)-(${COLOURS})$`), new RegExp(`^bg-(${COLOURS})-lt$`)];
const READ_BY_SCRIPTS = ["--tblr-border-color", "--tblr-primary", "--tblr-primary-lt"];

const OPTIONS = { minify: true, target: "esnext", charset: "utf8", legalComments: "none" };
const NOTICE = "/* Includes libraries; their licences are under /static/vendor/. */\n";

const read = (name) => readFileSync(join(STATIC, name), "utf8");
// Evaluated only on pages that use it: it reads each attribute of the page to find its own.
const HTMX = `if (document.querySelector("[hx-get], [hx-boost]")) {\n${read("vendor/htmx/htmx.min.js")}\n}`;

function write(name, content) {
  const path = join(output, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function writeCompressed(name, content) {
  const bytes = Buffer.from(content);
  const quality = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  write(`${name}.br`, brotliCompressSync(bytes, { params: quality }));
  write(`${name}.gz`, gzipSync(bytes, { level: 9 }));
}

function writeBoth(name, content) {
  write(name, content);
  writeCompressed(name, content);
}

async function bundle(source, format) {
  const entryPoints = [join(STATIC, source)];
  const built = await esbuild.build({
    ...OPTIONS,
    entryPoints,
    format,
    bundle: true,
    write: false,
    logLevel: "warning",
  });
  return built.outputFiles[0].text;
}

async function minify(name, loader) {
  return (await esbuild.transform(read(name), { ...OPTIONS, loader })).code;
}

/** Tabler without the rules and variables that the dashboard does not use. */
async function usedTabler() {
  const [{ css }] = await new PurgeCSS().purge({
    content: TABLER_USES.map((pattern) => join(root, pattern)),
    // The second one uses variables of the first.
    css: [{ raw: read("vendor/tabler/tabler.min.css") }, { raw: read("css/admin.css") }],
    safelist: { standard: PUT_TOGETHER, variables: READ_BY_SCRIPTS },
    keyframes: true,
    variables: true,
  });
  return (await esbuild.transform(css, { ...OPTIONS, loader: "css" })).code;
}

rmSync(output, { recursive: true, force: true });
for (const [name, source] of Object.entries(MODULES)) writeBoth(name, NOTICE + (await bundle(source, "esm")));
for (const [name, sources] of Object.entries(CLASSIC)) {
  writeBoth(name, (await Promise.all(sources.map((source) => minify(source, "js")))).join(""));
}
// The library defines a global, which the scripts of the dashboard use.
writeBoth("admin.js", [NOTICE, HTMX, await bundle("js/admin/main.js", "iife")].join("\n"));
for (const [name, sources] of Object.entries(STYLES)) {
  const parts = sources.map((source) => (source.includes("/tabler/") ? usedTabler() : minify(source, "css")));
  writeBoth(name, (await Promise.all(parts)).join(""));
}
for (const name of COMPRESSED) writeCompressed(name, read(name));
