// Light or dark, as the reader chose; before the page is drawn.
(() => {
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try {
    chosen = localStorage.getItem("abmetry-theme");
  } catch {
    chosen = null;
  }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);
  const tell = () => document.dispatchEvent(new CustomEvent("theme", { detail: { dark: isDark() } }));
  window.abmetryIsDark = isDark;
  prefersDark.addEventListener("change", tell);

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        root.dataset.theme = isDark() ? "light" : "dark";
        try {
          localStorage.setItem("abmetry-theme", root.dataset.theme);
        } catch {
          // A browser that keeps nothing shows it for this page.
        }
        tell();
      });
    }
  });
})();
