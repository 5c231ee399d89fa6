import { breakText } from '../../../../output/lay-out-json.js'
import { displayWidth } from '../../../../output/display-width.js'
import type { Output } from '../../../../output/output.js'
import { escapeLine, fit, joinFitting, type Size } from './fit.js'
import type { Menu, MenuItem } from './menu.js'

type Style = Output['style']

/** So many items are shown at least below details. */
const MIN_ITEMS = 3
const INDENT = '  '
const NOTHING = 'Nothing matches. Backspace or Ctrl-U changes the text.'

/**
 * The title, the details and the items. What a command would do is more important than anything but its name: where space is scarce,
 * empty lines go first, then answers share a line, then the details can be scrolled.
 Without `isActive`, a prompt below it has the cursor.
 */
export function renderMenu(
  menu: Menu,
  { columns, rows }: Size,
  style: Style,
  isActive = true,
): readonly string[] {
  const { items } = menu
  menu.hidesItems = false
  const title = isActive ? renderTitle(menu, columns, style) : style.bold(fit(menu.title, columns))
  const details = menu.details.flatMap((line) => wrapDetail(line, columns))
  const space = rows - 1
  if (details.length === 0) {
    const gap = items.length < space ? [''] : []
    return [title, ...gap, ...listItems(menu, { columns, rows: space - gap.length }, style)]
  }
  const needed = Math.max(1, Math.min(items.length, MIN_ITEMS))
  if (details.length + 2 + needed > space)
    return [title, ...renderTight(menu, details, { columns, rows: space }, style)]
  menu.shownDetails = { height: details.length, count: details.length }
  const shown = ['', ...details.map((line) => colourChange(line, style)), '']
  return [title, ...shown, ...listItems(menu, { columns, rows: space - shown.length }, style)]
}

/** The details and the items where space is scarce. */
function renderTight(
  menu: Menu,
  details: readonly string[],
  { columns, rows }: Size,
  style: Style,
): readonly string[] {
  const lines = details.filter((line) => line !== '')
  const needed = Math.max(1, Math.min(menu.items.length, MIN_ITEMS))
  const answers = lines.length + needed > rows ? joinAnswers(menu, columns, style) : undefined
  const height = Math.max(1, Math.min(lines.length, rows - (answers === undefined ? needed : 1)))
  const shown = scrollDetails(menu, lines, height, { columns, style })
  return answers === undefined
    ? [...shown, ...listItems(menu, { columns, rows: Math.max(1, rows - height) }, style)]
    : [...shown, answers]
}

/** What is typed is never cut. */
function renderTitle({ title, text }: Menu, columns: number, style: Style): string {
  const typed = escapeLine(text)
  const room = Math.max(1, columns - displayWidth(typed) - 3)
  const name = displayWidth(title) > room ? fit(title, room) : title
  return `${style.bold(`${name}:`)} ${typed}${style.inverse(' ')}`
}

/** What the keys do while a menu is shown, the most important ones if not all fit. */
export function describeMenuKeys(
  { isQuestion, enter, shownDetails: { height, count } }: Menu,
  columns: number,
): string {
  const keys = [
    `Enter ${enter}`,
    'Esc closes',
    ...(count > height ? ['PgUp PgDn scroll'] : []),
    ...(isQuestion ? ['j k ↑ ↓ choose', 'other letters filter'] : ['type to filter', '↑ ↓ choose']),
  ]
  return joinFitting(keys, '   ', columns)
}

function wrapDetail(line: string, columns: number): readonly string[] {
  return line === ''
    ? ['']
    : breakText(escapeLine(line), columns - INDENT.length).map((each) => INDENT + each)
}

/** The last line says how many follow. */
function scrollDetails(
  menu: Menu,
  lines: readonly string[],
  height: number,
  { columns, style }: { readonly columns: number; readonly style: Style },
): readonly string[] {
  menu.shownDetails = { height, count: lines.length }
  menu.scroll(0)
  const shown = lines.slice(menu.top, menu.top + height).map((line) => colourChange(line, style))
  const more = lines.length - menu.top - height
  const last = lines[menu.top + height - 1]
  if (more === 0 || last === undefined) return shown
  const sign = ` … ${more} more`
  const cut = colourChange(fit(last, columns - displayWidth(sign)), style)
  return [...shown.slice(0, -1), `${cut}${style.dim(sign)}`]
}

/** The answers of a question on one line. Undefined if it is none, or the line is too narrow. */
function joinAnswers(
  { isQuestion, items, selected }: Menu,
  columns: number,
  style: Style,
): string | undefined {
  if (!isQuestion || items.length === 0) return undefined
  const width = items.reduce((sum, { name }) => sum + displayWidth(name) + 4, 0)
  if (width > columns) return undefined
  return items.map(({ name }, i) => (i === selected ? style.inverse(`› ${name} `) : `  ${name} `)).join(' ')
}

function listItems(menu: Menu, { columns, rows }: Size, style: Style): readonly string[] {
  const { items, selected } = menu
  menu.hidesItems = items.length > rows
  if (items.length === 0) return wrapDetail(NOTHING, columns).map((line) => style.dim(line))
  const top = Math.max(0, Math.min(selected - Math.floor(rows / 2), items.length - rows))
  const width = Math.max(...items.map(({ name }) => displayWidth(escapeLine(name))))
  return items.slice(top, top + rows).map((item, i) => renderItem(item, top + i === selected, width, style))
}

function renderItem(
  { name, description }: MenuItem,
  isSelected: boolean,
  width: number,
  style: Style,
): string {
  const line = `${INDENT}${fit(escapeLine(name), width)}   ${escapeLine(description)}  `
  return isSelected ? style.inverse(`›${line.slice(1)}`) : line
}

/** Lines of a difference have a sign as well as a colour. */
function colourChange(line: string, style: Style): string {
  const text = line.trimStart()
  if (text.startsWith('- ')) return style.red(line)
  if (text.startsWith('+ ')) return style.green(line)
  return /^[✗!]/.test(text) ? style.yellow(line) : line
}
