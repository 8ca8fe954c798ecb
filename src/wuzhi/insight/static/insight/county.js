// Open reports by grid: counts, never points. Grids that lie close are drawn as one number until the map is nearer.
import { circle, drawMap } from "../core/map.js";
import { Marker } from "../vendor/maplibre-gl.mjs";

const frame = document.querySelector("[data-grids]");
const box = frame?.querySelector(".wz-map");
const said = frame?.querySelector("[data-grids-said]");
const APART = 64; // pixels between two numbers

const grouped = (map, grids) => {
  const groups = new Map();
  for (const grid of grids) {
    const at = map.project([grid[0], grid[1]]);
    const key = `${Math.floor(at.x / APART)} ${Math.floor(at.y / APART)}`;
    groups.set(key, [...(groups.get(key) ?? []), grid]);
  }
  return [...groups.values()];
};

const middle = (grids) => [0, 1].map((side) => grids.reduce((sum, grid) => sum + grid[side], 0) / grids.length);

const draw = (map, grids, held) => {
  for (const marker of held.splice(0)) marker.remove();
  for (const group of grouped(map, grids)) {
    const count = group.reduce((sum, grid) => sum + grid[2], 0);
    const [only] = group;
    const element = circle(count, group.length === 1 ? `${box.dataset.one} ${only[4]}` : box.dataset.many);
    element.addEventListener("click", () => {
      if (group.length === 1) location.href = only[5];
      else map.easeTo({ center: middle(group), zoom: map.getZoom() + 2 });
    });
    held.push(new Marker({ element }).setLngLat(middle(group)).addTo(map));
  }
};

const begin = async () => {
  frame.hidden = false;
  const [map, answer] = await Promise.all([drawMap(box), fetch(box.dataset.counts).catch(() => null)]);
  if (!map || !answer?.ok) {
    if (map) said.textContent = box.dataset.failed;
    else frame.hidden = true;
    return;
  }
  const { grids } = await answer.json();
  const held = [];
  map.setMaxZoom(18);
  map.on("moveend", () => draw(map, grids, held));
  draw(map, grids, held);
};

if (frame) begin();
