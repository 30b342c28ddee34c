// While a statement is worked on: what the page says, every second. Without this script the page loads itself again.
async function look() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (answer?.ok) {
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
    const now = document.getElementById("progress");
    if (next) now.replaceWith(next);
    if (next && !("working" in next.dataset)) return;
  }
  setTimeout(look, 1000);
}
setTimeout(look, 1000);
