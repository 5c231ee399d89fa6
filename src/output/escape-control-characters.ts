/**
 * Control characters, and those that change the direction of text. The former move the cursor, set the title of a window or
 * ring the bell; the latter make a text look like another one.
 */
const UNSAFE = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu

/** Makes control characters visible and keeps a text on one line, so that data cannot control the terminal. */
export function escapeControlCharacters(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\n' ? '⏎' : '·'))
}

/** The same for text of several lines that may contain the colours of chalk, which are the only sequences that stay. */
export function escapeRenderedText(text: string, hasColors: boolean): string {
  return text
    .split('\n')
    .map((line) => (hasColors ? escapeAround(line) : escapeLine(line)))
    .join('\n')
}

/** The sequences of chalk: a colour or a style. */
const COLOR = new RegExp(String.raw`(\u001B\[[\d;]*m)`)

function escapeAround(line: string): string {
  // The separators of the split are at odd positions.
  return line
    .split(COLOR)
    .map((part, i) => (i % 2 === 1 ? part : escapeLine(part)))
    .join('')
}

function escapeLine(line: string): string {
  return line.split('\t').map(escapeControlCharacters).join('\t')
}
