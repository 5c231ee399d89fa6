/** What continued lines begin with. */
const INDENT = '      '
/** What a continued line ends with. */
const CONTINUED = ' \\'

/** Words of a shell: they may have quoted parts with spaces. */
const WORD = /(?:[^\s"']|"[^"]*"|'[^']*')+/g

/**
 * Breaks a command line so that no line is wider than `width`, in a way that can be pasted into a shell: between words, and in
 * double quotes, at a backslash. An option stays with its value, and what is in single quotes stays in one piece.
 */
export function breakCommandLine(line: string, width: number): string {
  if (line.length <= width) return line
  const [indent = ''] = /^\s*/.exec(line) ?? []
  const lines: string[] = []
  let last = indent
  for (const piece of listPieces(line, width - INDENT.length - CONTINUED.length)) {
    const isFirst = last.trim() === ''
    const added = isFirst ? `${last}${piece}` : `${last} ${piece}`
    if (isFirst || added.length + CONTINUED.length <= width) last = added
    else {
      lines.push(last)
      last = `${INDENT}${piece}`
    }
  }
  return [...lines, last].join(`${CONTINUED}\n`)
}

/** The parts that are not broken: words, with the value of an option. Longer ones are broken where that is possible. */
function listPieces(line: string, width: number): readonly string[] {
  const pieces: string[] = []
  for (const word of line.match(WORD) ?? []) {
    const last = pieces.at(-1)
    const isValue = last !== undefined && /^(?:-\S*|>)$/.test(last) && !word.startsWith('-')
    if (isValue) pieces[pieces.length - 1] = `${last} ${word}`
    else pieces.push(word)
  }
  return pieces.flatMap((piece) =>
    piece.length > width && !piece.includes("'") ? piece.split(' ') : [piece],
  )
}
