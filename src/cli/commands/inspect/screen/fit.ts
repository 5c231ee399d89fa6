import { truncate } from '../../../../core/truncate.js'
import { displayWidth } from '../../../../output/display-width.js'
import { escapeControlCharacters } from '../../../../output/escape-control-characters.js'

export interface Size {
  readonly columns: number
  readonly rows: number
}

// oxlint-disable-next-line no-control-regex
const COLOUR = /(\u001B\[[\d;]*m)/

/** A text without anything that controls the terminal, on one line. */
export function escapeLine(text: string): string {
  return escapeControlCharacters(text.replaceAll(/[\r\n\t]+/g, ' '))
}

/** A text with exactly this width: shortened or padded. It may have colours. */
export function fit(text: string, width: number): string {
  const missing = width - displayWidth(text)
  return missing >= 0 ? text + ' '.repeat(missing) : shorten(text, width)
}

/** The colours of a shortened text end with it. */
function shorten(text: string, width: number): string {
  if (!text.includes('\u001B')) return padTruncated(truncate(text, width, displayWidth), width)
  let shown = ''
  let left = width - 1
  for (const part of text.split(COLOUR)) {
    if (part.startsWith('\u001B[')) shown += part
    else if (left > 0) {
      const partWidth = displayWidth(part)
      if (partWidth <= left) shown += part
      else shown += truncate(part, left + 1, displayWidth)
      left -= partWidth
    }
  }
  return padTruncated(shown, width)
}

/** A wide character at the end leaves a column free. */
function padTruncated(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** The first part, which is cut if it does not fit, and those of the others that fit, whole. */
export function joinFitting(
  [first = '', ...others]: readonly string[],
  separator: string,
  width: number,
): string {
  let line = displayWidth(first) <= width ? first : fit(first, width)
  for (const part of others) if (displayWidth(line + separator + part) <= width) line += separator + part
  return line
}
