// The REST side of the wire, spoken as one person.

import { say } from "./words.js";

export class ApiError extends Error {
  constructor(status, body) {
    super(reason(body) ?? `HTTP ${status}`);
    this.status = status;
    this.code = body?.code;
  }
}

/** The most telling sentence of one of Discord's error bodies, null if it holds none. */
function reason(body) {
  const detail = firstDetail(body?.errors);
  return detail ? `${body.message}: ${detail}` : (body?.message ?? null);
}

function firstDetail(errors) {
  if (!errors || typeof errors !== "object") return null;
  if (Array.isArray(errors._errors) && errors._errors.length) return errors._errors[0].message;
  return Object.values(errors).map(firstDetail).find(Boolean) ?? null;
}

function unreachable() {
  throw new ApiError(0, { message: say("offline") });
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function request(method, path, { token, body } = {}) {
  const headers = {};
  if (token) headers.Authorization = token;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const options = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const response = await fetch(path, options).catch(() => unreachable());
  const answer = await response.json().catch(() => null);
  if (response.status === 429) {
    await pause(answer?.retry_after ?? 1);
    return request(method, path, { token, body });
  }
  if (!response.ok) throw new ApiError(response.status, answer);
  return answer;
}

/** What the sandbox tells everybody: its people, its clock, its moments. */
export const sandbox = {
  setLocale: (personId, locale) => request("PATCH", `/sandbox/people/${personId}`, { body: { locale } }),
  people: () => request("GET", "/sandbox/people"),
  clock: () => request("GET", "/sandbox/clock"),
  moments: () => request("GET", "/sandbox/moments"),
  setClock: (change) => request("POST", "/sandbox/clock", { body: change }),
};

export class Api {
  constructor(token) {
    this.token = token;
  }

  #call(method, path, body) {
    return request(method, `/api/v10${path}`, { token: this.token, body });
  }

  /** At most `limit` messages, newest first: the last ones, those `before` a message's id or `around` it. */
  history(channelId, { limit, ...where }) {
    return this.#call("GET", `/channels/${channelId}/messages?${new URLSearchParams({ limit, ...where })}`);
  }

  send(channelId, content, replyTo) {
    const reference = replyTo && { message_reference: { message_id: replyTo.id, channel_id: channelId } };
    return this.#call("POST", `/channels/${channelId}/messages`, { content, nonce: freshNonce(), ...reference });
  }

  editMessage(message, content) {
    return this.#call("PATCH", messagePath(message), { content });
  }

  deleteMessage(message) {
    return this.#call("DELETE", messagePath(message));
  }

  react(message, emoji, add) {
    const name = encodeURIComponent(emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name);
    return this.#call(add ? "PUT" : "DELETE", `${messagePath(message)}/reactions/${name}/@me`);
  }

  vote(message, answerIds) {
    const path = `/channels/${message.channel_id}/polls/${message.id}/answers/@me`;
    return this.#call("PUT", path, { answer_ids: answerIds });
  }

  pin(message, add) {
    return this.#call(add ? "PUT" : "DELETE", `/channels/${message.channel_id}/pins/${message.id}`);
  }

  pins(channelId) {
    return this.#call("GET", `/channels/${channelId}/pins`);
  }

  typing(channelId) {
    return this.#call("POST", `/channels/${channelId}/typing`);
  }

  openDirectMessage(recipientId) {
    return this.#call("POST", "/users/@me/channels", { recipient_id: recipientId });
  }

  /** All commands of a bot that this server has: the global ones and the server's own. */
  async commands(applicationId, guildId) {
    const base = `/applications/${applicationId}`;
    const query = "commands?with_localizations=true";
    const both = [this.#call("GET", `${base}/${query}`), this.#call("GET", `${base}/guilds/${guildId}/${query}`)];
    return (await Promise.all(both)).flat();
  }

  interact(interaction) {
    return this.#call("POST", "/interactions", interaction);
  }
}

function messagePath(message) {
  return `/channels/${message.channel_id}/messages/${message.id}`;
}

let lastNonce = 0;

/** A nonce of digits; crypto.randomUUID is missing where the page is opened from a phone without TLS. */
export function freshNonce() {
  lastNonce = Math.max(lastNonce + 1, Date.now() * 1000 + Math.floor(Math.random() * 1000));
  return String(lastNonce);
}
