import type { FirstSectionPage } from '../../../inspect/records/read-section.js'
import type {
  RecordView,
  Reference,
  ReferenceState,
  Section,
  SectionItem,
} from '../../../inspect/records/record-view.js'
import type { Output } from '../../../output/output.js'

import { formatSectionSize } from './format-section-size.js'

type Style = Output['style']

/** A record for a terminal: its fields, its keys taken apart, and what it refers to with ✗ and ≠. */
export function renderRecord(view: RecordView, references: readonly Reference[], style: Style): string {
  const lines = [`${style.bold(view.title)}  ${style.dim(`${view.kind} ${view.id}, ${view.store}`)}`, '']
  const keys = new Set(view.keys.map((key) => key.name))
  const fields = Object.entries(view.record).filter(([name]) => !keys.has(name))
  const width = Math.max(...fields.map(([name]) => name.length), 0)
  for (const [name, value] of fields) {
    lines.push(`  ${style.cyan(name.padEnd(width))}  ${formatFieldValue(value)}`)
  }
  if (view.keys.length > 0) lines.push('', style.bold('Keys'))
  for (const key of view.keys) {
    lines.push(`  ${style.cyan(key.name.padEnd(6))}  ${escapeControlCharacters(key.parts.join(' | '))}`)
    lines.push(`  ${''.padEnd(6)}  ${style.dim(escapeControlCharacters(key.raw))}`)
    if (key.expected !== undefined)
      lines.push(`  ${style.yellow('≠')}       ${escapeControlCharacters(key.expected)} by its attributes`)
  }
  if (references.length > 0) lines.push('', style.bold('Refers to'))
  for (const reference of references) lines.push(`  ${renderReference(reference, style)}`)
  return lines.join('\n')
}

export function renderReference(reference: Reference, style: Style): string {
  const { field, kind, id, title, here, there, note, state } = reference
  const target =
    title === undefined ? `${kind} ${id}` : `${escapeControlCharacters(title)} ${style.dim(`${kind} ${id}`)}`
  const missing = state === 'orphan' ? ' does not exist' : ''
  const differ =
    here === undefined
      ? ''
      : `  ${escapeControlCharacters(here)} ${style.yellow('≠')} ${escapeControlCharacters(there ?? '')}`
  const why = note === undefined ? '' : style.dim(`  ${note}`)
  return `${getStateSymbol(state, style)} ${field} → ${target}${missing}${differ}${why}`
}

/** One list of a record, with what follows it. */
export function renderSection(section: Section, start: FirstSectionPage, style: Style): string {
  const title = style.bold(section.name.charAt(0).toUpperCase() + section.name.slice(1))
  if (start.problem !== undefined)
    return `${title}\n  ${style.red('✗')} ${escapeControlCharacters(start.problem)}`
  const amount = start.totals === undefined ? '' : `  ${formatSectionSize(section, start)}`
  const items = start.items.map((item) => {
    const id = item.kind === undefined || item.id === undefined ? '' : style.dim(`  ${item.kind} ${item.id}`)
    return `  ${getStateSymbol(item.state ?? 'found', style)} ${escapeControlCharacters(item.title)}${id}${formatItemNote(item, style)}`
  })
  const more = start.next === undefined ? [] : [style.dim('    and more')]
  return [`${title}${amount}`, ...items, ...more].join('\n')
}

/** What is wrong with a row, with the values that differ. */
export function formatItemNote({ note }: SectionItem, style: Style): string {
  return note === undefined ? '' : `  ${style.yellow(escapeControlCharacters(note))}`
}

export function getStateSymbol(state: ReferenceState, style: Style): string {
  if (state === 'orphan') return style.red('✗')
  return state === 'stale' ? style.yellow('≠') : style.green('·')
}

function formatFieldValue(value: unknown): string {
  const plain = stripTypeWrappers(value)
  return escapeControlCharacters(typeof plain === 'string' ? plain : JSON.stringify(plain))
}

/** `{"$numberDecimal": "156.78"}` as 156.78: for reading; the raw JSON keeps the types. */
function stripTypeWrappers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripTypeWrappers)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [[name, inner] = []] = entries
  if (entries.length === 1 && (name === '$numberDecimal' || name === '$date')) return inner
  return Object.fromEntries(entries.map(([field, each]) => [field, stripTypeWrappers(each)]))
}

/** Data must not drive the terminal: control characters become visible. */
export function escapeControlCharacters(text: string): string {
  return text.replace(/\p{Cc}/gu, (sign) => (sign === '\n' ? '⏎' : '·'))
}
