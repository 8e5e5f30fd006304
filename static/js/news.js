// What waits for this person: the count in the bar, a card on every open page until somebody looked, and a
// notification where it is allowed. Cards lie over the page and move nothing under the pointer.
import { say } from "./page.js";

const TOLD = "news-seen"; // of this browser: one notification each
const KNOWN = "news-known", WAITING = "news-waiting"; // of this tab: one card each, from page to page
const AT_ONCE = 3;
// Where they stand in a list of their own.
const LISTS = { approval: ["/approvals/"], incident: ["/", "/incidents/"] };
const place = document.getElementById("news");
const read = (store, name) => JSON.parse(store.getItem(name) ?? "null");
const write = (store, name, ids) => store.setItem(name, JSON.stringify(ids));

let hearing = false;
export async function hearOfPeople() {
  if (hearing) return;
  hearing = true;
  try {
    const answer = await fetch("/news/", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const news = await answer.json();
    for (const link of document.querySelectorAll('.nav a[href="/approvals/"], .drop a[href="/approvals/"], .nav-menu > summary')) showCount(link, news.waiting);
    const ids = news.items.map((item) => item.id);
    const told = read(localStorage, TOLD);
    write(localStorage, TOLD, ids);
    if (told !== null) news.items.filter((item) => !told.includes(item.id)).forEach(notify);
    const known = read(sessionStorage, KNOWN);
    const fresh = known === null ? [] : news.items.filter((item) => !known.includes(item.id));
    write(sessionStorage, KNOWN, ids);
    fresh.forEach((item) => say(`${item.title}. ${item.text}`));
    show(news.items, [...(read(sessionStorage, WAITING) ?? []), ...fresh.map((item) => item.id)]);
    const mark = document.getElementById("live");
    if (mark) mark.dataset.heard = "";
    if (document.body.dataset.held !== undefined && document.body.dataset.held !== String(news.held)) location.reload();
  } catch { /* heard again with the next bell */ } finally { hearing = false; }
}

function show(items, waiting) {
  const here = location.pathname;
  const left = items.filter((item) => waiting.includes(item.id) && item.href !== here && !LISTS[item.id.split("-")[0]].includes(here));
  write(sessionStorage, WAITING, left.map((item) => item.id));
  place.replaceChildren(...left.slice(0, AT_ONCE).map((item) => card(item, () => show(items, waiting.filter((id) => id !== item.id)))));
  if (left.length > AT_ONCE) place.append(Object.assign(document.createElement("p"), { className: "small", textContent: `and ${left.length - AT_ONCE} more` }));
}

function card(item, dismiss) {
  const one = document.getElementById("news-card").content.cloneNode(true);
  one.querySelector("strong").textContent = item.title;
  one.querySelector("p").textContent = item.text;
  const open = one.querySelector("a");
  open.href = item.href;
  open.setAttribute("aria-label", `Open: ${item.title}`);
  open.addEventListener("click", dismiss);
  const button = one.querySelector("button");
  button.setAttribute("aria-label", `Dismiss: ${item.title}`);
  button.addEventListener("click", dismiss);
  return one;
}

function showCount(link, waiting) {
  let count = link.querySelector(".count");
  if (!waiting) return void count?.remove();
  if (!count) link.append(count = Object.assign(document.createElement("span"), { className: "count" }));
  count.innerHTML = `${waiting}<span class="sr"> waiting</span>`;
}

function notify(item) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const note = new Notification(item.title, { body: item.text, tag: item.id });
  note.onclick = () => { window.focus(); location.assign(item.href); };
}
