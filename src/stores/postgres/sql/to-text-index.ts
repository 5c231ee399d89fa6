/** Converts a position in an error of PostgreSQL, which counts characters from 1, to an index of the text. */
export function toTextIndex(text: string, position: string | number): number {
  return Array.from(text)
    .slice(0, Number(position) - 1)
    .join('').length
}
