// What a number means opens beside the page; Escape or a click beside it closes it.
(() => {
  const drawer = document.getElementById("drawer");
  if (!drawer) return;
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === drawer && !drawer.open) drawer.showModal();
    if (event.detail.target === drawer) drawer.scrollTop = 0;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    if (status >= 400 && event.detail.xhr.getResponseHeader("content-type")?.startsWith("text/html")) {
      event.detail.shouldSwap = true;
    }
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer) drawer.close();
  });
  drawer.addEventListener("close", () => drawer.replaceChildren());
})();
