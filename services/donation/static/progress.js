// While a statement is worked on: what the page says, every second. Without this script the page loads itself again.
async function look() {
  const now = document.getElementById("progress");
  const answer = await fetch(now.dataset.next, { headers: { accept: "text/html" } }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("progress");
    if (next) {
      now.replaceWith(next);
      const state = document.getElementById("state");
      const told = page.getElementById("state");
      if (told.textContent !== state.textContent) state.innerHTML = told.innerHTML; // read out only when it changes
      if (!("next" in next.dataset)) return;
    }
  }
  setTimeout(look, 1000);
}
setTimeout(look, 1000);
