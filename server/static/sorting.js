// Tables whose rows can be put in the order of a column: by number where all are numbers, else in
// the alphabet of the page's language.

/** Give the columns of the tables within an element buttons to sort by. */
export function makeSortable(place, words) {
  for (const table of place.querySelectorAll("table[data-sortable]")) {
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
      const name = head.textContent;
      const button = document.createElement("button");
      const arrow = document.createElement("span");
      button.type = "button";
      button.title = words.sort.replace("{column}", name);
      arrow.className = "arrow";
      arrow.setAttribute("aria-hidden", "true");
      button.append(name, arrow);
      head.replaceChildren(button);
      button.addEventListener("click", () => sort(table, column));
    }
  }
}

function sort(table, column) {
  const heads = [...table.tHead.rows[0].cells];
  const down = heads[column].getAttribute("aria-sort") === "ascending";
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const text = (row) => row.cells[column].textContent.trim();
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: text(row) }));
  const numbers = rows.every(({ text }) => !text || !Number.isNaN(Number(text)));
  const compare = numbers ? (one, other) => one - other : collator.compare;
  // Cells without a value come last, whichever way.
  rows.sort((one, other) => {
    if (!one.text || !other.text) return !one.text - !other.text;
    return down ? compare(other.text, one.text) : compare(one.text, other.text);
  });
  table.tBodies[0].append(...rows.map(({ row }) => row));
  for (const head of heads) {
    head.removeAttribute("aria-sort");
    head.querySelector(".arrow").textContent = "";
  }
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  heads[column].querySelector(".arrow").textContent = down ? "↓" : "↑";
}
