// Where the reader's device is: asked of the device, looked up here, kept nowhere. Without it: by name or list.
const button = document.querySelector("[data-here]");
const said = document.getElementById("here-said");

if (button && navigator.geolocation) {
  button.hidden = false;
  const look = async ({ coords }) => {
    const [lng, lat] = [coords.longitude.toFixed(4), coords.latitude.toFixed(4)];
    const answer = await fetch(`${button.dataset.at}?longitude=${lng}&latitude=${lat}`);
    const found = await answer.json();
    if (found.code?.length >= 12) location.assign(button.dataset.here + found.code);
    else said.textContent = found.outside || found.error || button.dataset.failed;
  };
  const fail = () => { said.textContent = button.dataset.failed; };
  button.addEventListener("click", () => {
    said.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition((place) => look(place).catch(fail), fail, { timeout: 15_000 });
  });
}
