// Keeps the page fresh: fetches it once a second and replaces the parts that have changed, and nothing else, so that
// focus, scrolling and selection stay where they are. Without this file the page shows the moment it was opened.
"use strict";

const pauseMs = 1000;

async function refresh() {
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
  setTimeout(refresh, pauseMs);
}

function replaceChanged(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (now && now.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
      part.innerHTML = now.innerHTML;
    }
  }
}

setTimeout(refresh, pauseMs);
