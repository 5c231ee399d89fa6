const MAX_JSON_DEPTH = 12
const MAX_JSON_CHARACTERS = 32_768
/** `$` and `.` have a meaning in MongoDB's keys, and Amazon DocumentDB refuses them. */
const KEY_PATTERN = /^(?!\$)[^.\0\p{Surrogate}]{1,128}$/u
const UNSTORABLE_CHARACTER = /[\0\p{Surrogate}]/u

/** In words, for whoever sent something else. */
export const STORABLE_JSON_MESSAGE: string = `must be at most ${MAX_JSON_DEPTH} deep and ${MAX_JSON_CHARACTERS} characters long, without $ or . in keys, and with numbers that a double holds exactly`

/** Whether a free-form value can be kept by each of the stores and comes back the same. */
export function isStorableJson(value: unknown): boolean {
  return isStorableValue(value, 0) && JSON.stringify(value).length <= MAX_JSON_CHARACTERS
}

function isStorableValue(value: unknown, depth: number): boolean {
  if (depth > MAX_JSON_DEPTH) return false
  if (typeof value === 'string') return !UNSTORABLE_CHARACTER.test(value)
  if (typeof value === 'number') return isStorableNumber(value)
  if (Array.isArray(value)) return value.every((item) => isStorableValue(item, depth + 1))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(
      ([key, item]) => KEY_PATTERN.test(key) && isStorableValue(item, depth + 1),
    )
  }
  return true
}

/** DynamoDB's numbers end at 1e126 and 1e-130; integers beyond 2^53 are not exact in JSON. */
function isStorableNumber(value: number): boolean {
  const size = Math.abs(value)
  return size === 0 ? !Object.is(value, -0) : size >= 1e-100 && size <= Number.MAX_SAFE_INTEGER
}
