import { escapeRegExp } from '../../core/escape-regexp.js'

/** Latin letters with accents, and accents that follow their letter. */
const RANGES = [
  [0xc0, 0x24f],
  [0x1e00, 0x1eff],
] as const
const ACCENTS = '\u0300-\u036F'
/** Letters that Unicode does not split into a letter and an accent. */
const OTHERS: Readonly<Record<string, string>> = {
  ı: 'i',
  ł: 'l',
  Ł: 'l',
  ø: 'o',
  Ø: 'o',
  đ: 'd',
  Đ: 'd',
  ħ: 'h',
  Ħ: 'h',
  ŧ: 't',
  Ŧ: 't',
}

/** In PostgreSQL, `\s` may not have the space at which no line breaks. */
const SPACES = '[\\s\u00A0]+'

let variants: ReadonlyMap<string, string> | undefined

/**
 * A regular expression for texts that contain the words, in the syntax that PostgreSQL, MongoDB and JavaScript share, to be used
 * without regard to case. It ignores accents of Latin letters and how many spaces there are between words.
 */
export function toSearchPattern(words: string): string {
  variants ??= listVariants()
  const text = words
    .trim()
    .normalize('NFC')
    .replaceAll(new RegExp(`[${ACCENTS}]`, 'g'), '')
  return Array.from(text.replaceAll(/\s+/g, ' '), toCharacterPattern).join('')
}

function toCharacterPattern(character: string): string {
  if (character === ' ') return SPACES
  const letter = toPlainLetter(character) ?? character
  const others = variants?.get(letter)
  if (others === undefined) return escapeRegExp(character)
  return `[${letter}${letter.toUpperCase()}${others}][${ACCENTS}]*`
}

/** `e` for `é`; undefined if it is no Latin letter. */
function toPlainLetter(character: string): string | undefined {
  const plain = (OTHERS[character] ?? character)
    .normalize('NFD')
    .replaceAll(new RegExp(`[${ACCENTS}]`, 'g'), '')
    .toLowerCase()
  return /^[a-z]$/.test(plain) ? plain : undefined
}

/** By letter, the same letter with accents. */
function listVariants(): ReadonlyMap<string, string> {
  const found = new Map<string, string>(
    Array.from({ length: 26 }, (_, i) => [String.fromCodePoint(97 + i), '']),
  )
  for (const [from, to] of RANGES)
    for (let code = from; code <= to; code++) {
      const character = String.fromCodePoint(code)
      const letter = toPlainLetter(character)
      if (letter !== undefined) found.set(letter, `${found.get(letter) ?? ''}${character}`)
    }
  return found
}
