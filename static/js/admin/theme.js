// A classic script in the head: the theme is set before the first paint, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = root.dataset.theme;
    const isDark = chosen === "dark" || (chosen !== "light" && dark.matches);
    root.setAttribute("data-bs-theme", isDark ? "dark" : "light");
  };
  dark.addEventListener("change", show);
  show();
  // The server writes times in this zone from the next page on.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax`;
})();
