// Arrow keys go from day to day, Home and End to the ends of the month, page keys to another month.
const days = [...document.querySelectorAll("[data-year] a.wz-day")];
const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const focus = (day) => {
  if (!day) return;
  for (const other of days) other.tabIndex = -1;
  day.tabIndex = 0;
  day.focus();
};

const goal = (key, at) => {
  if (key in steps) return at + steps[key];
  const month = days[at].closest("table");
  const inMonth = days.filter((day) => day.closest("table") === month);
  if (key === "Home") return days.indexOf(inMonth[0]);
  if (key === "End") return days.indexOf(inMonth.at(-1));
  if (key === "PageUp") return days.indexOf(inMonth[0]) - 1;
  if (key === "PageDown") return days.indexOf(inMonth.at(-1)) + 1;
  return null;
};

if (days.length) {
  const first = days.find((day) => day.ariaCurrent) ?? days.find((day) => day.classList.contains("wz-day-now")) ?? days[0];
  for (const day of days) day.tabIndex = day === first ? 0 : -1;
  document.querySelector("[data-year]").addEventListener("keydown", (event) => {
    const at = days.indexOf(event.target);
    const to = at < 0 || event.altKey || event.ctrlKey || event.metaKey ? null : goal(event.key, at);
    if (to === null) return;
    event.preventDefault();
    focus(days[Math.max(0, Math.min(to, days.length - 1))]);
  });
  const from = document.getElementById(location.hash.slice(1));
  if (from && days.includes(from)) focus(from);
  document.querySelector("[data-autofocus]")?.focus();
}
