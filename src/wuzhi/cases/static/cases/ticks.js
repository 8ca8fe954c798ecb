// Ticking a whole list at once. Without this file each row is ticked by hand.
for (const bar of document.querySelectorAll(".wz-ticks")) {
  const form = bar.closest("form");
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=case]")];
  const all = bar.querySelector("[data-tick-all]");
  const said = bar.querySelector("[data-ticked]");
  const words = [all.textContent, all.dataset.none];

  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    said.textContent = ticked ? `${said.dataset.ticked} ${ticked}` : "";
    all.textContent = words[ticked === boxes.length ? 1 : 0];
  };

  all.hidden = boxes.length < 2;
  all.addEventListener("click", () => {
    const wanted = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = wanted;
    count();
  });
  form.addEventListener("change", count);
  count();
}
