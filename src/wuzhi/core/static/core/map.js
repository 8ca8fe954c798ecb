// A map without tiles: outlines of county, towns and villages, and pins. Text beside it says the same.
import { LngLatBounds, Map, Marker, NavigationControl } from "../vendor/maplibre-gl.mjs";

const dark = () => document.documentElement.getAttribute("data-bs-theme") === "dark";

const layers = () => {
  const line = dark() ? "#7f93ad" : "#5b6f8a";
  return [
    { id: "ground", type: "background", paint: { "background-color": dark() ? "#10161f" : "#eef2f6" } },
    { id: "county", type: "fill", source: "areas", filter: ["==", ["get", "level"], "county"],
      paint: { "fill-color": dark() ? "#1d2735" : "#ffffff" } },
    { id: "villages", type: "line", source: "areas", filter: ["==", ["get", "level"], "village"], minzoom: 9,
      paint: { "line-color": line, "line-width": 0.6, "line-opacity": 0.45 } },
    { id: "village-faces", type: "fill", source: "areas", filter: ["==", ["get", "level"], "village"],
      paint: { "fill-opacity": 0 } },
    { id: "towns", type: "line", source: "areas", filter: ["==", ["get", "level"], "town"],
      paint: { "line-color": line, "line-width": 1.4 } },
    { id: "edge", type: "line", source: "areas", filter: ["==", ["get", "level"], "county"],
      paint: { "line-color": dark() ? "#c3d0e0" : "#2c3e57", "line-width": 2 } },
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
    if (one.properties.level !== "town") continue;
    const name = document.createElement("span");
    name.className = "wz-map-name";
    name.textContent = one.properties.name;
    new Marker({ element: name }).setLngLat(one.properties.middle).addTo(map);
    names.push(name);
  }
  for (const event of ["load", "zoomend", "resize"]) map.on(event, () => thinOut(names));
};

/** Draws the outlines that `element.dataset.areas` names; resolves to the map, or null where there is nothing. */
export async function drawMap(element) {
  const answer = await fetch(element.dataset.areas);
  if (!answer.ok) return null;
  const areas = await answer.json();
  if (!areas.features.length) return null;
  element.classList.add("wz-map-drawn");
  const map = new Map({
    container: element,
    bounds: cornersOf(areas),
    fitBoundsOptions: { padding: 16 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    style: { version: 8, sources: { areas: { type: "geojson", data: areas } }, layers: layers() },
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.touchZoomRotate.disableRotation();
  nameTowns(map, areas);
  return map;
}

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
      const marker = pin(map, [one.longitude, one.latitude], { scale: 0.8 });
      marker.getElement().addEventListener("click", () => { location.href = one.url; });
      marker.getElement().title = one.title;
    }
  });
}
