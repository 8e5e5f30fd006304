// What a command has just printed, before it is stored: shown as text in the step's card, and shown again after
// each morph until what the page fetched says as much. Never markup, never more than the first kilobytes.
import { freshen } from "./page.js";

const KEPT = 8; // attempts; older ones are long fetched
const printed = new Map(); // attempt → { step, text, end: bytes }

export function showPrint(news) {
  const one = news.offset === 0 ? { step: news.step, text: "" } : printed.get(news.attempt);
  if (!one) return;
  one.text += news.text;
  one.end = news.end;
  printed.set(news.attempt, one);
  if (printed.size > KEPT) printed.delete(printed.keys().next().value);
  if (place(news.attempt, one)) freshen();
}

export function showPrints() {
  for (const [attempt, one] of printed) place(attempt, one);
}

function place(attempt, { step, text, end }) {
  const card = document.getElementById(`card-${step}`);
  if (!card) return false;
  const log = document.getElementById(`log-${attempt}`) ?? emptyLog(card, attempt);
  const list = log.querySelector("ol");
  // A morph takes the mark away: then the lines are the record, which holds as many bytes or is still behind.
  if (!("printed" in list.dataset) && Number(log.dataset.bytes ?? 0) >= end) {
    printed.delete(attempt);
    return false;
  }
  const lines = text.replace(/\n$/, "").split("\n");
  list.dataset.printed = "";
  list.replaceChildren(...lines.map((line, at) => Object.assign(document.createElement("li"), { id: `${log.id}-L${at + 1}`, textContent: line })));
  return true;
}

function emptyLog(card, attempt) {
  const place = Object.assign(document.createElement("div"), { className: "inset" });
  const log = Object.assign(document.createElement("section"), { className: "log", id: `log-${attempt}` });
  log.setAttribute("role", "log");
  log.setAttribute("aria-live", "off");
  log.setAttribute("aria-label", "Output");
  log.dataset.follow = "on";
  const box = Object.assign(document.createElement("div"), { className: "scroll", tabIndex: 0 });
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Output, lines");
  box.append(document.createElement("ol"));
  log.append(document.createElement("header"), box);
  place.append(log);
  (card.querySelector(".cmd") ?? card.querySelector(".sh")).after(place);
  return log;
}
