// A step's JSON Schema as inputs, and what was put into them as data and files. The server alone judges.
import { made, say } from "./page.js";
import { shrunk } from "./photo.js";

const LONG = 200;
const FEW = 5;
let made_ids = 0;

const isFile = (schema) => schema.contentEncoding === "binary";
const isPicture = (schema) => isFile(schema) && schema.contentMediaType?.startsWith("image");

const choice = (type, name, value, label, chosen) => {
  const line = made("label", "ph-choice");
  const input = Object.assign(document.createElement("input"), { type, name, value, checked: chosen });
  line.append(input, made("span", "", label));
  return line;
};

const listOf = (options, name, chosen, required) => {
  const list = Object.assign(document.createElement("select"), { name, required });
  list.append(new Option("—", ""));
  const groups = new Map();
  for (const { const: value, title, description: group } of options) {
    if (group && !groups.has(group)) {
      groups.set(group, Object.assign(document.createElement("optgroup"), { label: group }));
      list.append(groups.get(group));
    }
    (groups.get(group) ?? list).append(new Option(title, value, false, String(value) === String(chosen)));
  }
  return list;
};

const choices = (options, name, chosen, type) => {
  const box = made("div", "ph-choices");
  for (const { const: value, title } of options) {
    box.append(choice(type, name, value, title, [chosen].flat().map(String).includes(String(value))));
  }
  return box;
};

const YES_NO = () => [{ const: "true", title: say("yes") }, { const: "false", title: say("no") }];
const typeOf = (schema) => ({ integer: "number", number: "number" })[schema.type]
  ?? ({ date: "date", "date-time": "datetime-local" })[schema.format] ?? "text";

const inputOf = (key, schema, value, required) => {
  if (isFile(schema)) {
    const kinds = isPicture(schema) ? "image/*" : "audio/*,video/*";
    return Object.assign(document.createElement("input"), { type: "file", name: key, accept: kinds });
  }
  if (schema.type === "array") return choices(schema.items.oneOf ?? [], key, value ?? [], "checkbox");
  if (schema.oneOf) {
    return schema.oneOf.length > FEW ? listOf(schema.oneOf, key, value, required) : choices(schema.oneOf, key, value ?? "", "radio");
  }
  if (schema.type === "boolean" && required) return choices(YES_NO(), key, value ?? "", "radio");
  if (schema.type === "boolean") return choices([{ const: "true", title: schema.title }], key, value ?? "", "checkbox");
  const long = schema.type === "string" && !schema.format && (schema.maxLength ?? LONG) >= LONG;
  const input = document.createElement(long ? "textarea" : "input");
  Object.assign(input, { name: key, required, value: value ?? "" });
  if (!long) Object.assign(input, { type: typeOf(schema), min: schema.minimum ?? "", max: schema.maximum ?? "" });
  if (schema.maxLength) input.maxLength = schema.maxLength;
  return input;
};

/** One field with its label, help and room for what is wrong with it. */
export const fieldOf = (key, schema, value, required) => {
  const input = inputOf(key, schema, value, required);
  const single = input.matches("input, select, textarea");
  const box = made(single ? "div" : "fieldset", "ph-field");
  box.dataset.field = key;
  const alone = schema.type === "boolean" && !required;
  if (!alone) {
    const label = made(single ? "label" : "legend", "ph-label", schema.title ?? key);
    if (required) label.append(made("span", "ph-must", ` ${say("must")}`));
    made_ids += 1;
    input.id ||= `field-${made_ids}`;
    if (single) label.htmlFor = input.id;
    box.append(label);
  }
  if (schema.description) box.append(made("p", "ph-help", schema.description));
  box.append(input, Object.assign(made("p", "ph-fault"), { hidden: true }));
  return box;
};

/** All fields of a schema but those `left` out; those that fold together lie under their heading. */
export const fieldsOf = (schema, data = {}, left = []) => {
  const found = document.createDocumentFragment();
  const folds = new Map();
  for (const [key, one] of Object.entries(schema.properties)) {
    if (left.includes(key)) continue;
    const field = fieldOf(key, one, data[key], schema.required.includes(key));
    const fold = !isPicture(one) && one["x-fold"]; // a photo is what a phone is good at
    if (!fold) found.append(field);
    else {
      if (!folds.has(fold)) {
        const box = made("details", "ph-fold");
        box.append(made("summary", "", fold));
        folds.set(fold, box);
        found.append(box);
      }
      folds.get(fold).append(field);
      if (data[key]) folds.get(fold).open = true;
    }
  }
  return found;
};

const valueOf = (schema, inputs) => {
  const [input] = inputs;
  if (schema.type === "array") return inputs.filter((one) => one.checked).map((one) => one.value);
  if (input.type === "checkbox") return input.checked || undefined;
  const text = input.type === "radio" ? inputs.find((one) => one.checked)?.value ?? "" : input.value;
  if (text === "") return undefined;
  if (schema.type === "boolean") return text === "true";
  return schema.type === "integer" ? Number(text) : text;
};

const textOf = (schema, value, inputs) => {
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  const titles = new Map((schema.oneOf ?? schema.items?.oneOf ?? []).map((one) => [String(one.const), one.title]));
  return [value].flat().map((one) => titles.get(String(one)) ?? String(one)).join(", ") || inputs[0].value;
};

/** {data, files, shown}: what was entered; `shown` are pairs of label and words for people. Photos are drawn smaller. */
export const entered = async (form, schema, left = []) => {
  const found = { data: {}, files: [], shown: [] };
  for (const [key, one] of Object.entries(schema.properties)) {
    const inputs = [...form.querySelectorAll(`[data-field="${key}"] :is(input, select, textarea)`)];
    if (left.includes(key) || !inputs.length) continue;
    if (isFile(one)) {
      for (const file of inputs[0].files) {
        const blob = isPicture(one) ? await shrunk(file) : file;
        found.files.push({ key, name: isPicture(one) ? `${key}.jpg` : file.name, blob });
        found.shown.push([one.title, say("attached")]);
      }
      continue;
    }
    const value = valueOf(one, inputs);
    if (value === undefined || (Array.isArray(value) && !value.length)) continue;
    found.data[key] = value;
    found.shown.push([one.title, textOf(one, value, inputs)]);
  }
  return found;
};

/** Shows what the server found wrong beside the fields; returns what belongs to none of them. */
export const showFaults = (form, faults) => {
  const loose = [];
  for (const { field, detail } of faults) {
    const spot = form.querySelector(`[data-field="${CSS.escape(field)}"] .ph-fault`);
    if (!spot) loose.push(detail);
    else Object.assign(spot, { textContent: detail, hidden: false });
    spot?.closest("details")?.setAttribute("open", "");
  }
  return loose;
};

/** The schema's first required choice that nobody has made; null where all are. Radios can't say so themselves. */
export const missing = (form, schema, left) => {
  for (const key of schema.required.filter((one) => !left.includes(one))) {
    const radios = [...form.querySelectorAll(`[data-field="${key}"] :is([type=radio], [type=checkbox])`)];
    if (radios.length && !radios.some((one) => one.checked)) return radios[0];
  }
  return null;
};
