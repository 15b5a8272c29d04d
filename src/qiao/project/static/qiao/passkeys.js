/* Passkeys: what the browser asks of a device or key, and the form that carries the answer. */
(() => {
  "use strict";

  const told = (form) => form.querySelector("[data-passkey-trouble]") || document.querySelector("[data-passkey-trouble]");

  const options = async (form) => {
    const held = document.getElementById("js_data");
    if (form.dataset.passkey !== "log-in") return JSON.parse(held.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const made = async (form) => {
    const asked = await options(form);
    if (form.dataset.passkey !== "add") return window.webauthnJSON.get(asked.request_options);
    const wish = structuredClone(asked.creation_options);
    Object.assign(wish.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
    return window.webauthnJSON.create(wish);
  };

  /* Under an address of numbers, and in an old browser, there are no passkeys. */
  const possible = window.PublicKeyCredential && !/^[\d.]+$|:/.test(window.location.hostname);

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-asks]");
    if (!possible) {
      form.hidden = true;
      continue;
    }
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      if (!form.reportValidity()) return;
      button.disabled = true;
      try {
        form.elements.credential.value = JSON.stringify(await made(form));
        form.requestSubmit();
      } catch {
        const trouble = told(form);
        if (trouble) trouble.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
