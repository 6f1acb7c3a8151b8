// Comfort on the tracking page: it keeps itself fresh, says what has changed, and adds the reader's own time where that
// differs from the port's. Everything here works without it, with a reload.

const here = location.pathname;
const { lang } = document.documentElement;
const live = document.getElementById("live");
/** What there is to say, in the page's language. */
const say = live.dataset;
// As on the server: Gregorian, Latin digits, 24 hours, and of English the one that writes the day before the month.
const locale = `${lang === "en" ? "en-GB" : lang}-u-ca-gregory-nu-latn`;
// Once a minute is as often as the data can change; the longest pause after failures is a quarter of an hour.
const USUAL = 60_000;
const LONGEST = 900_000;
// Long enough to read a sentence twice.
const TOLD = 12_000;
let pause = USUAL;
let etag = "";
let timer = 0;
let told = 0;
let ended = false;

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Adds the reader's own time beside the port's. */
function hint() {
  const format = new Intl.DateTimeFormat(locale, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  for (const element of all("time[data-local]")) {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(element.dateTime) ?? ["", "+", "0", "0"];
    const offset = `${sign}1` * (hours * 60 + +minutes);
    const when = new Date(element.dateTime);
    if (offset === -when.getTimezoneOffset()) continue;
    const mine = document.createElement("span");
    mine.className = "mine";
    mine.textContent = ` (${say.yours.replace("{time}", format.format(when))})`;
    const line = element.closest("p.when");
    if (line) line.append(mine);
    else element.after(mine);
  }
}

/** Lets the ages grow while the page stands open. */
function age() {
  const format = new Intl.RelativeTimeFormat(locale);
  for (const element of all("[data-ago]")) {
    const minutes = Math.floor((Date.now() - Date.parse(element.dataset.ago)) / 60_000);
    if (minutes < 1) continue;
    if (minutes < 120) element.textContent = format.format(-minutes, "minute");
    else if (minutes < 2_880) element.textContent = format.format(-Math.floor(minutes / 60), "hour");
    else element.textContent = format.format(-Math.floor(minutes / 1_440), "day");
  }
}

/** Buttons that only a script can serve. */
function equip() {
  for (const button of all("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.onclick = async () => {
      const text = button.textContent;
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = say.copied;
      tell(say.copied);
      setTimeout(() => (button.textContent = text), 2_000);
    };
  }
  for (const button of all("button.print")) {
    button.hidden = false;
    button.onclick = () => print();
  }
}

/** Says something for a while: read out at once, and out of the way before long. */
function tell(text) {
  live.textContent = text;
  clearTimeout(told);
  told = setTimeout(() => (live.textContent = ""), TOLD);
}

/** The page must not go on showing what its reader may no longer see. */
function blank(text) {
  ended = true;
  const heading = document.createElement("h1");
  heading.textContent = text;
  const again = document.createElement("a");
  again.href = here;
  again.textContent = say.again;
  const line = document.createElement("p");
  line.append(again);
  document.querySelector("main").replaceChildren(heading, line);
  document.title = text;
  clearTimeout(told);
  live.textContent = text;
}

const dates = (root) => all(".big", root).map((big) => big.textContent).join();
const events = (root) => all(".timeline li li", root).map((row) => [row, row.textContent]);

/** Marks what stands in the new page and did not in the old; what to read out of it. */
function compare(old, fresh) {
  // What was new then is not any more, and its mark is no part of what it says.
  for (const mark of all(".word.fresh", old)) mark.remove();
  const known = new Set(events(old).map(([, text]) => text));
  const news = events(fresh).filter(([, text]) => !known.has(text));
  for (const [row] of news) {
    const mark = document.createElement("span");
    mark.className = "word fresh";
    mark.textContent = say.fresh;
    row.querySelector(".what")?.append(" ", mark);
  }
  if (dates(old) !== dates(fresh)) {
    for (const big of all(".big", fresh)) big.classList.add("fresh");
    return say.arrival;
  }
  return news.length > 0 ? say.updated : "";
}

/** Swaps in the newly drawn page, keeping the reader's place. */
async function redraw() {
  const reply = await fetch(here, { cache: "no-store" });
  if (!reply.ok) return reply;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  const main = fresh.querySelector("main");
  if (!main || !fresh.getElementById("live")) {
    blank(say.confirm);
    return reply;
  }
  const old = document.querySelector("main");
  const news = compare(old, main);
  const stops = () => all("a, button, input, select, summary", old);
  const held = stops().indexOf(document.activeElement);
  const open = all("details", old).map((details) => details.open);
  old.replaceChildren(...main.childNodes);
  all("details", old).forEach((details, index) => (details.open = open[index] ?? details.open));
  document.dispatchEvent(new Event("redrawn"));
  document.title = fresh.title;
  hint();
  equip();
  stops()[held]?.focus({ preventScroll: true });
  tell(news);
  return reply;
}

async function refresh() {
  try {
    let reply = await fetch(`${here}/tracking`, {
      cache: "no-store",
      headers: etag ? { "if-none-match": etag } : {},
    });
    const tag = reply.headers.get("etag") ?? "";
    if (reply.status === 200) reply = await redraw();
    if (reply.status === 410) blank(say.ended);
    if ([401, 403, 404].includes(reply.status)) blank(say.closed);
    if (reply.status === 200) etag = tag;
    if (reply.status < 400 && live.textContent === say.offline) live.textContent = "";
    pause = reply.status < 400 ? USUAL : Math.min(pause * 2, LONGEST);
  } catch {
    clearTimeout(told);
    live.textContent = say.offline;
    pause = Math.min(pause * 2, LONGEST);
  }
  age();
  schedule(pause);
}

function schedule(after) {
  clearTimeout(timer);
  if (!ended && !document.hidden) timer = setTimeout(refresh, after);
}

function start() {
  hint();
  equip();
  schedule(pause);
}

document.addEventListener("visibilitychange", () => schedule(1_000));
// A page that the browser kept, brought back by the back button after signing out.
addEventListener("pageshow", (event) => event.persisted && refresh());
try {
  sessionStorage.removeItem("mailbox");
} catch {
  // No storage in this browser, so nothing was kept.
}
// The page itself is painted first: on a slow phone, the first date that Intl writes takes as long as all of the layout.
requestAnimationFrame(() => setTimeout(start));
