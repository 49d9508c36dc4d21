// Three small kindnesses. Every page works without them.
"use strict";

// A receipt or a card opened by its picture: the code after "#" never reaches a server.
const field = document.querySelector("[data-code]");
const code = decodeURIComponent(location.hash.slice(1)).replace(/[^0-9a-z]/gi, "");
if (field && code.length === Number(field.dataset.code)) {
  field.value = code.match(/.{4}/g).join("-").toUpperCase();
  history.replaceState(null, "", location.pathname + location.search);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const warning of document.querySelectorAll("[data-warn-after]")) {
  setTimeout(() => { warning.hidden = false; }, Number(warning.dataset.warnAfter) * 1000);
}
