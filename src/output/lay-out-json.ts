import { displayWidth } from './display-width.js'
import { escapeControlCharacters } from './escape-control-characters.js'

const INDENT = 2
/** Entries are not indented further if they would have fewer columns. */
const MIN_WIDTH = 16

/**
 * The lines of a value as JSON, none wider than `width` columns: objects and lists that fit are on one line, of others each entry
 * has a line of its own, and long texts continue on the next line.
 */
export function layOutJson(value: unknown, width = Infinity): readonly string[] {
  return layOut('', value, '', width)
}

/** `prefix` is the name of an entry, `suffix` the comma behind it. */
function layOut(prefix: string, value: unknown, suffix: string, width: number): readonly string[] {
  const line = escapeControlCharacters(`${prefix}${JSON.stringify(value)}${suffix}`)
  if (displayWidth(line) <= width) return [line]
  const entries = listEntries(value)
  if (entries.length === 0 || width < MIN_WIDTH) return breakText(line, width)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const inner = entries.flatMap(([name, each], index) =>
    layOut(name, each, index === entries.length - 1 ? '' : ',', width - INDENT),
  )
  return [
    ...breakText(escapeControlCharacters(`${prefix}${open}`), width),
    ...inner.map((each) => `${' '.repeat(INDENT)}${each}`),
    `${close}${suffix}`,
  ]
}

/** What an entry begins with, and its value. */
function listEntries(value: unknown): readonly (readonly [prefix: string, value: unknown])[] {
  if (Array.isArray(value)) return value.map((each: unknown) => ['', each])
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) =>
    each === undefined ? [] : [[`${JSON.stringify(name)}: `, each]],
  )
}

/** Breaks a text behind spaces, and words that are too wide anywhere. The lines after the first are indented. */
export function breakText(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let rest = text
  for (let indent = ''; ; indent = ' '.repeat(Math.min(INDENT, width - 1))) {
    const fitting = takeFitting(rest, Math.max(width - indent.length, 1))
    if (fitting === rest) return [...lines, `${indent}${rest}`]
    const space = fitting.lastIndexOf(' ')
    const end = space > fitting.length / 2 ? space + 1 : fitting.length
    lines.push(`${indent}${rest.slice(0, end)}`.trimEnd())
    rest = rest.slice(end)
  }
}

/** The start of a text that is at most this wide, but at least one character. */
function takeFitting(text: string, width: number): string {
  let used = 0
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    used += displayWidth(segment)
    if (used > width && index > 0) return text.slice(0, index)
  }
  return text
}
