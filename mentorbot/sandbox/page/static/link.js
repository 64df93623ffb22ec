// The socket to the sandbox: asks and is answered, hears what happens, comes back when it was cut.

export class Link {
  /** `heard` is called with each event; `changed` with true or false when the connection comes and goes. */
  constructor(heard, changed) {
    this.heard = heard;
    this.changed = changed;
    this.waiting = new Map();
    this.number = 0;
    this.who = null;
    this.socket = null;
    this.pause = 300;
  }

  /** Be a person, by username; null for whoever the sandbox begins with. */
  connect(who) {
    this.who = who;
    const query = who ? `?as=${encodeURIComponent(who)}` : "";
    const socket = new WebSocket(`ws://${location.host}/client/socket${query}`);
    const before = this.socket;
    this.socket = socket;
    this.forget("This page is somebody else's now.");
    before?.close();
    socket.addEventListener("open", () => {
      this.pause = 300;
      this.changed(true);
    });
    socket.addEventListener("message", (event) => {
      if (this.socket === socket) this.take(JSON.parse(event.data));
    });
    socket.addEventListener("close", () => {
      if (this.socket === socket) this.lost();
    });
  }

  take(what) {
    if (!("re" in what)) {
      this.heard(what.event, what);
      return;
    }
    const waits = this.waiting.get(what.re);
    this.waiting.delete(what.re);
    if ("error" in what) waits?.reject(new Error(what.error));
    else waits?.resolve(what.told);
  }

  /** What was asked is answered no more. */
  forget(why) {
    for (const one of this.waiting.values()) one.reject(new Error(why));
    this.waiting.clear();
  }

  lost() {
    this.forget("The connection to the sandbox was cut.");
    this.changed(false);
    setTimeout(() => this.connect(this.who), this.pause);
    this.pause = Math.min(this.pause * 1.5, 3000);
  }

  /** Do something, and give back what came of it. */
  ask(what, args = {}) {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Error("There is no connection to the sandbox right now."));
    }
    this.number += 1;
    const id = this.number;
    const answer = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.socket.send(JSON.stringify({ ...args, id, do: what }));
    return answer;
  }
}
