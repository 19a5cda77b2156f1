// Moments in words: in any zone, in the reader's language.

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

const UNITS = [
  ["second", 1000, 60],
  ["minute", 60_000, 60],
  ["hour", 3_600_000, 24],
  ["day", 86_400_000, 30],
  ["month", 2_629_800_000, 12],
  ["year", 31_557_600_000, Infinity],
];

const formats = new Map();

function format(reader, options) {
  const key = JSON.stringify([reader.locale, reader.zone, options]);
  if (!formats.has(key))
    formats.set(key, new Intl.DateTimeFormat(reader.locale, { timeZone: reader.zone, ...options }));
  return formats.get(key);
}

/** `moment` (milliseconds) in one of Discord's styles but R; `reader` is {locale, zone}. */
export function inStyle(moment, style, reader) {
  return format(reader, STYLES[style] ?? STYLES.f).format(moment);
}

/** "in 5 minutes", "2 days ago". */
export function relative(moment, now, reader) {
  const words = new Intl.RelativeTimeFormat(reader.locale, { numeric: "always" });
  const distance = moment - now;
  const [unit, length] = UNITS.find(([, size, limit]) => Math.round(Math.abs(distance) / size) < limit);
  return words.format(Math.round(distance / length), unit);
}

/** The calendar day as YYYY-MM-DD, for comparing. */
export function dayKey(moment, reader) {
  return format({ ...reader, locale: "sv-SE" }, { dateStyle: "short" }).format(moment);
}

export function clockTime(moment, reader, seconds = true) {
  return format(reader, {
    hour: "2-digit",
    minute: "2-digit",
    second: seconds ? "2-digit" : undefined,
    hourCycle: "h23",
  }).format(moment);
}

export function shortDay(moment, reader) {
  return format(reader, { weekday: "short", day: "numeric", month: "short" }).format(moment);
}

export function longDay(moment, reader) {
  return format(reader, { dateStyle: "full" }).format(moment);
}

/** "Europe/Paris" as "Paris". */
export function zoneName(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}

/** `moment` as the value of a datetime-local field that shows `zone`. */
export function fieldValue(moment, zone) {
  const reader = { locale: "sv-SE", zone };
  return `${dayKey(moment, reader)}T${clockTime(moment, reader)}`;
}

/** The moment (milliseconds) that a datetime-local value means in `zone`. */
export function momentOfField(value, zone) {
  const asUtc = Date.parse(`${value}Z`);
  const offsetAt = (moment) => Date.parse(`${fieldValue(moment, zone)}Z`) - Math.floor(moment / 1000) * 1000;
  const first = asUtc - offsetAt(asUtc);
  return asUtc - offsetAt(first);
}

export function sameOffset(moment, zone, otherZone) {
  return fieldValue(moment, zone) === fieldValue(moment, otherZone);
}
