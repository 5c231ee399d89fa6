/** What a user sees as one character may consist of several. */
export function splitCharacters(text: string): readonly string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
}
