/// The one script of all pages. Every page can be read without it. It asks this server only, and puts what it gets into
/// pages as text, or as what the server has rendered of the same page.
enum PageScript {
    static let text = """
        "use strict";
        (() => {
          document.documentElement.classList.add("scripted");
          const query = (selector, within = document) => within.querySelector(selector);
          const status = query("[data-live-status]");
          const say = (text) => { if (status && status.textContent !== text) status.textContent = text; };

          // Questions before what cannot be undone.
          document.addEventListener("submit", (event) => {
            const question = event.target.getAttribute("data-confirm");
            if (question && !window.confirm(question)) event.preventDefault();
          });

          // Parts of the page are taken over from a fresh copy of it, unless somebody is in the middle of one.
          let isFetching = false;
          let isStale = false;
          async function refresh() {
            if (isFetching) { isStale = true; return; }
            isFetching = true;
            try {
              const answer = await fetch(location.href, { headers: { accept: "text/html" }, credentials: "same-origin" });
              if (answer.redirected || !answer.ok) { say("Not up to date: reload the page."); return; }
              const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
              for (const part of document.querySelectorAll("[data-refresh]")) {
                const name = part.getAttribute("data-refresh");
                const other = query(`[data-refresh="${name}"]`, fresh);
                if (!other || part.contains(document.activeElement)) continue;
                part.replaceChildren(...document.adoptNode(other).childNodes);
              }
            } catch { say("Not up to date: the gateway does not answer."); } finally {
              isFetching = false;
              if (isStale) { isStale = false; refresh(); }
            }
          }

          const interval = Number(document.body.querySelector("[data-every]")?.getAttribute("data-every"));
          if (interval >= 1000) setInterval(refresh, interval);

          // What happens, as it happens.
          const source = query("[data-events]");
          if (!source || !window.EventSource) return;
          const events = new EventSource(source.getAttribute("data-events"));
          const rows = new Map();
          const limit = 200;

          function fill(row, cells) {
            row.replaceChildren(...cells.map((cell, index) => {
              const node = document.createElement(index === 0 ? "th" : "td");
              if (index === 0) node.scope = "row";
              if (cell.tone) {
                const badge = document.createElement("span");
                badge.className = "badge " + cell.tone;
                badge.textContent = cell.text;
                node.append(badge);
              } else if (cell.path) {
                const link = document.createElement("a");
                link.href = cell.path;
                link.textContent = cell.text;
                node.append(link);
              } else {
                node.textContent = cell.text;
              }
              return node;
            }));
          }
          function insert(body, key, cells) {
            if (!body) return;
            const row = document.createElement("tr");
            row.className = "new";
            fill(row, cells);
            body.prepend(row);
            if (key) { rows.set(key, row); row.dataset.key = key; }
            while (body.rows.length > limit) {
              const last = body.rows[body.rows.length - 1];
              rows.delete(last.dataset.key);
              last.remove();
            }
          }
          const listen = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));
          listen("health", (news) => {
            for (const item of news.changes) insert(query("[data-changes]"), null, item.cells);
            if (news.said) say(news.said);
            if (query("[data-refresh]")) refresh();
          });
          listen("begin", (item) => insert(query("[data-running]"), item.key, item.cells));
          listen("failover", (item) => insert(query("[data-changes]"), null, item.cells));
          listen("try", (item) => { const row = rows.get(item.key); if (row) fill(row, item.cells); });
          listen("end", (item) => {
            rows.get(item.key)?.remove();
            rows.delete(item.key);
            insert(query("[data-ended]"), null, item.cells);
          });
          listen("missed", (item) => say(item.said));
          events.onopen = () => say("Live.");
          events.onerror = () => say("The connection is lost; it is tried again.");
          addEventListener("pagehide", () => events.close());
        })();
        """
}
