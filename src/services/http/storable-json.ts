const MAX_DEPTH = 12
const MAX_CHARACTERS = 32_768
/** `$` and `.` have a meaning in MongoDB's keys, and Amazon DocumentDB refuses them. */
const KEY = /^(?!\$)[^.\0\p{Surrogate}]{1,128}$/u
const UNSTORABLE = /[\0\p{Surrogate}]/u

/** In words, for whoever sent something else. */
export const STORABLE_JSON: string = `must be at most ${MAX_DEPTH} deep and ${MAX_CHARACTERS} characters long, without $ or . in keys, and with numbers that a double holds exactly`

/** Whether a free-form value can be kept by each of the stores and comes back the same. */
export function isStorableJson(value: unknown): boolean {
  return fits(value, 0) && JSON.stringify(value).length <= MAX_CHARACTERS
}

function fits(value: unknown, depth: number): boolean {
  if (depth > MAX_DEPTH) return false
  if (typeof value === 'string') return !UNSTORABLE.test(value)
  if (typeof value === 'number') return fitsNumber(value)
  if (Array.isArray(value)) return value.every((item) => fits(item, depth + 1))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(([key, item]) => KEY.test(key) && fits(item, depth + 1))
  }
  return true
}

/** DynamoDB's numbers end at 1e126 and 1e-130; integers beyond 2^53 are not exact in JSON. */
function fitsNumber(value: number): boolean {
  const size = Math.abs(value)
  return size === 0 ? !Object.is(value, -0) : size >= 1e-100 && size <= Number.MAX_SAFE_INTEGER
}
