/* The keyboard: / searches, j and k go down and up the lines of a table, Enter opens one, g and a digit goes a way, ? tells.
   Nothing happens while somebody writes, or holds a key that belongs to the browser. */
(() => {
  "use strict";

  const help = document.getElementById("keys");
  const writes = (target) => target.closest("input, textarea, select, [contenteditable]");
  const lines = () => [...document.querySelectorAll("main table.book tbody tr:not(.opened)")].filter((line) => line.querySelector("a") && line.offsetParent);
  let going = false;

  const step = (by) => {
    const all = lines();
    if (!all.length) return;
    const at = all.findIndex((line) => line.classList.contains("at"));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    for (const line of all) line.classList.toggle("at", line === next);
    next.querySelector("a").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const search = () => {
    const box = document.querySelector("[data-search]") || document.querySelector("main input[type=search]");
    if (box) { box.focus(); box.select(); }
  };
  const go = (digit) => {
    const way = document.querySelectorAll(".rail nav a")[digit - 1];
    if (way) way.click();
  };
  const keys = { "/": search, j: () => step(1), k: () => step(-1), "?": () => help && (help.open ? help.close() : help.showModal()) };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (writes(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (going && event.key >= "1" && event.key <= "9") {
      going = false;
      event.preventDefault();
      go(Number(event.key));
      return;
    }
    going = event.key === "g";
    if (!keys[event.key] || (help && help.open && event.key !== "?")) return;
    event.preventDefault();
    keys[event.key]();
  });
  for (const button of document.querySelectorAll("[data-shows-keys]")) button.addEventListener("click", () => help.showModal());
})();
