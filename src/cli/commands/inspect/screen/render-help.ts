import { displayWidth } from '../../../../output/display-width.js'
import type { Output } from '../../../../output/output.js'
import { wrapText } from '../../../../output/wrap-text.js'
import { ACTIONS, isOffered } from './actions.js'
import { fit, joinFitting, type Size } from './fit.js'
import type { HelpView, Session } from './session.js'

type Style = Output['style']

const MOVES_HELP = [
  ['j k ↑ ↓', 'move'],
  ['PgUp PgDn', 'a page up or down'],
  ['Ctrl-U', 'half a page up'],
  ['Ctrl-D', 'half a page down'],
  ['g G', 'first or last row'],
  ['1…9 0', 'a screen, as it was left'],
] as const
/** Where the page has a statement. */
const TYPING_HELP = ['A…Z a…z', 'others begin a statement'] as const
/** Where records are listed or shown. */
const RECORDS_HELP = 'The API (/docs) and query --write create and delete records.'
const OTHERS = 'Keys that do nothing on this page, or with this row, are not listed.'
/** Columns for the keys. */
const KEY_WIDTH = 10
/** Between two columns. */
const GAP = 2

/** Two columns are used if they need at most this share of the lines of one. */
const WORTH_TWO_COLUMNS = 2 / 3

/** The keys of the page in one or two columns; long explanations are wrapped. What does not fit is scrolled. */
export function renderHelp(session: Session, { columns, rows }: Size, style: Style): readonly string[] {
  const { help } = session
  if (help === undefined) return []
  const actions = ACTIONS.filter((action) => isOffered(action, session))
  const notes = [
    ...(session.view?.page.address.startsWith('/records') === true ? [RECORDS_HELP] : []),
    ...(actions.length === ACTIONS.length ? [] : [OTHERS]),
  ]
  const others = notes
    .flatMap((note) => wrapText(note, columns - 1).split('\n'))
    .map((line) => style.dim(line))
  if (others.length > 0) others.unshift('')
  const half = Math.floor((columns - GAP - 1) / 2)
  const keys = [
    ...MOVES_HELP,
    ...actions.map(({ label, help: text }) => [label, text] as const),
    ...(session.view?.page.prompt === undefined ? [] : [TYPING_HELP]),
  ]
  const single = listKeys(keys, columns - 1, style).flat()
  const double = inTwoColumns(listKeys(keys, half, style), half)
  const isShort = double.length <= single.length * WORTH_TWO_COLUMNS
  const lines = [...(isShort ? double : single), ...others].map((line) => ` ${line}`)
  help.hidden = Math.max(0, lines.length - rows)
  help.top = Math.min(help.top, help.hidden)
  return lines.slice(help.top, help.top + rows)
}

/** What the keys do while the help is shown. */
export function describeHelpKeys({ hidden }: HelpView, columns: number): string {
  const keys = hidden > 0 ? ['↑ ↓ scroll', 'any other key closes the help'] : ['any key closes the help']
  return joinFitting(keys, '   ', columns)
}

/** The lines of each key. */
function listKeys(
  keys: readonly (readonly [label: string, help: string])[],
  width: number,
  style: Style,
): readonly (readonly string[])[] {
  return keys.map(([label, help]) =>
    wrapText(help, width - KEY_WIDTH - 1)
      .split('\n')
      .map((line, i) => `${style.bold((i === 0 ? label : '').padEnd(KEY_WIDTH))} ${line}`),
  )
}

/** The first column is as short as possible without being shorter than the second. */
function inTwoColumns(keys: readonly (readonly string[])[], width: number): readonly string[] {
  const count = keys.findIndex((_, i) => keys.slice(0, i).flat().length >= keys.slice(i).flat().length)
  const left = keys.slice(0, count).flat()
  const right = keys.slice(count).flat()
  const used = Math.min(width, Math.max(...left.map((line) => displayWidth(line))))
  return left.map((line, i) => `${fit(line, used)}${' '.repeat(GAP)}${right[i] ?? ''}`)
}
