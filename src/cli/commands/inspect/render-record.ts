import { describeUnknownFields } from '../../../inspect/records/describe-unknown-fields.js'
import type { FirstSectionPage } from '../../../inspect/records/read-section.js'
import type {
  RecordView,
  Reference,
  ReferenceState,
  Section,
  SectionItem,
} from '../../../inspect/records/record-view.js'
import { displayWidth } from '../../../output/display-width.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import { breakText, layOutJson } from '../../../output/lay-out-json.js'
import type { Output } from '../../../output/output.js'
import { countRows, formatSectionSize } from './format-section-size.js'

type Style = Output['style']

/** Renders a record for a terminal of `columns`: its fields, its decoded keys, and its references with ✗ and ≠. */
export function renderRecord(
  view: RecordView,
  references: readonly Reference[],
  { style, columns = Infinity }: Pick<Output, 'style' | 'columns'>,
): string {
  const lines = [
    `${style.bold(escapeControlCharacters(view.title))}  ${style.dim(escapeControlCharacters(`${view.kind} ${view.id}, ${view.store}`))}`,
    '',
  ]
  const keys = new Set(view.keys.map((key) => key.name))
  const fields = Object.entries(view.record).filter(([name]) => !keys.has(name))
  const width = Math.max(...fields.map(([name]) => name.length), 0)
  for (const [name, value] of fields) {
    const label = style.cyan(escapeControlCharacters(name).padEnd(width))
    lines.push(...renderField(`  ${label}  `, columns, (space) => layOutValue(value, space)))
  }
  if (view.unknownFields.length > 0)
    lines.push('', style.yellow(escapeControlCharacters(describeUnknownFields(view.unknownFields))))
  if (view.keys.length > 0) lines.push('', style.bold('Keys'))
  for (const key of view.keys) {
    for (const [label, text, format] of [
      [style.cyan(key.name.padEnd(6)), key.parts.join(' | '), String],
      [''.padEnd(6), key.raw, style.dim],
      ...(key.expected === undefined
        ? []
        : [[style.yellow('≠     '), `${key.expected} expected from the attributes`, String] as const]),
    ] as const)
      lines.push(
        ...renderField(`  ${label}  `, columns, (space) =>
          breakText(escapeControlCharacters(text), space).map((line) => format(line)),
        ),
      )
  }
  if (references.length > 0) lines.push('', style.bold('References'))
  for (const reference of references) lines.push(`  ${renderReference(reference, style)}`)
  return lines.join('\n')
}

export function renderReference(reference: Reference, style: Style): string {
  const { field, kind, id, title, value, actual, note, state } = reference
  const target =
    title === undefined
      ? escapeControlCharacters(`${kind} ${id}`)
      : `${escapeControlCharacters(title)} ${style.dim(escapeControlCharacters(`${kind} ${id}`))}`
  const missing = state === 'dangling' ? ' does not exist' : ''
  const difference =
    value === undefined
      ? ''
      : `  ${escapeControlCharacters(value)} ${style.yellow('≠')} ${escapeControlCharacters(actual ?? '')}`
  const explanation = note === undefined ? '' : style.dim(`  ${note}`)
  return `${getStateSymbol(state, style)} ${field} → ${target}${missing}${difference}${explanation}`
}

/** Renders a page of a list, with its totals. `command` shows all of the list. */
export function renderSection(
  section: Section,
  page: FirstSectionPage,
  { style, command }: { readonly style: Style; readonly command: string },
): string {
  const words = section.name.replaceAll('_', ' ')
  const title = style.bold(words.charAt(0).toUpperCase() + words.slice(1))
  if (page.error !== undefined) return `${title}\n  ${style.red('✗')} ${escapeControlCharacters(page.error)}`
  const items = page.items.map((item) => {
    const id =
      item.kind === undefined || item.id === undefined
        ? ''
        : style.dim(escapeControlCharacters(`  ${item.kind} ${item.id}`))
    return `  ${getStateSymbol(item.state ?? 'found', style)} ${escapeControlCharacters(item.title)}${id}${formatItemNote(item, style)}`
  })
  const more = page.hasMore
    ? [
        style.dim(`    … ${countHidden(page)} more. --limit N shows more, this command all:`),
        style.dim(`    ${command}`),
      ]
    : []
  const order = section.order === undefined || items.length < 2 ? '' : style.dim(`  ${section.order}`)
  return [`${title}  ${formatSectionSize(section, page)}${order}`, ...items, ...more].join('\n')
}

/** How many rows of a list are not on its page. */
function countHidden({ items, totals, further }: FirstSectionPage): string {
  const hidden = totals === undefined ? 0 : countRows(totals) - items.length
  if (hidden > 0) return hidden.toLocaleString('en-US')
  const { count, isAll } = further
  if (count === 0) return 'and'
  return `${isAll ? '' : 'at least '}${count.toLocaleString('en-US')}`
}

/** Why a row is inconsistent, with the values that differ. */
export function formatItemNote({ note }: SectionItem, style: Style): string {
  return note === undefined ? '' : `  ${style.yellow(escapeControlCharacters(note))}`
}

export function getStateSymbol(state: ReferenceState, style: Style): string {
  if (state === 'dangling') return style.red('✗')
  return state === 'stale' ? style.yellow('≠') : style.green('·')
}

/** A value beside its label, or below it where more than half of the columns would be empty. */
function renderField(
  label: string,
  columns: number,
  layOut: (space: number) => readonly string[],
): readonly string[] {
  const width = displayWidth(label)
  if (width > columns / 2) return [label.trimEnd(), ...layOut(columns - 4).map((line) => `    ${line}`)]
  return layOut(columns - width).map((line, index) => `${index === 0 ? label : ' '.repeat(width)}${line}`)
}

function layOutValue(value: unknown, width: number): readonly string[] {
  const plain = stripTypeWrappers(value)
  return typeof plain === 'string'
    ? breakText(escapeControlCharacters(plain), width)
    : layOutJson(plain, width)
}

/** Shows `{"$numberDecimal": "156.78"}` as 156.78. The raw JSON keeps the types. */
function stripTypeWrappers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripTypeWrappers)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [[name, inner] = []] = entries
  if (entries.length === 1 && ['$numberDecimal', '$numberLong', '$date'].includes(name ?? '')) return inner
  return Object.fromEntries(entries.map(([field, fieldValue]) => [field, stripTypeWrappers(fieldValue)]))
}
