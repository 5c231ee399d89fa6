import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { ACTIONS } from './actions.js'
import { describeHelpKeys, renderHelp } from './render-help.js'
import type { HelpView, Session } from './session.js'

/** Rows of a terminal with 24 lines that a page has. */
const ROWS = 18

function render(help: HelpView, columns: number): readonly string[] {
  return renderHelp({ help } as Session, { columns, rows: ROWS }, new Chalk({ level: 0 }))
}

test('every explanation is complete in 80 columns and 24 lines', () => {
  const help = { top: 0, hidden: 0 }
  const lines = render(help, 80)
  expect([help.hidden, lines.length <= ROWS]).toEqual([0, true])
  expect(describeHelpKeys(help)).toBe('any key closes the help')
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  const words = lines.join(' ').split(/ +/).toSorted()
  for (const { help: text } of ACTIONS) expect(words).toEqual(expect.arrayContaining(text.split(' ')))
  expect(lines.join('')).not.toContain('…  ')
})

test.each([40, 60])('at %d columns, what does not fit is scrolled', (columns) => {
  const help = { top: 0, hidden: 0 }
  const first = render(help, columns)
  expect(help.hidden).toBeGreaterThan(0)
  expect(describeHelpKeys(help)).toContain('scroll')
  help.top = help.hidden
  const all = [...first.slice(0, help.hidden), ...render(help, columns)]
  const shown = all
    .map((line) => line.slice(1).trim())
    .join(' ')
    .replaceAll(/ +/g, ' ')
  for (const { label, help: text } of ACTIONS) expect(shown).toContain(`${label} ${text}`)
  for (const line of all) expect(line.length).toBeLessThanOrEqual(columns)
})
