// Comfort only: "/" goes to the search, j and k walk the rows, as the arrow keys do.
const rows = [...document.querySelectorAll(".wz-row-link")];

function typing(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]");
}

function walk(step) {
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (next) next.focus();
}

addEventListener("keydown", (event) => {
  if (typing(event)) return;
  const search = document.querySelector("[data-key='/']");
  if (event.key === "/" && search) search.focus();
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else return;
  event.preventDefault();
});
