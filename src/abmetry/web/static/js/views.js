// Views of the accounts that a reader keeps, in this browser: names and links, beside those that everybody has.
(() => {
  const KEY = "abmetry-account-views";
  const MOST = 20;
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY)) ?? [];
      return kept.filter((one) => typeof one.name === "string" && /^\/accounts(\?|$)/.test(one.href)).slice(0, MOST);
    } catch {
      return [];
    }
  };
  const write = (kept) => localStorage.setItem(KEY, JSON.stringify(kept.slice(-MOST)));
  const here = () => location.pathname + location.search;

  const show = () => {
    const bar = document.querySelector("[data-views]");
    if (!bar) return;
    for (const old of bar.querySelectorAll("[data-kept]")) old.remove();
    for (const one of read()) {
      const link = document.createElement("a");
      link.href = one.href;
      link.textContent = `★ ${one.name}`;
      link.dataset.kept = "";
      if (one.href === here()) link.setAttribute("aria-current", "page");
      bar.append(link);
    }
    const form = document.querySelector("[data-keep-view]");
    if (!form) return;
    const known = read().some((one) => one.href === here());
    form.hidden = false;
    form.querySelector("[data-keep]").hidden = known;
    form.querySelector("[data-forget]").hidden = !known;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-keep-view]");
    if (!form) return;
    event.preventDefault();
    const others = read().filter((one) => one.href !== here());
    const name = new FormData(form).get("name").trim();
    const known = others.length < read().length;
    if (!known && !name) return;
    write(known ? others : [...others, { name, href: here() }]);
    form.reset();
    show();
  });
  document.addEventListener("htmx:afterSettle", show);
  addEventListener("popstate", show);
  show();
})();
