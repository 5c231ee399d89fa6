import type { Cell, Row } from '../../inspect/pages/page.js'

type Verdict = 'good' | 'warning' | 'bad'

export function toSymbol(tone: Verdict): Cell {
  return { text: { good: '✓', warning: '○', bad: '✗' }[tone], tone }
}

/** A fact of the overview. `target` is the address of the page with more about it. */
export function toDataRow(tone: Verdict, name: string, text: string, target: string): Row {
  return { cells: [toSymbol(tone), { text: name, tone: 'strong' }, { text }], target }
}
