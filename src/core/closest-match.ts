/** A shorter word is the beginning of too many others. */
const MIN_SHORT_FORM = 4

/** Returns the candidate closest to a mistyped word, or `undefined` if none is close. */
export function findClosestMatch(
  word: string,
  candidates: readonly string[],
  maxDistance = getMaxDistance(word),
): string | undefined {
  let best: string | undefined
  let bestDistance = maxDistance + 1
  for (const candidate of candidates) {
    // The distance is at least that of the lengths.
    if (Math.abs(word.length - candidate.length) >= bestDistance) continue
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best ?? candidates.find((candidate) => isLongForm(word, candidate))
}

/** `warning` of `warn`. */
function isLongForm(word: string, candidate: string): boolean {
  return candidate.length >= MIN_SHORT_FORM && word.toLowerCase().startsWith(candidate.toLowerCase())
}

/** Two differences make another word of a short one: `foo` is not a misspelled `todo`. */
function getMaxDistance({ length }: string): number {
  return length < 6 ? Math.min(length - 1, 1) : Math.max(2, Math.floor(length / 3))
}

/** Counts insertions, deletions, replacements and transpositions (optimal string alignment distance). */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [
    i,
    ...Array.from({ length: b.length }, () => 0),
  ])
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0
  rows[0] = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity
      const replace = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      ;(rows[i] ?? [])[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replace, swap)
    }
  }
  return at(a.length, b.length)
}
