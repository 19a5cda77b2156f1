// Runs before the first paint, so that nobody who reads in daylight is dazzled by a dark flash or the reverse.
(() => {
  const daylight = matchMedia("(prefers-color-scheme: light)");
  const apply = () => {
    const chosen = localStorage.getItem("sandbox.theme");
    document.documentElement.dataset.theme = chosen || (daylight.matches ? "light" : "dark");
  };
  daylight.addEventListener("change", apply);
  addEventListener("sandbox-theme", apply);
  apply();
})();
