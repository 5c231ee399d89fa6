/** Truncates a string to a display width. A truncated string ends in `…`. */
export function truncate(text: string, columns: number, getWidth: (text: string) => number): string {
  if (getWidth(text) <= columns) return text
  if (columns <= 0) return ''
  let result = ''
  let width = 1
  // By grapheme: an emoji or a wide character cannot be split.
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += getWidth(segment)
    if (width > columns) break
    result += segment
  }
  return `${result}…`
}
