// Copied beside its packages by .lint/run; the paths are those of the repository.
import js from "@eslint/js";
import sortImports from "eslint-plugin-simple-import-sort";
import globals from "globals";

// Classic scripts: the others are modules.
const SCRIPTS = ["static/js/admin/early.js", "static/js/admin/theme.js", "static/js/rest-reference.js"];
const WORKER = "static/js/app/worker.js";

export default [
  js.configs.recommended,
  {
    plugins: { "simple-import-sort": sortImports },
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "max-len": ["error", { code: 120, ignoreUrls: true }],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "prefer-const": "error",
      "simple-import-sort/exports": "error",
      "simple-import-sort/imports": ["error", { groups: [["^\\u0000", "^[^.]", "^\\."]] }],
    },
  },
  { files: ["static/js/**/*.js"], ignores: [WORKER], languageOptions: { globals: globals.browser } },
  { files: SCRIPTS, languageOptions: { sourceType: "script" } },
  // The server writes SHELL before the worker.
  { files: [WORKER], languageOptions: { globals: { ...globals.serviceworker, SHELL: "readonly" } } },
  { files: ["tests/node/**/*.mjs"], languageOptions: { globals: { ...globals.node, given: "readonly" } } },
];
