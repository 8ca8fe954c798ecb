// Where it is: a pin on the map, a building or grid from the list, or where the phone is; its grid's name at once.
import { around, here } from "./area.js";
import { drawGround } from "./ground.js";
import { announce, part, say } from "./page.js";

const WIDE = 12; // a grid has 15 digits; whoever serves more than a village is not told where something is

/** {element, value(), shown()}: the chosen place as the API takes it; `value` is null while nothing is chosen. */
export const placePicker = (area, given) => {
  const element = part("place");
  const said = element.querySelector("[data-said]");
  const list = element.querySelector("select");
  const own = area.grounds.filter((one) => one.own);
  let chosen = null;
  let move = () => {};

  for (const one of own) list.append(new Option(one.name, one.code));
  const nameOf = (code) => area.grounds.find((one) => one.code === code)?.name ?? "";

  const byCode = (code) => {
    const ground = area.grounds.find((one) => one.code === code);
    chosen = code ? { code } : null;
    list.value = code;
    said.textContent = code ? nameOf(code) : "";
    if (ground?.longitude) move([ground.longitude, ground.latitude], false);
  };

  const byPoint = ([longitude, latitude]) => {
    chosen = { longitude: Number(longitude.toFixed(6)), latitude: Number(latitude.toFixed(6)), datum: "wgs84" };
    list.value = "";
    said.textContent = around(area, [longitude, latitude])?.name ?? say("outside");
    move([longitude, latitude], true);
  };

  list.addEventListener("change", () => byCode(list.value));
  element.querySelector("[data-here]").addEventListener("click", async () => {
    said.textContent = say("locating");
    try {
      byPoint(await here());
    } catch {
      said.textContent = chosen?.code ? nameOf(chosen.code) : "";
      announce(say("unlocated"), "bad");
    }
  });

  const first = own.length && own[0].code.length > WIDE ? own[0].code : "";
  if (given?.longitude !== undefined) byPoint([given.longitude, given.latitude]);
  else byCode(given?.code ?? first);
  drawGround(element.querySelector("[data-ground]"), area, []).then((map) => {
    if (!map) return;
    move = map.movePin;
    map.whenPlaced(byPoint);
    if (chosen?.code) byCode(chosen.code);
    else if (chosen) move([chosen.longitude, chosen.latitude], true);
  });
  return {
    element,
    value: () => chosen,
    shown: () => said.textContent,
  };
};
