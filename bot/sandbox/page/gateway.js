// The websocket side of the wire: connects as one person, and again whenever the connection is lost.

const DISPATCH = 0,
  HEARTBEAT = 1,
  IDENTIFY = 2,
  RECONNECT = 7,
  INVALID_SESSION = 9,
  HELLO = 10,
  HEARTBEAT_ACK = 11;
const FIRST_DELAY_MS = 300,
  LONGEST_DELAY_MS = 4000;
const REFUSED_TOKEN = 4004;

export class Gateway {
  #socket = null;
  #sequence = null;
  #heartbeat = null;
  #retry = null;
  #acknowledged = true;
  #delay = FIRST_DELAY_MS;
  #stopped = false;

  /** `onEvent(name, data)` for each event; `onLost({refused})` when the connection is gone and will be tried again. */
  constructor(token, { onEvent, onLost }) {
    this.token = token;
    this.onEvent = onEvent;
    this.onLost = onLost;
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearInterval(this.#heartbeat);
    this.#socket.close(1000);
  }

  #connect() {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/gateway?v=10&encoding=json`);
    this.#socket = socket;
    socket.addEventListener("message", (event) => socket === this.#socket && this.#receive(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.#socket && this.#lost(event.code));
  }

  #receive({ op, d, s, t }) {
    if (this.#stopped) return;
    if (s !== null && s !== undefined) this.#sequence = s;
    if (op === DISPATCH) this.#dispatch(t, d);
    else if (op === HELLO) this.#greet(d.heartbeat_interval);
    else if (op === HEARTBEAT) this.#beat();
    else if (op === HEARTBEAT_ACK) this.#acknowledged = true;
    else if (op === RECONNECT || op === INVALID_SESSION) this.#socket.close(4000);
  }

  #dispatch(name, data) {
    if (name === "READY") this.#delay = FIRST_DELAY_MS;
    this.onEvent(name, data);
  }

  #greet(interval) {
    const properties = { os: "web", browser: "sandbox", device: "sandbox" };
    this.#send(IDENTIFY, { token: this.token, properties });
    this.#acknowledged = true;
    this.#heartbeat = setInterval(() => this.#beat(), interval);
  }

  #beat() {
    if (!this.#acknowledged) {
      this.#socket.close(4000);
      return;
    }
    this.#acknowledged = false;
    this.#send(HEARTBEAT, this.#sequence);
  }

  #send(op, d) {
    this.#socket.send(JSON.stringify({ op, d }));
  }

  #lost(code) {
    clearInterval(this.#heartbeat);
    if (this.#stopped) return;
    this.onLost({ refused: code === REFUSED_TOKEN });
    if (this.#stopped) return;
    this.#retry = setTimeout(() => this.#connect(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
  }
}
