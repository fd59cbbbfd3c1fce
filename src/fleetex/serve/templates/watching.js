// Keeps the replay up with a recording that grows: what was recorded comes over a WebSocket, packed as in the page.
(() => {
  const T = {
    pause: "Pause", goOn: "Go on", slower: "Slower", faster: "Faster", follow: "Follow", list: "List",
    connecting: "Connecting", lost: "Connection lost; trying again", live: "Live", paused: "Paused", full: "as fast as it goes",
    elsewhere: "Run under way elsewhere", cut: "Nobody runs it now", complete: "The recording is complete", ended: "The run has ended", stopped: "The run was stopped",
    failed: "The run failed",
  };
  const bar = document.createElement("div");
  bar.id = "watching";
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", T.live);
  const words = document.createElement("span");
  words.setAttribute("role", "status");
  const button = (text, command) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", () => say(command()));
    return made;
  };
  let standing = { over: false };
  let following = true;
  let shown = 0; // the exercise's second up to which the page has the recording
  const follow = document.createElement("button");
  follow.type = "button";
  follow.textContent = T.follow;
  follow.setAttribute("aria-pressed", "true");
  follow.addEventListener("click", () => {
    following = !following;
    follow.setAttribute("aria-pressed", String(following));
    keepUp();
  });
  const keepUp = () => {
    if (following && shown > 0) window.fleetex.seek(shown);
  };
  // Beyond what is recorded there is nothing to see: who goes there, or plays on into it, is held at the last moment.
  setInterval(() => {
    if (shown > 0 && !taking && window.fleetex.time() > shown + 0.001) window.fleetex.seek(shown);
  }, 200);
  const pause = button(T.pause, () => ({ paused: !standing.paused }));
  const slower = button(T.slower, () => ({ slower: true }));
  const faster = button(T.faster, () => ({ faster: true }));
  const list = document.createElement("a");
  list.href = "/";
  list.textContent = T.list;
  bar.append(words, follow, pause, slower, faster, list);
  document.body.append(bar);

  let socket = null;
  let wait = 500;
  let finished = false;
  const say = (command) => {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command));
  };
  const show = (lost) => {
    const stage = standing.stage;
    const controlled = !standing.over && stage !== "elsewhere" && stage !== "cut";
    for (const one of [pause, slower, faster]) one.hidden = !controlled || lost;
    follow.hidden = standing.over;
    pause.textContent = standing.paused ? T.goOn : T.pause;
    const pace = standing.pace === null ? T.full : `${standing.pace}x`;
    const plain = T[stage] || (standing.paused ? T.paused : `${T.live} ${pace}`);
    words.textContent = lost ? T.lost : standing.reason ? `${plain}: ${standing.reason}` : plain;
  };

  // One at a time, the last one that came: a page that is slower than the run skips what is out of date.
  let latest = null;
  let latestUntil = 0;
  let taking = false;
  const take = async () => {
    if (taking) return;
    taking = true;
    try {
      while (latest) {
        const bytes = latest;
        const until = latestUntil;
        latest = null;
        await window.fleetex.replace(bytes);
        shown = until;
        keepUp();
      }
    } finally {
      taking = false; // one that could not be shown is said by the page; the next may be
    }
  };

  const connect = () => {
    const address = new URL(location.pathname.replace(/^\/live\//, "/socket/"), location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.hash = "";
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", (event) => {
      wait = 500;
      if (typeof event.data === "string") {
        standing = JSON.parse(event.data);
        finished = standing.over;
        show(false);
      } else {
        latest = new Uint8Array(event.data);
        latestUntil = standing.packed_s;
        take();
      }
    });
    socket.addEventListener("close", () => {
      show(!finished);
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 8000);
    });
  };
  words.textContent = T.connecting;
  for (const one of [follow, pause, slower, faster]) one.hidden = true;
  // The page's own script is a module: it runs after this one, and before this event.
  addEventListener("DOMContentLoaded", () => window.fleetex.ready.then(connect));
})();
