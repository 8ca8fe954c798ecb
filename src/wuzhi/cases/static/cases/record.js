// Recording voice or a short video on the spot. Without this file, or a browser that can, a file is chosen.
const box = document.querySelector("[data-record]");
const form = box?.closest("form");
const KINDS = {
  audio: ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"],
  video: ["video/webm;codecs=vp8,opus", "video/mp4"],
};
// Three minutes of voice are 0.7 MB, a minute of video 3.7 MB; who would send more is stopped below 5 MB.
const RATES = { audioBitsPerSecond: 32_000, videoBitsPerSecond: 450_000 };
const MOST_BYTES = 4_800_000;
const SIZE = { facingMode: "environment", width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24 } };

const begin = () => {
  const input = form.elements.recording;
  const [stop, drop, said, time, shown] = ["stop", "drop", "said", "time", "shown"]
    .map((part) => box.querySelector(`[data-${part}]`));
  const takes = [...box.querySelectorAll("[data-take]")];
  let recorder = null;

  const show = (player) => {
    shown.querySelector("[src]")?.src.startsWith("blob:") && URL.revokeObjectURL(shown.querySelector("[src]").src);
    shown.replaceChildren(...(player ? [player] : []));
  };

  const offer = (recording) => {
    for (const one of takes) one.hidden = recording;
    stop.hidden = !recording;
    drop.hidden = recording || !input.files.length;
    if (recording) stop.focus();
    else time.textContent = "";
  };

  const keep = (blob, kind) => {
    const type = blob.type.split(";")[0];
    const file = new File([blob], `recording.${type.split("/")[1]}`, { type });
    const carried = new DataTransfer();
    carried.items.add(file);
    input.files = carried.files;
    const player = Object.assign(document.createElement(kind), { controls: true, src: URL.createObjectURL(blob) });
    player.setAttribute("aria-label", box.dataset.kept);
    show(player);
    said.textContent = box.dataset.kept;
    offer(false);
    drop.focus();
  };

  const take = async (kind, seconds) => {
    const type = KINDS[kind].find((one) => MediaRecorder.isTypeSupported(one));
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: kind === "video" && SIZE });
      recorder = new MediaRecorder(stream, { mimeType: type, ...RATES });
    } catch {
      stream?.getTracks().forEach((track) => track.stop());
      said.textContent = box.dataset.refused;
      return;
    }
    const parts = [];
    let size = 0;
    let passed = 0;
    const end = () => recorder?.state === "recording" && recorder.stop();
    const tick = setInterval(() => {
      passed += 1;
      time.textContent = `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}`;
      if (passed >= seconds) end();
    }, 1000);
    recorder.addEventListener("dataavailable", ({ data }) => {
      parts.push(data);
      size += data.size;
      if (size > MOST_BYTES) end();
    });
    recorder.addEventListener("stop", () => {
      clearInterval(tick);
      stream.getTracks().forEach((track) => track.stop());
      recorder = null;
      keep(new Blob(parts, { type }), kind);
    });
    if (kind === "video") {
      const live = Object.assign(document.createElement("video"), { muted: true, autoplay: true, playsInline: true });
      live.srcObject = stream;
      show(live);
    } else show(null);
    said.textContent = box.dataset.recording;
    time.textContent = "0:00";
    recorder.start(1000);
    offer(true);
  };

  for (const one of takes) one.addEventListener("click", () => take(one.dataset.take, Number(one.dataset.seconds)));
  stop.addEventListener("click", () => recorder?.stop());
  drop.addEventListener("click", () => {
    input.value = "";
    said.textContent = "";
    show(null);
    offer(false);
    takes[0].focus();
  });
  input.addEventListener("change", () => {
    show(null);
    said.textContent = "";
    offer(false);
  });
  // Who sends while it still runs would send without it.
  form.addEventListener("submit", (event) => {
    if (!recorder) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    recorder.stop();
    said.textContent = box.dataset.unsent;
  }, { capture: true });
  box.hidden = false;
};

const able = navigator.mediaDevices?.getUserMedia && window.MediaRecorder && window.DataTransfer;
if (form && able) begin();
