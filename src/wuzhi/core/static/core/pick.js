// Choosing a place on the map. Without this file a person writes the village's name.
import { drawMap, pin } from "./map.js";

const box = document.querySelector("[data-pick]");
const form = box?.closest("form");

if (form) {
  const inputs = ["longitude", "latitude", "datum"].map((part) => form.elements[`place_${part}`]);
  const [longitude, latitude, datum] = inputs;
  const name = form.elements.place_name;
  const said = document.getElementById("picked");
  const away = document.getElementById("pick-clear");
  const locate = document.getElementById("pick-locate");
  let map = null;
  let marker = null;
  let asked = 0;

  const forget = () => {
    for (const input of inputs) input.value = "";
    marker?.remove();
    marker = null;
    said.textContent = "";
    away.hidden = true;
  };

  const choose = async (lng, lat) => {
    for (const radio of form.querySelectorAll("input[name=place_code]")) radio.checked = radio.value === "";
    longitude.value = lng.toFixed(6);
    latitude.value = lat.toFixed(6);
    datum.value = "wgs84";
    away.hidden = false;
    if (map) {
      if (marker) marker.setLngLat([lng, lat]);
      else {
        marker = pin(map, [lng, lat], { draggable: true });
        marker.on("dragend", () => choose(marker.getLngLat().lng, marker.getLngLat().lat));
      }
    }
    asked += 1;
    const mine = asked;
    const answer = await fetch(`${box.dataset.at}?longitude=${lng.toFixed(6)}&latitude=${lat.toFixed(6)}`);
    const found = await answer.json();
    if (mine !== asked || !longitude.value) return;
    said.textContent = found.name ? `${box.dataset.here} ${found.name}` : found.outside || found.error;
  };

  const begin = async () => {
    box.hidden = false;
    map = await drawMap(box.querySelector("[data-map]"));
    if (!map) return;
    map.on("click", (event) => choose(event.lngLat.lng, event.lngLat.lat));
    map.getCanvas().setAttribute("aria-label", box.dataset.label);
    if (longitude.value && latitude.value) choose(Number(longitude.value), Number(latitude.value));
  };

  name.addEventListener("input", forget);
  away.addEventListener("click", () => { forget(); name.focus(); });
  locate.hidden = !navigator.geolocation;
  locate.addEventListener("click", () => {
    said.textContent = box.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      async ({ coords }) => {
        await choose(coords.longitude, coords.latitude);
        map?.easeTo({ center: [coords.longitude, coords.latitude], zoom: 12 });
      },
      () => { said.textContent = box.dataset.failed; },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
  begin();
}
