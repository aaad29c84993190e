// A place that the address names is shown as soon as the part of the page that holds it has come.
(() => {
  const name = decodeURIComponent(location.hash.slice(1));
  if (!name || document.getElementById(name)) return;
  const look = () => {
    const place = document.getElementById(name);
    if (!place) return;
    document.removeEventListener("htmx:afterSettle", look);
    if (scrollY < 10) place.scrollIntoView();
  };
  document.addEventListener("htmx:afterSettle", look);
})();
