// A classic script in the head of every page, which runs before the first paint: so the page does not flash.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = root.dataset.theme;
    const isDark = theme === "dark" || (theme !== "light" && dark.matches);
    root.setAttribute("data-bs-theme", isDark ? "dark" : "light");
  };
  dark.addEventListener("change", apply);
  // Sent by theme.js after it changed `data-theme`.
  document.addEventListener("lab:theme", apply);
  apply();
  const keepZone = () => {
    // Older browsers find it by preparing a format of dates, which takes long.
    const { Temporal } = /** @type {any} */ (globalThis);
    const zone = Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
  };
  // From the next page on, the server writes times in this zone. The page is shown first.
  addEventListener("load", () => setTimeout(keepZone));
})();
