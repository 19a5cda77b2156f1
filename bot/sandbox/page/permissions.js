// What a member may do, from roles and a channel's overwrites, as Discord computes it.

export const ADMINISTRATOR = 1n << 3n;
export const ADD_REACTIONS = 1n << 6n;
export const SEND_MESSAGES = 1n << 11n;
export const MANAGE_MESSAGES = 1n << 13n;
export const USE_COMMANDS = 1n << 31n;
export const SEND_IN_THREADS = 1n << 38n;
export const PIN_MESSAGES = 1n << 51n;
const EVERYTHING = ~0n;

const union = (numbers) => numbers.reduce((all, each) => all | BigInt(each), 0n);

/** The permissions of a member in the whole server. */
export function serverPermissions(guild, roles, member) {
  if (guild.owner_id === member.user.id) return EVERYTHING;
  const held = [guild.id, ...member.roles].map((id) => roles.get(id)?.permissions ?? "0");
  const permissions = union(held);
  return permissions & ADMINISTRATOR ? EVERYTHING : permissions;
}

/** The permissions of a member in one channel; a thread has those of its parent, which is to be passed. */
export function channelPermissions(guild, roles, member, channel) {
  const base = serverPermissions(guild, roles, member);
  if (base === EVERYTHING) return base;
  const overwrites = channel.permission_overwrites ?? [];
  const everyone = overwrites.filter((each) => each.id === guild.id);
  const byRole = overwrites.filter((each) => member.roles.includes(each.id));
  const own = overwrites.filter((each) => each.id === member.user.id);
  return [everyone, byRole, own].reduce(applyOverwrites, base);
}

function applyOverwrites(permissions, overwrites) {
  return (permissions & ~union(overwrites.map((each) => each.deny))) | union(overwrites.map((each) => each.allow));
}
