// The scope bar: one panel at a time, closed by Escape or a click beside it; empty fields stay out of the address.
(() => {
  const form = document.querySelector("[data-scope]");
  if (!form) return;
  const parts = [...form.querySelectorAll("details")];

  const closeAll = (but) => {
    for (const part of parts) if (part !== but) part.open = false;
  };
  for (const part of parts) {
    part.addEventListener("toggle", () => {
      if (!part.open) return;
      closeAll(part);
      const panel = part.querySelector(".scope-panel");
      panel.style.insetInlineStart = "0px";
      const box = panel.getBoundingClientRect();
      const over = box.right - innerWidth + 12;
      const under = 12 - box.left;
      const shift = document.dir === "rtl" ? Math.max(under, 0) : Math.max(over, 0);
      panel.style.insetInlineStart = `${-shift}px`;
    });
  }
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) closeAll();
  });
  form.addEventListener("keydown", (event) => {
    const open = parts.find((part) => part.open);
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  for (const day of form.querySelectorAll("[data-custom]")) {
    day.addEventListener("input", () => {
      form.querySelector('input[name="period"][value="custom"]').checked = true;
    });
  }
  form.addEventListener("submit", () => {
    const custom = form.querySelector('input[name="period"][value="custom"]').checked;
    for (const field of form.elements) {
      const given = field.type === "radio" || field.type === "checkbox" ? !field.checked || field.value : field.value;
      const dull = !given || (field.hasAttribute("data-custom") && !custom);
      const usual = field.name === "cohort" && field.value === "abm";
      if (field.name && (dull || usual)) field.disabled = true;
    }
  });
  addEventListener("pageshow", () => {
    for (const field of form.elements) field.disabled = false;
  });
  // Not by scrollIntoView: from there the next Tab would start, past the link that skips the navigation.
  const pages = document.querySelector(".pages");
  const current = pages?.querySelector('[aria-current="page"]')?.getBoundingClientRect();
  const frame = pages?.getBoundingClientRect();
  if (current) pages.scrollLeft += (current.left + current.right - frame.left - frame.right) / 2;
})();
