// What one person sees of the world, kept up to date from the gateway's events.

import { EPHEMERAL, History, olderThan } from "./history.js";
import { ADMINISTRATOR, channelPermissions, serverPermissions } from "./permissions.js";

export const DM = 1,
  CATEGORY = 4,
  NEWS = 5,
  FORUM = 15;
export const THREADS = [10, 11, 12];
const TYPING_MS = 10_000;

/**
 * Announces by events named "channels", "people", "presence", "typing", "messages"; the last with a detail
 * {channelId, kind: "added" | "changed" | "removed" | "reset", message}.
 */
export class State extends EventTarget {
  guild = null;
  me = null;
  channels = new Map();
  roles = new Map();
  members = new Map();
  users = new Map();
  online = new Set();
  events = new Map();
  #histories = new Map();
  #typing = new Map();
  #read;
  #api;

  /** `people` is the answer of /sandbox/people; `personId` who looks; `api` fetches the histories. */
  constructor(people, personId, api) {
    super();
    this.#api = api;
    this.bots = people.bots;
    this.personId = personId;
    this.#read = new Map(JSON.parse(localStorage.getItem(`sandbox.read.${personId}`) ?? "[]"));
    this.mentions = new Map();
  }

  // Looking

  get channelList() {
    const shown = [...this.channels.values()].filter((each) => ![DM, CATEGORY, ...THREADS].includes(each.type));
    return shown.sort((a, b) => this.#place(a) - this.#place(b) || a.position - b.position);
  }

  threadsOf(channelId) {
    return [...this.channels.values()].filter((each) => THREADS.includes(each.type) && each.parent_id === channelId);
  }

  get directMessages() {
    return [...this.channels.values()].filter((each) => each.type === DM);
  }

  directMessageWith(userId) {
    return this.directMessages.find((each) => each.recipients.some((user) => user.id === userId));
  }

  historyOf(channelId) {
    if (!this.#histories.has(channelId)) {
      const tell = (kind, message) => this.#tellOfMessages(channelId, kind, message);
      this.#histories.set(channelId, new History(channelId, this.#api, tell));
    }
    return this.#histories.get(channelId);
  }

  /** The name a user goes by here. */
  nameOf(user) {
    return this.members.get(user.id)?.nick ?? user.global_name ?? user.username;
  }

  nameOfChannel(channel) {
    return channel.type === DM ? channel.recipients.map((user) => this.nameOf(user)).join(", ") : `#${channel.name}`;
  }

  /** The colour of a user's highest coloured role as a number, 0 for none. */
  colourOf(userId) {
    const roles = (this.members.get(userId)?.roles ?? []).map((id) => this.roles.get(id)).filter((role) => role?.color);
    return roles.sort((a, b) => b.position - a.position)[0]?.color ?? 0;
  }

  /** Whether this person may do `permission` in a channel; in direct messages there is nothing to forbid. */
  may(permission, channel) {
    const member = this.members.get(this.personId);
    if (channel.type === DM || !member) return channel.type === DM;
    const ruling = THREADS.includes(channel.type) ? (this.channels.get(channel.parent_id) ?? channel) : channel;
    return (channelPermissions(this.guild, this.roles, member, ruling) & permission) === permission;
  }

  mayInServer(permission) {
    const member = this.members.get(this.personId);
    const held = member ? serverPermissions(this.guild, this.roles, member) : 0n;
    return Boolean(held & ADMINISTRATOR) || (held & permission) === permission;
  }

  isPrivate(channel) {
    const everyone = channel.permission_overwrites?.find((each) => each.id === this.guild.id);
    return Boolean(everyone && BigInt(everyone.deny) & (1n << 10n));
  }

  isUnread(channel) {
    const last = channel.last_message_id;
    return Boolean(last && olderThan(this.#read.get(channel.id) ?? "0", last));
  }

  typingIn(channelId) {
    return [...(this.#typing.get(channelId)?.keys() ?? [])].map((id) => this.users.get(id)).filter(Boolean);
  }

  concernsMe(message) {
    const named = message.mentions?.some((user) => user.id === this.personId) || message.mention_everyone;
    const held = this.members.get(this.personId)?.roles ?? [];
    return named || (message.mention_roles ?? []).some((id) => held.includes(id));
  }

  // Changing

  markRead(channelId) {
    const last = this.channels.get(channelId)?.last_message_id;
    const before = this.#read.get(channelId);
    if (!last || (before === last && !this.mentions.has(channelId))) return;
    this.#read.set(channelId, last);
    this.mentions.delete(channelId);
    localStorage.setItem(`sandbox.read.${this.personId}`, JSON.stringify([...this.#read]));
    this.#tell("channels");
  }

  /** Take a message out of this person's sight only. */
  dismiss(message) {
    this.apply("MESSAGE_DELETE", message);
  }

  addChannel(channel) {
    this.channels.set(channel.id, { ...this.channels.get(channel.id), ...channel });
    (channel.recipients ?? []).forEach((user) => this.#meet(user));
    this.#tell("channels");
  }

  /** Take in one gateway event. */
  apply(name, data) {
    this.#reducers[name]?.(data);
    if (name.startsWith("MESSAGE_")) this.historyOf(data.channel_id).hear(name, data);
  }

  #reducers = {
    READY: (data) => {
      this.me = data.user;
      this.channels.clear();
      this.#histories.forEach((history) => history.distrust());
      this.#meet(data.user);
      for (const channel of data.private_channels ?? []) this.addChannel(channel);
    },
    GUILD_CREATE: (data) => this.#enter(data),
    GUILD_UPDATE: (data) => this.#changeGuild(data),
    GUILD_ROLE_CREATE: ({ role }) => this.#setRole(role),
    GUILD_ROLE_UPDATE: ({ role }) => this.#setRole(role),
    GUILD_ROLE_DELETE: ({ role_id: id }) => this.#drop(this.roles, id, "people"),
    GUILD_MEMBER_ADD: (data) => this.#setMember(data),
    GUILD_MEMBER_UPDATE: (data) => this.#setMember(data),
    GUILD_MEMBER_REMOVE: ({ user }) => this.#drop(this.members, user.id, "people"),
    PRESENCE_UPDATE: (data) => this.#setPresence(data),
    CHANNEL_CREATE: (data) => this.addChannel(data),
    CHANNEL_UPDATE: (data) => this.addChannel(data),
    CHANNEL_DELETE: ({ id }) => this.#drop(this.channels, id, "channels"),
    THREAD_CREATE: (data) => this.addChannel(data),
    THREAD_UPDATE: (data) => this.addChannel(data),
    THREAD_DELETE: ({ id }) => this.#drop(this.channels, id, "channels"),
    MESSAGE_CREATE: (data) => this.#receive(data),
    TYPING_START: (data) => this.#startTyping(data),
    GUILD_SCHEDULED_EVENT_CREATE: (data) => this.#setEvent(data),
    GUILD_SCHEDULED_EVENT_UPDATE: (data) => this.#setEvent(data),
    GUILD_SCHEDULED_EVENT_DELETE: ({ id }) => this.#drop(this.events, id, "channels"),
  };

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #tellOfMessages(channelId, kind, message) {
    if (kind === "reset") this.historyOf(channelId).messages.forEach(({ author }) => this.#meet(author));
    this.#tell("messages", { channelId, kind, message });
  }

  #place(channel) {
    return this.channels.get(channel.parent_id)?.position ?? -1;
  }

  #meet(user) {
    if (user) this.users.set(user.id, { ...this.users.get(user.id), ...user });
  }

  #enter(data) {
    this.guild = data;
    this.roles = new Map(data.roles.map((role) => [role.id, role]));
    this.members = new Map(data.members.map((member) => [member.user.id, member]));
    this.events = new Map((data.guild_scheduled_events ?? []).map((event) => [event.id, event]));
    this.online = new Set(data.presences?.filter((each) => each.status !== "offline").map((each) => each.user.id));
    data.members.forEach((member) => this.#meet(member.user));
    for (const channel of [...data.channels, ...(data.threads ?? [])]) this.channels.set(channel.id, channel);
    this.#startReading();
    this.#tell("channels");
    this.#tell("people");
    this.#tell("presence");
  }

  /** What was said before a person's first visit is no news. */
  #startReading() {
    for (const { id, last_message_id: last } of this.channels.values()) {
      if (last && !this.#read.has(id)) this.#read.set(id, last);
    }
  }

  #changeGuild(data) {
    this.guild = { ...this.guild, ...data };
    this.#tell("channels");
  }

  #setRole(role) {
    this.roles.set(role.id, role);
    this.#tell("people");
  }

  #setMember(data) {
    this.#meet(data.user);
    this.members.set(data.user.id, { ...this.members.get(data.user.id), ...data });
    this.#tell("people");
  }

  #setPresence({ user, status }) {
    if (status === "offline") this.online.delete(user.id);
    else this.online.add(user.id);
    this.#tell("presence");
  }

  #setEvent(event) {
    this.events.set(event.id, event);
    this.#tell("channels");
  }

  #drop(things, id, name) {
    things.delete(id);
    this.#tell(name);
  }

  #receive(message) {
    this.#meet(message.author);
    this.#stopTyping(message.channel_id, message.author.id);
    this.#noteLast(message.channel_id, message);
  }

  #noteLast(channelId, message) {
    const channel = this.channels.get(channelId);
    if (!channel || message.flags & EPHEMERAL) return;
    channel.last_message_id = message.id;
    if (message.author.id === this.personId) this.#read.set(channelId, message.id);
    else if (this.concernsMe(message)) this.mentions.set(channelId, (this.mentions.get(channelId) ?? 0) + 1);
    this.#tell("channels");
  }

  #startTyping({ channel_id: channelId, user_id: userId }) {
    if (userId === this.personId) return;
    this.#stopTyping(channelId, userId);
    const typists = this.#typing.get(channelId) ?? new Map();
    typists.set(
      userId,
      setTimeout(() => this.#stopTyping(channelId, userId), TYPING_MS),
    );
    this.#typing.set(channelId, typists);
    this.#tell("typing", { channelId });
  }

  #stopTyping(channelId, userId) {
    const typists = this.#typing.get(channelId);
    clearTimeout(typists?.get(userId));
    if (typists?.delete(userId)) this.#tell("typing", { channelId });
  }
}
