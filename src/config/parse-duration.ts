const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The milliseconds of a duration as homemanager.yaml has it: `500ms`, `30m`, `6h`, `7d`, `0`. */
export function parseDurationMs(text: string): number {
  const [, amount, unit = ''] = /^(\d+)([a-z]*)$/.exec(text) ?? []
  return Number(amount) * (UNITS_MS[unit] ?? 0)
}

/** The milliseconds of an offset such as `+90s` or `-10m`; negative if it begins with `-`. */
export function parseOffsetMs(text: string): number {
  const ms = parseDurationMs(text.slice(1))
  return text.startsWith('-') ? -ms : ms
}
