"use strict";
/* Loads the page again when the results have changed (polesweep-analyze watch). Who has selected points in the explorer is asked first. */
(() => {
  const shown = document.body.dataset.state;
  const busy = () => !["none", undefined].includes(document.getElementById("explorer-selected")?.textContent);
  async function look() {
    let state = shown;
    try {
      const answer = await fetch("state", { cache: "no-store" });
      if (answer.ok) state = await answer.text();
    } catch {
      // The server has ended: the page stays as it is.
    }
    if (state === shown) return;
    if (!busy()) return location.reload();
    if (document.getElementById("live-reload")) return;
    const button = Object.assign(document.createElement("button"), { id: "live-reload", type: "button", textContent: "The results have grown: show them" });
    button.addEventListener("click", () => location.reload());
    document.querySelector("main").prepend(button);
  }
  setInterval(look, 2000);
})();
