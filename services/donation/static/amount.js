// While an amount is typed: its dots, and the sum in words. The server knows how both are written; without this
// script the words stand on the receipt.
for (const input of document.querySelectorAll("input[data-words]")) {
  const words = input.parentElement.querySelector(".in-words");
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const typed = input.value;
    const answer = await fetch(`${input.dataset.words}?amount=${encodeURIComponent(typed)}`);
    const [dotted, said] = (answer.ok ? await answer.text() : "").split("\n");
    if (mine !== asked) return;
    words.textContent = said ?? "";
    if (dotted && typed === input.value && document.activeElement !== input) input.value = dotted;
  };
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const digits = input.value.replace(/\D/g, "");
    const atEnd = input.selectionStart === input.value.length;
    if (atEnd && /^[\d.]+$/.test(input.value)) input.value = digits.replace(/\B(?=(\d{3})+$)/g, ".");
    waiting = setTimeout(ask, 150);
  });
  input.addEventListener("blur", ask);
  if (input.value) ask();
}
