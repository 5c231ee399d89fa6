import { splitCharacters } from './split-characters.js'

/** A text that is entered. */
export interface Line {
  readonly text: string
  /** How many characters are behind the cursor. */
  readonly behind: number
}

/** Enters a character, or does what a key does in a shell; Ctrl-U clears the whole line. Other keys change nothing. */
export function editLine(
  line: Line,
  { name, text = '' }: { readonly name: string; readonly text?: string },
): Line {
  const [before, after] = splitAtCursor(line)
  switch (name) {
    case 'left':
    case 'ctrl-b':
      return at(before.slice(0, -1), [...before.slice(-1), ...after])
    case 'right':
    case 'ctrl-f':
      return at([...before, ...after.slice(0, 1)], after.slice(1))
    case 'home':
    case 'ctrl-a':
      return at([], [...before, ...after])
    case 'end':
    case 'ctrl-e':
      return at([...before, ...after], [])
    case 'backspace':
      return at(before.slice(0, -1), after)
    case 'ctrl-d':
      return at(before, after.slice(1))
    case 'ctrl-k':
      return at(before, [])
    case 'ctrl-u':
      return at([], [])
    case 'ctrl-w':
      return at(splitCharacters(before.join('').replace(/\S*\s*$/, '')), after)
    default:
      return at([...before, text], after)
  }
}

/** The characters before the cursor, and those behind it. */
export function splitAtCursor({ text, behind }: Line): readonly [readonly string[], readonly string[]] {
  const characters = splitCharacters(text)
  const cursor = Math.max(0, characters.length - behind)
  return [characters.slice(0, cursor), characters.slice(cursor)]
}

function at(before: readonly string[], after: readonly string[]): Line {
  return { text: [...before, ...after].join(''), behind: after.length }
}
