// Rows of a paper list: a new one as soon as the last is begun, and what has been entered so far beside what the paper
// says. Without this script "Add 10 rows" asks the server, and the sum is compared when the list is sent.
const form = document.getElementById("batch");
const body = form.querySelector(".entry tbody");
const foot = form.querySelector(".entry tfoot");
const most = 2000;

const cells = (row) => [...row.querySelectorAll("input[type=text]")];

function grow() {
  const rows = body.rows;
  const last = rows[rows.length - 1];
  if (rows.length >= most || !cells(last).some((cell) => cell.value)) return;
  const row = last.cloneNode(true);
  const n = rows.length;
  row.querySelectorAll(".fault, .choices").forEach((piece) => piece.remove());
  for (const cell of cells(row)) {
    const name = cell.name.replace(/^line-\d+/, `line-${n}`);
    cell.name = name;
    cell.id = `f-${name}`;
    cell.value = "";
    cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+$/, n + 1));
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }
  row.cells[0].lastChild.textContent = n + 1;
  body.append(row);
  form.elements.rows.value = n + 1;
}

function sum() {
  let count = 0;
  let total = 0n;
  for (const row of body.rows) {
    const filled = cells(row);
    if (!filled.some((cell) => cell.value.trim())) continue;
    count += 1;
    total += BigInt(filled.at(-1).value.replace(/\D/g, "") || 0);
  }
  foot.hidden = count === 0;
  foot.querySelector("[data-count]").textContent = count;
  foot.querySelector("[data-total]").textContent = String(total).replace(/\B(?=(\d{3})+$)/g, ".");
}

body.addEventListener("input", () => {
  grow();
  sum();
});
body.addEventListener("focusout", ({ target }) => {
  if (target.classList.contains("money") && /^\d+$/.test(target.value)) {
    target.value = target.value.replace(/\B(?=(\d{3})+$)/g, ".");
  }
});
body.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.type !== "text") return;
  event.preventDefault(); // in a table Enter goes down, it does not send half a list
  const cell = event.target.closest("td");
  const below = cell.parentElement.nextElementSibling;
  if (below) cells(below)[cell.cellIndex - 1].focus();
});
sum();
