// Outlines of county, towns and villages, and pins; tiles below them where the place has set a base map.
// Text beside it says the same.
import { LngLatBounds, Map, Marker, NavigationControl } from "../vendor/maplibre-gl.mjs";

export { setWorkerUrl } from "../vendor/maplibre-gl.mjs";

const dark = () => document.documentElement.getAttribute("data-bs-theme") === "dark";

// `count` raster layers, the first one lowest: the ground of a map without any.
const ground = (count) => {
  const paper = { id: "ground", type: "background", paint: { "background-color": dark() ? "#10161f" : "#eef2f6" } };
  const county = { id: "county", type: "fill", source: "areas", filter: ["==", ["get", "level"], "county"],
    paint: { "fill-color": dark() ? "#1d2735" : "#ffffff" } };
  const paint = dark() ? { "raster-brightness-max": 0.65, "raster-saturation": -0.3 } : {};
  const tiles = Array.from({ length: count }, (_, at) => `tiles-${at}`);
  return [paper, ...(count ? tiles.map((id) => ({ id, type: "raster", source: id, paint })) : [county])];
};

const layers = (tiles) => {
  const line = dark() && !tiles ? "#7f93ad" : "#5b6f8a";
  return [
    ...ground(tiles),
    { id: "villages", type: "line", source: "areas", filter: ["==", ["get", "level"], "village"], minzoom: 9,
      paint: { "line-color": line, "line-width": 0.6, "line-opacity": 0.45 } },
    { id: "village-faces", type: "fill", source: "areas", filter: ["==", ["get", "level"], "village"],
      paint: { "fill-opacity": 0 } },
    { id: "towns", type: "line", source: "areas", filter: ["==", ["get", "level"], "town"],
      paint: { "line-color": line, "line-width": 1.4 } },
    { id: "edge", type: "line", source: "areas", filter: ["==", ["get", "level"], "county"],
      paint: { "line-color": dark() && !tiles ? "#c3d0e0" : "#2c3e57", "line-width": 2 } },
  ];
};

const cornersOf = (areas) => {
  const bounds = new LngLatBounds();
  const outer = areas.features.filter((one) => one.properties.level === "county");
  const visit = (part) => (typeof part[0] === "number" ? bounds.extend(part) : part.forEach(visit));
  for (const one of outer.length ? outer : areas.features) visit(one.geometry.coordinates);
  return bounds;
};

// Names that would lie over another's give way until the map is drawn nearer.
const thinOut = (names) => {
  const shown = [];
  for (const name of names) {
    name.style.visibility = "visible";
    const box = name.getBoundingClientRect();
    const meets = shown.some((other) => box.left < other.right && other.left < box.right
      && box.top < other.bottom && other.top < box.bottom);
    if (meets) name.style.visibility = "hidden";
    else shown.push(box);
  }
};

// Names as elements of the page: a map of its own fonts would have to fetch them from somewhere.
const nameTowns = (map, areas) => {
  const names = [];
  for (const one of areas.features) {
    if (!(one.properties.named ?? one.properties.level === "town")) continue;
    const name = document.createElement("span");
    name.className = "wz-map-name";
    name.textContent = one.properties.names[document.documentElement.lang];
    new Marker({ element: name }).setLngLat(one.properties.middle).addTo(map);
    names.push(name);
  }
  for (const event of ["load", "zoomend", "resize"]) map.on(event, () => thinOut(names));
};

// What the library itself says, in the page's language.
const wordsOf = ({ dataset }) => Object.fromEntries(Object.entries({
  "Map.Title": dataset.title, "Marker.Title": dataset.marker, "Popup.Close": dataset.close,
  "NavigationControl.ZoomIn": dataset.nearer, "NavigationControl.ZoomOut": dataset.further,
}).filter(([, words]) => words));

// Source, approval number, and what is made up: words on the map itself, never taken for HTML.
const writeCredit = (map, element, areas) => {
  const made = areas.features.some((one) => one.properties.synthetic);
  const lines = [element.dataset.credit, made ? element.dataset.synthetic : ""].filter(Boolean);
  if (!lines.length) return;
  const box = document.createElement("div");
  box.className = "maplibregl-ctrl wz-map-credit";
  for (const words of lines) box.append(Object.assign(document.createElement("div"), { textContent: words }));
  map.addControl({ onAdd: () => box, onRemove: () => box.remove() }, "bottom-right");
};

const fetched = async (address) => {
  const answer = await fetch(address);
  return answer.ok ? answer.json() : null;
};

/** Draws these outlines, or those that `element.dataset.areas` names; resolves to the map, null where there are none. */
export async function drawMap(element, given = null) {
  const areas = given ?? await fetched(element.dataset.areas);
  if (!areas?.features.length) return null;
  element.classList.add("wz-map-drawn");
  const tiles = element.dataset.tiles.split(" ").filter(Boolean);
  const sources = { areas: { type: "geojson", data: areas } };
  tiles.forEach((one, at) => {
    sources[`tiles-${at}`] = { type: "raster", tiles: [one], tileSize: 256, maxzoom: 18 };
  });
  const map = new Map({
    container: element,
    bounds: cornersOf(areas),
    fitBoundsOptions: { padding: { top: 16, left: 16, right: 16, bottom: 48 } },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    locale: wordsOf(element),
    style: { version: 8, sources, layers: layers(tiles.length) },
  });
  writeCredit(map, element, areas);
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.touchZoomRotate.disableRotation();
  nameTowns(map, areas);
  return map;
}

const size = (count) =>
  count >= 1000 ? "wz-map-thousands" : count >= 100 ? "wz-map-hundreds" : count >= 10 ? "wz-map-tens" : "";

const shorter = (count) => {
  const form = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
  return count >= 10_000 ? form.format(count) : String(count);
};

/** A button with a number to be put on a map; `words` say what it counts. */
export const circle = (count, words) => {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `wz-map-circle ${size(count)}`;
  element.textContent = shorter(count);
  element.title = `${count} ${words}`;
  element.setAttribute("aria-label", element.title);
  return element;
};

/** An element of the page where `point` is [longitude, latitude]. */
export const mark = (map, point, element) => new Marker({ element }).setLngLat(point).addTo(map);

/** A pin where `point` is [longitude, latitude]. */
export const pin = (map, point, options = {}) =>
  new Marker({ color: "#b3261e", ...options }).setLngLat(point).addTo(map);

for (const element of document.querySelectorAll("[data-map][data-longitude]")) {
  const point = [Number(element.dataset.longitude), Number(element.dataset.latitude)];
  drawMap(element).then((map) => {
    if (!map) return;
    pin(map, point);
    map.jumpTo({ center: point, zoom: 11 });
  });
}

for (const element of document.querySelectorAll("[data-map][data-points]")) {
  const points = JSON.parse(document.getElementById(element.dataset.points).textContent);
  drawMap(element).then((map) => {
    if (!map) return;
    for (const one of points) {
      const look = one.chosen ? { scale: 1.1, color: "#0b5cad" } : { scale: 0.8 };
      const marker = pin(map, [one.longitude, one.latitude], look);
      marker.getElement().addEventListener("click", () => { location.href = one.url; });
      marker.getElement().title = one.title;
    }
  });
}
