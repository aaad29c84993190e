const specs = JSON.parse(document.getElementById("specs").textContent);
const dark = window.matchMedia("(prefers-color-scheme: dark)");

async function draw() {
  const drawn = specs[dark.matches ? "dark" : "light"];
  for (const place of document.querySelectorAll("[data-chart]")) {
    const spec = drawn[place.dataset.chart];
    try {
      place.parentElement.classList.add("drawn");
      await vegaEmbed(place, spec, { actions: false, renderer: "svg", logLevel: 1 });
    } catch (error) {
      place.parentElement.classList.remove("drawn");
    }
  }
}

dark.addEventListener("change", draw);
draw();
