/**
 * What a record must contain to be found: all terms of one of the lists, each in any of its search fields. `alex park` is found as it is
 * written, as the beginning of a name, and by both words, in any order.
 */
export function listSearchTerms(words: string): readonly (readonly string[])[] {
  const each = words.split(/\s+/).filter((word) => word !== '')
  return each.length > 1 ? [[words], each] : [[words]]
}
