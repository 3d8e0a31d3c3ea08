// Keeps the page fresh: fetches it and replaces the parts that have changed, and nothing else, so that focus, scrolling and
// selection stay where they are. Where the page names a stream of events it is fetched when one says that something has
// changed, else once a second. Without this file the page shows the moment it was opened.
"use strict";

const pauseMs = 1000;
const quietMs = 30000;
let timer = 0;
let isFetching = false;
let isAskedAgain = false;

async function refresh() {
  if (isFetching) {
    isAskedAgain = true;
    return;
  }
  isFetching = true;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { "X-Live": "1" }, signal: AbortSignal.timeout(10000) });
      if (answer.ok) {
        replaceChanged(new DOMParser().parseFromString(await answer.text(), "text/html"));
      }
      document.body.classList.toggle("stale", !answer.ok);
    } catch {
      document.body.classList.add("stale");
    }
  }
  isFetching = false;
  const isDueAtOnce = isAskedAgain;
  isAskedAgain = false;
  clearTimeout(timer);
  timer = setTimeout(refresh, isDueAtOnce ? 0 : hasEvents() ? quietMs : pauseMs);
}

function replaceChanged(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (!now || part.contains(document.activeElement)) {
      continue;
    }
    if (now.className !== part.className) {
      part.className = now.className;
    }
    if (now.innerHTML !== part.innerHTML) {
      part.innerHTML = now.innerHTML;
    }
  }
}

const source = document.querySelector("[data-events]");
const events = source ? new EventSource(source.dataset.events) : null;
const hasEvents = () => events !== null && events.readyState === EventSource.OPEN;
if (events) {
  events.onmessage = refresh;
}
document.addEventListener("visibilitychange", refresh);
timer = setTimeout(refresh, pauseMs);
