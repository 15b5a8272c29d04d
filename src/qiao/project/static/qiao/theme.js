/* Dark or light by the system's wish, set before the page is painted. */
(() => {
  const wish = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.setAttribute("data-bs-theme", wish.matches ? "dark" : "light");
  apply();
  wish.addEventListener("change", apply);
})();
