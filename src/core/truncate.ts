/** The text, or so much of it that it fits into so many columns with a `…` behind; nothing where there is no column. */
export function truncate(text: string, columns: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= columns) return text
  if (columns <= 0) return ''
  let short = ''
  let width = 1
  // Signs as a person counts them: half of an emoji or of a wide letter cannot be shown.
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += widthOf(segment)
    if (width > columns) break
    short += segment
  }
  return `${short}…`
}
