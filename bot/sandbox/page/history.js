// The messages of one channel: pages of its history, kept up to date by the gateway's events.

const PAGE = 50;
export const EPHEMERAL = 1 << 6,
  LOADING = 1 << 7,
  COMPONENTS_V2 = 1 << 15;

/** Whether the snowflake `a` is older than `b`. */
export function olderThan(a, b) {
  return a.length === b.length ? a < b : a.length < b.length;
}

/** What an event does to messages by id; doing it twice is doing it once, for the sandbox tells messages whole. */
const CHANGES = {
  MESSAGE_CREATE: (messages, message) => messages.set(message.id, message),
  MESSAGE_UPDATE: (messages, message) => messages.has(message.id) && messages.set(message.id, message),
  MESSAGE_DELETE: (messages, { id }) => messages.delete(id),
  MESSAGE_DELETE_BULK: (messages, { ids }) => ids.forEach((id) => messages.delete(id)),
};

const isStep = (name) => /^MESSAGE_(REACTION|POLL_VOTE)_/.test(name);

/**
 * Answers and events come on two connections, in any order: an answer may be older than events already heard. So the
 * events that come while an answer is awaited are written down, and happen to the answer before it is taken.
 */
export class History {
  isLoaded = false;
  hasEarlier = false;
  #channelId;
  #api;
  #tell;
  #messages = new Map();
  #awaited = new Set(); // of {query, events}

  /** `tell(kind, message)` hears of changes: "added", "changed", "removed", or "reset" of all, without a message. */
  constructor(channelId, api, tell) {
    this.#channelId = channelId;
    this.#api = api;
    this.#tell = tell;
  }

  /** Oldest first. */
  get messages() {
    return [...this.#messages.values()].sort((a, b) => (olderThan(a.id, b.id) ? -1 : 1));
  }

  message(id) {
    return this.#messages.get(id);
  }

  /** Fetch the latest page, which replaces all but what only this person sees. */
  async loadLatest() {
    await this.#fetch({ limit: PAGE }, (page, isFull) => {
      const own = [...this.#messages].filter(([, message]) => message.flags & EPHEMERAL);
      this.#messages = new Map([...own, ...page]);
      this.isLoaded = true;
      this.#reset(isFull);
    });
  }

  /** Fetch the page before the oldest message. */
  async loadEarlier() {
    await this.#fetch({ limit: PAGE, before: this.messages[0].id }, (page, isFull) => {
      this.#messages = new Map([...this.#messages, ...page]);
      this.#reset(isFull);
    });
  }

  /** Take in one event about messages of this channel. */
  hear(name, data) {
    for (const { events } of this.#awaited) events.push([name, data]);
    if (isStep(name)) this.#recount(data.message_id);
    else this.#change(name, data);
  }

  /** Events may have been missed: what is awaited is worth nothing, what is here has to be loaded again. */
  distrust() {
    this.isLoaded = false;
    this.#awaited.clear();
  }

  /** `take(messages by id, whether the page was full)` unless the answer came to be distrusted. */
  async #fetch(query, take) {
    const awaited = { query, events: [] };
    this.#awaited.add(awaited);
    try {
      const page = await this.#api.history(this.#channelId, query);
      if (!this.#awaited.delete(awaited)) return;
      const messages = new Map(page.map((message) => [message.id, message]));
      for (const [name, data] of awaited.events) CHANGES[name]?.(messages, data);
      take(messages, page.length === query.limit);
    } finally {
      this.#awaited.delete(awaited);
    }
    for (const [name, data] of awaited.events) if (isStep(name)) this.#recount(data.message_id);
  }

  /** The event of a reaction or a vote is a step, not the sum, and no answer says which steps it has counted: ask for the sum. */
  #recount(id) {
    const isAwaited = [...this.#awaited].some(({ query }) => query.around === id);
    if (isAwaited || !this.isLoaded || !this.#messages.has(id)) return;
    const take = (found) => found.has(id) && this.hear("MESSAGE_UPDATE", found.get(id));
    this.#fetch({ limit: 1, around: id }, take).catch(() => {});
  }

  #change(name, data) {
    const ids = data.ids ?? [data.id];
    const before = ids.map((id) => this.#messages.get(id));
    CHANGES[name]?.(this.#messages, data);
    ids.forEach((id, index) => this.#tellOf(before[index], this.#messages.get(id)));
  }

  #tellOf(before, now) {
    if (before === now) return;
    const kind = before && now ? "changed" : now ? "added" : "removed";
    this.#tell(kind, now ?? before);
  }

  #reset(hasEarlier) {
    this.hasEarlier = hasEarlier;
    this.#tell("reset");
  }
}
