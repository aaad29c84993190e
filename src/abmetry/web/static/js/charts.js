// Charts: drawn by the bundled Vega, expressions interpreted, so that no text is ever run as code.
(() => {
  const colours = JSON.parse(document.querySelector('meta[name="dark-colours"]')?.content ?? "{}");
  const words = Object.fromEntries(Object.entries(colours).map(([light, dark]) => [light.toLowerCase(), dark]));
  const source = document.currentScript.dataset.static;
  const version = source.slice(source.indexOf("?"));
  const vendor = ["vega.min.js", "vega-lite.min.js", "vega-interpreter.min.js"];
  const drawn = new Map();
  let library = null;

  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `/static/vendor/${name}${version}`;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  const libraries = () => (library ??= vendor.reduce((before, name) => before.then(() => load(name)), Promise.resolve()));

  const inDark = (value) => {
    if (typeof value === "string") return words[value.toLowerCase()] ?? value;
    if (Array.isArray(value)) return value.map(inDark);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inDark(inner)]));
    }
    return value;
  };

  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.hidden = true;
  const showTip = (handler, event, item, value) => {
    if (value === null || value === undefined || value === "" || typeof value !== "object") {
      tip.hidden = true;
      return;
    }
    const list = document.createElement("dl");
    for (const [name, told] of Object.entries(value)) {
      if (told === "" || told === "–" || told === null) continue;
      const term = document.createElement("dt");
      const detail = document.createElement("dd");
      term.textContent = name;
      detail.textContent = String(told);
      list.append(term, detail);
    }
    tip.replaceChildren(list);
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    const x = Math.min(event.clientX + 14, innerWidth - box.width - 8);
    const y = event.clientY + 16 + box.height > innerHeight ? event.clientY - box.height - 10 : event.clientY + 16;
    tip.style.insetBlockStart = `${y}px`;
    tip.style.left = `${Math.max(8, x)}px`;
  };

  const draw = async (place, dark) => {
    const data = place.querySelector('script[type="application/json"]');
    if (!data) return;
    const spec = JSON.parse(data.textContent);
    await libraries();
    await document.fonts?.ready;
    const compiled = vegaLite.compile(dark ? inDark(spec) : spec, { logger: vega.logger(vega.Error) }).spec;
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      expr: vegaInterpreter.expressionInterpreter,
      renderer: "svg",
      logLevel: vega.Error,
      tooltip: showTip,
      hover: true,
    });
    drawn.get(place)?.finalize();
    drawn.set(place, view);
    let holder = place.querySelector(".chart-drawing");
    if (!holder) {
      holder = document.createElement("div");
      holder.className = "chart-drawing";
      place.append(holder);
    }
    await view.initialize(holder).runAsync();
    place.dataset.drawn = dark ? "dark" : "light";
  };

  const drawAll = (root, dark = window.abmetryIsDark()) => {
    for (const place of root.querySelectorAll("[data-chart]")) {
      draw(place, dark).catch((error) => {
        console.error(error);
        place.classList.add("chart-failed");
        place.closest("figure")?.querySelector(".figure-table")?.setAttribute("open", "");
      });
    }
  };

  document.body.append(tip);
  drawAll(document);
  document.addEventListener("theme", (event) => drawAll(document, event.detail.dark));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt instanceof Element) drawAll(event.detail.elt);
  });
  addEventListener("beforeprint", () => drawAll(document, false));
  addEventListener("afterprint", () => drawAll(document));
})();
