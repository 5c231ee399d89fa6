import { createRequire } from 'node:module'
import { stripVTControlCharacters } from 'node:util'

/** Printable ASCII and the symbols that our tables use: one column each. */
const SINGLE_WIDTH_CHARACTERS = /^[\u0020-\u007E✓✗○⚠│·…–]*$/

/** Such as ⚠: terminals draw it in one column unless it is part of an emoji sequence, string-width counts two. */
const TEXT_EMOJI =
  /(?<!\u200D)[^\P{Emoji}\p{Emoji_Presentation}\u0020-\u007E](?![\uFE0F\u200D\p{Emoji_Modifier}])/gu

interface StringWidthModule {
  readonly default: (text: string) => number
}

let loadedWidth: StringWidthModule | undefined

/** The number of terminal columns that a string occupies. Escape sequences for colours count as 0. */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text)
  return SINGLE_WIDTH_CHARACTERS.test(plain)
    ? plain.length
    : loadStringWidth()(plain.replaceAll(TEXT_EMOJI, '.'))
}

/** string-width supports all of Unicode but takes 20 ms to load, and most tables do not need it. */
function loadStringWidth(): (text: string) => number {
  loadedWidth ??= createRequire(import.meta.url)('string-width') as StringWidthModule
  return loadedWidth.default
}
