// What is mine today: by due time, by distance, or on the map; below it what else is open in my area.
import { distance, here, pointOf } from "./area.js";
import { drawGround } from "./ground.js";
import { announce, dueWords, fill, lengthWords, made, part, say, shortTitle } from "./page.js";
import { matterOf } from "./queue.js";

let order = "due";
let position = null;

const lineOf = (area, one, waiting) => {
  const line = fill(part("line"), { title: shortTitle(one), state: one.state_label, place: one.place });
  const due = dueWords(one);
  const link = line.querySelector("a");
  link.href = `#case/${one.uuid}`;
  const spot = line.querySelector("[data-due]");
  spot.textContent = due?.text ?? "";
  spot.classList.toggle("ph-late", Boolean(due?.late));
  line.querySelector("[data-urgent]").hidden = one.urgency === "ordinary";
  line.querySelector("[data-waits]").hidden = !waiting.has(one.uuid);
  const point = position && pointOf(area, one);
  line.querySelector("[data-far]").textContent = point ? lengthWords(distance(position, point)) : "";
  return line;
};

const farness = (area, one) => {
  const point = pointOf(area, one);
  return point ? distance(position, point) : Infinity;
};

const sorted = (area, cases) =>
  (order === "near" && position ? [...cases].sort((a, b) => farness(area, a) - farness(area, b)) : cases);

const listOf = (area, cases, waiting) => {
  const list = made("ul", "ph-list");
  list.append(...sorted(area, cases).map((one) => lineOf(area, one, waiting)));
  return list;
};

const near = async (redraw) => {
  if (!position) {
    announce(say("locating"));
    try {
      position = await here();
      announce(say("located"));
    } catch {
      announce(say("unlocated"), "bad");
      return;
    }
  }
  order = "near";
  redraw();
};

const mapOf = (area) => {
  const box = part("map");
  const spots = area.cases.map((one) => ({ one, point: pointOf(area, one) })).filter(({ point }) => point);
  drawGround(box, area, spots.map(({ one, point }) => ({
    point, title: `${one.title} · ${one.state_label}`, href: `#case/${one.uuid}`, late: Boolean(dueWords(one)?.late),
  })));
  return box;
};

/** The screen; `redraw` draws it again. */
export const today = (area, rows, redraw) => {
  const screen = part("today");
  const waiting = new Set(rows.map(matterOf));
  const mine = area.cases.filter((one) => one.mine);
  const others = area.cases.filter((one) => !one.mine);
  for (const button of screen.querySelectorAll("[data-order]")) {
    button.setAttribute("aria-pressed", String(button.dataset.order === order));
    button.addEventListener("click", () => {
      if (button.dataset.order === "near") near(redraw);
      else {
        order = button.dataset.order;
        redraw();
      }
    });
  }
  const lists = screen.querySelector("[data-lists]");
  if (order === "map") lists.append(mapOf(area));
  else {
    lists.append(mine.length ? listOf(area, mine, waiting) : made("p", "ph-empty", say("nothing")));
    if (others.length) {
      const rest = made("details", "ph-rest");
      rest.append(made("summary", "", say("others", { count: others.length })), listOf(area, others, waiting));
      lists.append(rest);
    }
    if (area.more) lists.append(made("p", "ph-help", say("more", { count: area.cases.length })));
  }
  return screen;
};
