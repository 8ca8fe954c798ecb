// The map of one's ground: outlines from this phone, buildings, open matters. Its library comes after the first view.
import { say } from "./page.js";

const words = document.getElementById("words").dataset;
let library = null;

// The worker's code is fetched by the page: only what a page fetches is found again without a signal.
const fetchLibrary = async () => {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: words.mapStyle }));
  const [found, worker] = await Promise.all([import("../core/map.js"), fetch(words.mapWorker)]);
  if (!worker.ok) throw new Error(String(worker.status));
  found.setWorkerUrl(URL.createObjectURL(new Blob([await worker.text()], { type: "text/javascript" })));
  return found;
};

const loaded = () => {
  library ??= fetchLibrary();
  library.catch(() => { library = null; });
  return library;
};

const featuresOf = (area) => ({
  type: "FeatureCollection",
  features: area.grounds.filter((one) => one.outline).map((one) => ({
    type: "Feature",
    geometry: one.outline,
    properties: {
      level: one.own ? "county" : "village", named: true, middle: [one.longitude, one.latitude],
      names: { [document.documentElement.lang]: one.name }, synthetic: false,
    },
  })),
});

const dot = (css, title) => Object.assign(document.createElement("span"), { className: css, title });

/** Draws into `element`; `spots` are {point, title, href, late}. Resolves to {movePin, whenPlaced}, or null without a map. */
export async function drawGround(element, area, spots) {
  let pin = null;
  try {
    const { drawMap, pin: setPin, mark } = await loaded();
    const map = await drawMap(element, featuresOf(area));
    if (!map) return null;
    for (const one of area.grounds) {
      if (!one.outline && one.longitude !== null) mark(map, [one.longitude, one.latitude], dot("ph-building", one.name));
    }
    for (const one of spots) {
      const link = Object.assign(document.createElement("a"), { href: one.href, title: one.title, className: "ph-spot" });
      link.classList.toggle("ph-late", one.late);
      link.setAttribute("aria-label", one.title);
      mark(map, one.point, link);
    }
    map.getCanvas().setAttribute("aria-label", say("mapLabel"));
    let hear = () => {};
    map.on("click", (event) => hear(event.lngLat.toArray()));
    return {
      movePin: (point, exact) => {
        if (!pin) {
          pin = setPin(map, point, { draggable: true });
          pin.on("dragend", () => hear(pin.getLngLat().toArray()));
        }
        pin.setLngLat(point).setOpacity(exact ? "1" : "0.6");
      },
      whenPlaced: (told) => { hear = told; },
    };
  } catch {
    element.hidden = true; // no WebGL, or the library never came: the list does the same
    return null;
  }
}
