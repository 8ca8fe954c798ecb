// A photo as it is sent: drawn anew, smaller, so that nothing of what the camera wrote beside it goes along.
const LONGEST_SIDE = 1600;
const MOST_BYTES = 300_000;
const QUALITIES = [0.85, 0.75, 0.65, 0.55, 0.45];
const SMALLEST_SIDE = 640;

const drawn = (picture, side) => {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff"; // what was transparent
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
};

const packed = (canvas, quality) => new Promise((resolve, reject) => {
  canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", quality);
});

/** A JPEG of at most 1600 pixels a side and, where that can be, 300 KB. Rejects what is no picture. */
export const shrunk = async (file) => {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    let found = null;
    for (let side = LONGEST_SIDE; side >= SMALLEST_SIDE; side = Math.round(side * 0.8)) {
      const canvas = drawn(picture, side);
      for (const quality of QUALITIES) {
        found = await packed(canvas, quality);
        if (found.size <= MOST_BYTES) return found;
      }
    }
    return found;
  } finally {
    picture.close();
  }
};
