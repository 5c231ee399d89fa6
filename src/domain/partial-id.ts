/** The first digits of a UUID, and perhaps the last ones: `018f`, `018f…6bb6`. */
export interface PartialId {
  /** The lowest and the highest UUID that begin like this. */
  readonly from: string
  readonly to: string
  /** The last digits; empty if they are not known. */
  readonly ending: string
}

/** At least four digits, with the dashes of a UUID or none. */
const PARTIAL_ID = /^([0-9a-f]{4,31}|[0-9a-f]{8}-[0-9a-f-]*)(?:(?:…|\.\.\.)([0-9a-f]{0,12}))?$/i

/** Undefined if the text is no such part, or a complete UUID. */
export function parsePartialId(text: string): PartialId | undefined {
  const [, first, ending = ''] = PARTIAL_ID.exec(text.trim().toLowerCase()) ?? []
  if (first === undefined) return undefined
  const digits = first.replaceAll('-', '')
  const from = toUuid(digits.padEnd(32, '0'))
  if (digits.length >= 32 || (first !== digits && !from.startsWith(first))) return undefined
  return { from, to: toUuid(digits.padEnd(32, 'f')), ending }
}

/** Whether a UUID is the one that is meant. */
export function matchesPartialId({ from, to, ending }: PartialId, id: string): boolean {
  return id >= from && id <= to && id.endsWith(ending)
}

function toUuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
