/** The keys of which the values differ, or of which one of the objects has none. In the order of the first object. */
export function listDifferentKeys<T>(
  one: Readonly<Record<string, T>>,
  other: Readonly<Record<string, T>>,
  toComparable: (value: T) => string,
): readonly string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].filter((key) => {
    const [a, b] = [one[key], other[key]]
    if (a === undefined || b === undefined) return a !== b
    return toComparable(a) !== toComparable(b)
  })
}
