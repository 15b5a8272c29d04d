/* Small behaviour of pages: choices that take effect at once, lines that open and close, buttons that answer once. */
(() => {
  "use strict";

  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-submits]");
    if (field && field.form) field.form.requestSubmit();
  });

  /* A second click on a line that is open closes it, without asking again. */
  document.addEventListener(
    "click",
    (event) => {
      const opener = event.target.closest(".opener[aria-expanded]");
      if (!opener) return;
      const place = document.getElementById(opener.getAttribute("aria-controls"));
      if (!place) return;
      if (opener.getAttribute("aria-expanded") === "true") {
        event.preventDefault();
        event.stopImmediatePropagation();
        place.replaceChildren();
        opener.setAttribute("aria-expanded", "false");
      } else {
        opener.setAttribute("aria-expanded", "true");
      }
    },
    true,
  );

  /* Double click harmless: a form that changes something is sent once. */
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  /* The made-up bank's log-ins fill the form; a real bank's page has none. */
  for (const button of document.querySelectorAll("[data-fills-name]")) {
    button.addEventListener("click", () => {
      document.getElementById("id_username").value = button.dataset.fillsName;
      const password = document.getElementById("id_password");
      password.value = button.dataset.fillsPassword;
      password.form.querySelector("button[type=submit]").focus();
    });
  }

  for (const button of document.querySelectorAll("[data-prints]")) {
    button.addEventListener("click", () => window.print());
  }
})();
