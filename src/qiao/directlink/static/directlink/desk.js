/* Small behaviour of the desk: tick all, and show only the fields that the choice above asks for. Works without. */
(() => {
  "use strict";

  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-ticks]");
    if (all) {
      for (const one of document.querySelectorAll(`input[name="${all.dataset.ticks}"]`)) one.checked = all.checked;
    }
    show();
  });

  /* `data-when="field=value value"`: shown while the field has one of the values; `none` stands for empty, or no such field. */
  const show = () => {
    for (const part of document.querySelectorAll("[data-when]")) {
      const [name, values] = part.dataset.when.split("=");
      const fields = [...document.querySelectorAll(`[name="${name}"]`)];
      const chosen = fields.find((one) => one.type !== "radio" || one.checked);
      part.hidden = !values.split(" ").includes(chosen?.value || "none");
    }
  };
  show();
})();
