// Rows to be filled in: a new one as soon as the last is begun, and what has been entered so far. Without this script
// "Add 10 rows" asks the server, and sums are compared when the form is sent.
const cells = (row) => [...row.querySelectorAll("input[type=text], select")];
const typed = (row) => cells(row).some((cell) => cell.type === "text" && cell.value.trim());

for (const table of document.querySelectorAll("table.entry[data-most]")) {
  const [body] = table.tBodies;
  const foot = table.tFoot;
  const most = Number(table.dataset.most);
  const shown = table.closest("form").elements[`${table.id.slice(2)}-rows`];

  const grow = () => {
    const rows = body.rows;
    const last = rows[rows.length - 1];
    if (rows.length >= most || !typed(last)) return;
    const row = last.cloneNode(true);
    const n = rows.length;
    row.querySelectorAll(".fault, .choices").forEach((piece) => piece.remove());
    for (const cell of cells(row)) {
      const name = cell.name.replace(/-\d+-/, `-${n}-`);
      cell.name = name;
      cell.id = `f-${name}`;
      if (cell.type === "text") cell.value = "";
      else cell.selectedIndex = 0;
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+$/, n + 1));
      cell.removeAttribute("aria-invalid");
      cell.removeAttribute("aria-describedby");
    }
    row.cells[0].lastChild.textContent = n + 1;
    body.append(row);
    shown.value = n + 1;
  };

  const sum = () => {
    if (!foot) return;
    let count = 0;
    let total = 0n;
    for (const row of body.rows) {
      if (!typed(row)) continue;
      count += 1;
      total += BigInt(cells(row).at(-1).value.replace(/\D/g, "") || 0);
    }
    foot.hidden = count === 0;
    foot.querySelector("[data-count]").textContent = count;
    foot.querySelector("[data-total]").textContent = String(total).replace(/\B(?=(\d{3})+$)/g, ".");
  };

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
}
