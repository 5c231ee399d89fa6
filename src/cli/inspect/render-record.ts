import type { RecordView, Reference, ReferenceState, SectionPage } from '../../inspect/records/record-view.js'
import type { Output } from '../../output/output.js'

type Style = Output['style']

/** A record for a terminal: its fields, its keys taken apart, and what it refers to with ✗ and ≠. */
export function renderRecord(view: RecordView, references: readonly Reference[], style: Style): string {
  const lines = [`${style.bold(view.title)}  ${style.dim(`${view.kind} ${view.id}, ${view.store}`)}`, '']
  const keys = new Set(view.keys.map((key) => key.name))
  const fields = Object.entries(view.record).filter(([name]) => !keys.has(name))
  const width = Math.max(...fields.map(([name]) => name.length), 0)
  for (const [name, value] of fields) {
    lines.push(`  ${style.cyan(name.padEnd(width))}  ${fieldText(value)}`)
  }
  if (view.keys.length > 0) lines.push('', style.bold('Keys'))
  for (const key of view.keys) {
    lines.push(`  ${style.cyan(key.name.padEnd(6))}  ${printable(key.parts.join(' | '))}`)
    lines.push(`  ${''.padEnd(6)}  ${style.dim(printable(key.raw))}`)
    if (key.expected !== undefined)
      lines.push(`  ${style.yellow('≠')}       ${printable(key.expected)} by its attributes`)
  }
  if (references.length > 0) lines.push('', style.bold('Refers to'))
  for (const reference of references) lines.push(`  ${renderReference(reference, style)}`)
  return lines.join('\n')
}

export function renderReference(reference: Reference, style: Style): string {
  const { field, kind, id, title, here, there, note, state } = reference
  const target = title === undefined ? `${kind} ${id}` : `${printable(title)} ${style.dim(`${kind} ${id}`)}`
  const missing = state === 'orphan' ? ' does not exist' : ''
  const differ =
    here === undefined ? '' : `  ${printable(here)} ${style.yellow('≠')} ${printable(there ?? '')}`
  const why = note === undefined ? '' : style.dim(`  ${note}`)
  return `${stateMark(state, style)} ${field} → ${target}${missing}${differ}${why}`
}

/** One list of a record, with what follows it. */
export function renderSection(name: string, page: SectionPage, style: Style): string {
  const items = page.items.map((item) => {
    const id = item.kind === undefined || item.id === undefined ? '' : style.dim(`  ${item.kind} ${item.id}`)
    return `  ${stateMark(item.state ?? 'found', style)} ${printable(item.title)}${id}`
  })
  const more = page.next === undefined ? [] : [style.dim('    and more')]
  return [style.bold(heading(name)), ...(items.length === 0 ? [style.dim('    none')] : items), ...more].join(
    '\n',
  )
}

export function stateMark(state: ReferenceState, style: Style): string {
  if (state === 'orphan') return style.red('✗')
  return state === 'stale' ? style.yellow('≠') : style.green('·')
}

function heading(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function fieldText(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}

/** Data must not drive the terminal: control characters become visible. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (sign) => (sign === '\n' ? '⏎' : '·'))
}
