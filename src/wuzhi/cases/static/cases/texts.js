// Choosing a standard text fills its field at once. Without this file the link does it on the server.
for (const box of document.querySelectorAll("details[data-texts]")) {
  const field = document.getElementById(box.dataset.texts);
  if (!field) continue;
  box.addEventListener("click", (event) => {
    const link = event.target.closest("[data-text]");
    if (!link) return;
    event.preventDefault();
    // What someone has written already stays; the text follows it.
    const before = field.value.trim();
    field.value = before ? `${before}\n${link.dataset.text}` : link.dataset.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    box.open = false;
    field.focus();
    const gap = field.value.indexOf("____");
    if (gap >= 0) field.setSelectionRange(gap, gap + 4);
  });
}
