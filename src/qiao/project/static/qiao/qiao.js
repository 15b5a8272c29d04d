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

  /* Groups of the ways to go that somebody has closed stay closed, but for the one that the page is in. */
  const FOLDED = "qiao.folded";
  let folded;
  try {
    folded = new Set(JSON.parse(localStorage.getItem(FOLDED) || "[]"));
  } catch {
    folded = new Set();
  }
  for (const group of document.querySelectorAll("[data-folds]")) {
    const name = group.dataset.folds;
    if (folded.has(name) && !group.querySelector("[aria-current]")) group.open = false;
    group.addEventListener("toggle", () => {
      folded[group.open ? "delete" : "add"](name);
      try {
        localStorage.setItem(FOLDED, JSON.stringify([...folded]));
      } catch {
        /* A browser that keeps nothing shows every group open. */
      }
    });
  }

  /* Where one is stands in sight among many ways to go. */
  const here = document.querySelector(".rail nav [aria-current]");
  if (here) {
    const ways = here.closest("nav");
    ways.scrollTop = Math.max(0, here.getBoundingClientRect().bottom - ways.getBoundingClientRect().bottom + here.offsetHeight);
  }

  for (const button of document.querySelectorAll("[data-prints]")) {
    button.addEventListener("click", () => window.print());
  }
})();
