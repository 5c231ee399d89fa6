/** False if the text contains half of a surrogate pair. Encoded as UTF-8, it would become another character: U+FFFD. */
export function isUnicodeText(text: string): boolean {
  return !/\p{Cs}/u.test(text)
}
