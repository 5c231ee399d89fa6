import { stripVTControlCharacters } from 'node:util'
import { displayWidth } from './display-width.js'

/** How lines are broken. */
export interface WrapOptions {
  /** Columns that the lines after the first of a wrapped line are indented by, in addition to its own indentation. */
  readonly indent?: number
}

/** Continued lines are indented by at most half of the width. */
const MAX_INDENT = 0.5

/** A line that can be copied to a shell, where an end of line would cut it. */
const COMMAND = /^\s*(?:(?:homemanager|curl|npx|npm) |for \w+ in |[A-Z]\w*=)/
/** The same behind a text: `To continue: homemanager query …`. With a period at its end it is the rest of a sentence. */
const TEXT_WITH_COMMAND = /^(.*:) ((?:homemanager|curl|npx|npm) .*[^.])$/

/**
 * Wraps the lines of a text between words, so that none is wider than `width` columns. Colours do not count as width. Words and
 * commands stay in one piece, so that they can be copied.
 */
export function wrapText(text: string, width: number, options: WrapOptions = {}): string {
  return text
    .split('\n')
    .map((line) => (displayWidth(line) <= width ? line : wrapAround(line, width, options)))
    .join('\n')
}

function wrapAround(line: string, width: number, options: WrapOptions): string {
  if (COMMAND.test(stripVTControlCharacters(line))) return line
  const [, text, command] = TEXT_WITH_COMMAND.exec(line) ?? []
  if (text !== undefined && command !== undefined) return `${wrapText(text, width, options)}\n${command}`
  return wrapLine(line, width, options).join('\n')
}

/** A grapheme with the sequences that are active for it. */
interface Cell {
  readonly text: string
  readonly width: number
  readonly colors: string
}

function wrapLine(line: string, width: number, { indent = 0 }: WrapOptions): readonly string[] {
  const [own = ''] = /^ */.exec(stripVTControlCharacters(line)) ?? []
  const continued = ' '.repeat(Math.min(own.length + indent, Math.floor(width * MAX_INDENT)))
  const lines: string[] = []
  let rest: readonly Cell[] = toCells(line)
  for (let prefix = ''; rest.length > 0; prefix = continued) {
    const end = findBreak(rest, width - prefix.length, prefix === '' ? own.length : 0)
    lines.push(prefix + renderCells(trimEnd(rest.slice(0, end))))
    rest = rest.slice(end)
    while (rest[0]?.text === ' ') rest = rest.slice(1)
  }
  return lines
}

/** The number of cells of the next line. The first `own` are its indentation. */
function findBreak(cells: readonly Cell[], width: number, own: number): number {
  let used = 0
  let fitting = 0
  while (fitting < cells.length && used + (cells[fitting]?.width ?? 0) <= width)
    used += cells[fitting++]?.width ?? 0
  if (fitting === cells.length || cells[fitting]?.text === ' ') return fitting
  for (let at = fitting; at > own; at--) if (cells[at - 1]?.text === ' ') return at
  const next = cells.findIndex((cell, i) => i >= fitting && cell.text === ' ')
  return next === -1 ? cells.length : next
}

function trimEnd(cells: readonly Cell[]): readonly Cell[] {
  const end = cells.findLastIndex(({ text }) => text !== ' ')
  return cells.slice(0, end + 1)
}

const COLOR_OR_TEXT = new RegExp(String.raw`(\u001B\[[\d;]*m)|([^\u001B]+|\u001B)`, 'g')

function toCells(line: string): readonly Cell[] {
  const active = new Map<string, string>()
  const cells: Cell[] = []
  for (const [, sequence, text = ''] of line.matchAll(COLOR_OR_TEXT)) {
    if (sequence !== undefined) applySequence(active, sequence)
    const colors = [...active.values()].join('')
    // By grapheme: an emoji or a wide character cannot be split.
    for (const { segment } of new Intl.Segmenter().segment(text))
      cells.push({ text: segment, width: displayWidth(segment), colors })
  }
  return cells
}

/** What ends each kind of style ("SGR parameters" in ECMA-48). */
const ENDS: Readonly<Record<string, string>> = { 1: '22', 2: '22', 3: '23', 4: '24', 7: '27', 9: '29' }

function applySequence(active: Map<string, string>, sequence: string): void {
  const code = /\d+/.exec(sequence)?.[0] ?? '0'
  if (code === '0') active.clear()
  else if (['22', '23', '24', '27', '29', '39', '49'].includes(code)) active.delete(code)
  else {
    const isBackground = /^(?:4[0-8]|10\d)$/.test(code)
    active.set(ENDS[code] ?? (isBackground ? '49' : '39'), sequence)
  }
}

function renderCells(cells: readonly Cell[]): string {
  let colors = ''
  let line = ''
  for (const cell of cells) {
    if (cell.colors !== colors) {
      if (colors !== '') line += '\u001B[0m'
      line += cell.colors
      colors = cell.colors
    }
    line += cell.text
  }
  return colors === '' ? line : `${line}\u001B[0m`
}
