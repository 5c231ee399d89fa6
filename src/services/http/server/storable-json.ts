const MAX_JSON_DEPTH = 12
const MAX_JSON_CHARACTERS = 32_768
/** `$` and `.` are special in MongoDB field names, and Amazon DocumentDB rejects them. */
const KEY_PATTERN = /^(?!\$)[^.\0\p{Surrogate}]{1,128}$/u
const UNSTORABLE_CHARACTER = /[\0\p{Surrogate}]/u

/** The validation message for values that are not storable. */
export const STORABLE_JSON_MESSAGE: string = `must have at most ${MAX_JSON_DEPTH} levels and ${MAX_JSON_CHARACTERS} characters, no $ or . in keys, and only numbers that a double represents exactly`

/** Whether each of the stores can store a free-form value and return it unchanged. */
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

/** DynamoDB numbers range from 1e-130 to 1e126; integers beyond 2^53 are not exact in JSON. */
function isStorableNumber(value: number): boolean {
  const size = Math.abs(value)
  return size === 0 ? !Object.is(value, -0) : size >= 1e-100 && size <= Number.MAX_SAFE_INTEGER
}
