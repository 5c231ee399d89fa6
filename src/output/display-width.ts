import { createRequire } from 'node:module'
import { stripVTControlCharacters } from 'node:util'

/** Printable ASCII and the marks of our own tables: one column each. */
const SINGLE_WIDTH_CHARACTERS = /^[\u0020-\u007E✓✗○│·…–]*$/

const require = createRequire(import.meta.url)

/** How many columns a terminal needs for a text; colours need none. */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text)
  return SINGLE_WIDTH_CHARACTERS.test(plain) ? plain.length : loadStringWidth()(plain)
}

/** string-width knows all of Unicode, and takes 20 ms to load: most tables do not need it. */
function loadStringWidth(): (text: string) => number {
  const { default: width } = require('string-width') as { default: (text: string) => number }
  return width
}
