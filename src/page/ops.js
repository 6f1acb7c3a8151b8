// Comfort for ops. Everything here works without it, with plain forms.

const byId = (id) => document.getElementById(id);

// The sign-in page kept the address for this tab, until the code was right.
try {
  sessionStorage.removeItem("mailbox");
} catch {
  // No storage in this browser, so nothing was kept.
}

// Copies.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = byId(button.dataset.copy);
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.textContent;
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = text), 2_000);
    } catch {
      // Not allowed: the field is selected, so that a key press copies it.
      field.focus();
    }
  });
}

// Files, chosen or dropped on the field.
const table = document.querySelector("[data-drop]");
/** As much as the service reads. */
const MOST_BYTES = 2 * 1024 * 1024;

async function take(file) {
  const told = byId("file-told");
  const tell = (text) => told && (told.textContent = text);
  if (file.size > MOST_BYTES) return tell("This file is larger than 2 MiB. Please share it in parts.");
  try {
    table.value = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    tell("");
    table.focus();
  } catch {
    tell("This file is not text in UTF-8. In a spreadsheet, save it as “CSV UTF-8”.");
  }
}

if (table) {
  const chosen = byId("chosen");
  if (chosen) byId("file").hidden = false;
  const takeChosen = () => chosen?.files[0] && take(chosen.files[0]);
  chosen?.addEventListener("change", takeChosen);
  // Chosen before this script was there.
  takeChosen();
  const over = (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    table.classList.toggle("over", event.type === "dragover");
    if (event.type === "drop") take(event.dataTransfer.files[0]);
  };
  for (const type of ["dragover", "dragleave", "drop"]) table.addEventListener(type, over);
}

// Rows, sent bit by bit.
const form = byId("send");
/** How many rows go at once: a bit takes a second or two. */
const BIT = 20;
/** How often a bit is sent before the reader has to say "go on"; a row that comes twice is shared once. */
const TRIES = 3;
const PAUSE = 2_000;
/** What a spreadsheet takes for the beginning of a formula, as on the server. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

const all = form ? [...document.querySelectorAll("tr[data-row]")] : [];
const results = new Map();
let running = false;
let leaving = false;

const wait = (time) => new Promise((done) => setTimeout(done, time));
const count = (outcome) => [...results.values()].filter((result) => result.outcome === outcome).length;

/** What stands in a cell, a line each. */
const lines = (cell) => [...cell.querySelectorAll(".line")].map((line) => line.textContent).join(" ") || cell.textContent;

function tell(text) {
  byId("told").textContent = text;
}

function show(row, result) {
  results.set(row, result);
  const cell = row.querySelector(".outcome");
  const { link, problem } = result;
  if (link) {
    const a = document.createElement("a");
    a.href = `/ops/links/${encodeURIComponent(link.linkId)}`;
    a.textContent = "See the link";
    cell.replaceChildren(result.outcome === "known" ? "Known from before. " : "Created. ", a);
  } else {
    const why = document.createElement("span");
    why.className = "line bad";
    why.dir = "auto";
    why.textContent = [problem?.field, problem?.detail ?? "Failed."].filter(Boolean).join(": ");
    cell.replaceChildren(why);
    row.classList.add("bad-row");
  }
}

/** Sends some rows; says what stopped it, or nothing. */
async function send(rows) {
  let trouble = "";
  for (let tries = 0; tries < TRIES; tries += 1) {
    let pause = PAUSE * (tries + 1);
    try {
      const reply = await fetch("/ops/bulk/rows", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ batch: form.dataset.batch, rows: rows.map((row) => JSON.parse(row.dataset.row)) }),
      });
      if (reply.ok && !reply.redirected) {
        const body = await reply.json();
        const told = (body.response ?? body).results;
        rows.forEach((row, index) => show(row, told[index]));
        return "";
      }
      if (reply.status === 401 || reply.redirected) return "You have been signed out. Sign in again in another tab, then go on here.";
      const problem = await reply.json().catch(() => ({}));
      trouble = problem.detail ?? `The service answered ${reply.status}.`;
      if (reply.status < 500 && reply.status !== 429) return trouble;
      pause = Math.max(pause, 1_000 * Number(reply.headers.get("retry-after")) || 0);
    } catch {
      trouble = "The service does not answer.";
    }
    if (!running) break;
    if (tries + 1 < TRIES) {
      tell(`${trouble} Trying again …`);
      await wait(pause);
    }
  }
  return trouble;
}

async function run() {
  running = true;
  leaving = false;
  form.hidden = true;
  byId("sending").hidden = false;
  byId("resume").hidden = true;
  byId("stop").hidden = false;
  byId("stop").focus();
  let trouble = "";
  let rest = all.filter((row) => !results.has(row));
  while (running && rest.length > 0 && !trouble) {
    tell(`${results.size} of ${all.length} rows sent.`);
    trouble = await send(rest.slice(0, BIT));
    byId("progress").value = results.size;
    rest = all.filter((row) => !results.has(row));
  }
  running = false;
  const sum = `${count("created")} created, ${count("known")} known from before, ${count("failed")} failed`;
  if (rest.length === 0) tell(`All rows sent: ${sum}.`);
  else tell(`${trouble || "Stopped."} ${results.size} of ${all.length} rows sent: ${sum}.`);
  byId("stop").hidden = true;
  byId("resume").hidden = rest.length === 0;
  byId("download").hidden = false;
  byId(rest.length === 0 ? "download" : "resume").focus();
}

function download() {
  const cell = (text) => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const rows = [...document.querySelectorAll("table.rows tbody tr")].map((row) => {
    const [number] = row.cells;
    const outcome = row.querySelector(".outcome");
    const result = results.get(row);
    const url = result?.link?.shareUrl ?? "";
    return [number.textContent, row.dataset.shipments, result?.outcome ?? "not sent", url, url ? "" : lines(outcome)];
  });
  const text = [["row", "shipments", "outcome", "link", "problem"], ...rows].map((row) => row.map(cell).join()).join("\r\n");
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
  a.download = "results.csv";
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
  leaving = true;
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!running) run();
  });
  byId("stop").addEventListener("click", () => {
    running = false;
    tell("Stopping after the rows that are on their way …");
  });
  byId("resume").addEventListener("click", run);
  byId("download").addEventListener("click", download);
  // The links that were made stand only here until they are downloaded.
  addEventListener("beforeunload", (event) => {
    if (running || (results.size > 0 && !leaving)) event.preventDefault();
  });
}
