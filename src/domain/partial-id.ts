/** The first digits of a UUID, the last ones, or both. */
export interface PartialId {
  /** The lowest and the highest UUID that begin like this. */
  readonly from: string
  readonly to: string
  /** The last digits; empty if they are not known. */
  readonly ending: string
}

/** At least four digits, with the dashes of a UUID or none. */
const BEGINNING = /^([0-9a-f]{4,31}|[0-9a-f]{8}-[0-9a-f-]*)(?:(?:…|\.\.\.)([0-9a-f]{0,12}))?$/
/** Without a sign before them, letters only are a word. */
const ENDING = /^(?:(?:…|\.\.\.)([0-9a-f]{4,12})|(?=[a-f]*\d)([0-9a-f]{4,12}))$/

/**
 * What a text can be a part of: `018f…6bb6` is the beginning and the end of an ID, `…6bb6` the end, and `018f` the beginning of one or,
 * less likely, the end. Empty if it is no such part, or a complete UUID.
 */
export function parsePartialIds(text: string): readonly PartialId[] {
  const digits = text.trim().toLowerCase()
  return [parseBeginning(digits), parseEnding(digits)].filter((part) => part !== undefined)
}

/** Whether a UUID is the one that is meant. */
export function matchesPartialId({ from, to, ending }: PartialId, id: string): boolean {
  return id >= from && id <= to && id.endsWith(ending)
}

function parseBeginning(text: string): PartialId | undefined {
  const [, first, ending = ''] = BEGINNING.exec(text) ?? []
  if (first === undefined) return undefined
  const digits = first.replaceAll('-', '')
  const from = toUuid(digits.padEnd(32, '0'))
  if (digits.length >= 32 || (first !== digits && !from.startsWith(first))) return undefined
  return { from, to: toUuid(digits.padEnd(32, 'f')), ending }
}

function parseEnding(text: string): PartialId | undefined {
  const [, marked, ending = marked] = ENDING.exec(text) ?? []
  if (ending === undefined) return undefined
  return { from: toUuid('0'.repeat(32)), to: toUuid('f'.repeat(32)), ending }
}

function toUuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
