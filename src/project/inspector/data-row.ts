import type { Cell, Row } from '../../inspect/pages/page.js'

type Verdict = 'good' | 'warning' | 'bad'

export function toSymbol(tone: Verdict): Cell {
  return { text: { good: '✓', warning: '○', bad: '✗' }[tone], tone }
}

/** A fact of the overview. `target` is the address of the page with more about it. */
export function toDataRow(tone: Verdict, name: string, text: string, target: string): Row {
  return { cells: [toSymbol(tone), { text: name, tone: 'strong' }, { text }], target }
}

export function formatAge(time: string): string {
  const minutes = Math.floor((Date.now() - Date.parse(time)) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`
}
