import type { ContractResponse } from '../contract-caller.js'

/** The first field of a record that is not as expected; undefined if all are. */
export function findDifference(
  actual: unknown,
  expected: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const [name, value] of Object.entries(expected)) {
    const found: unknown =
      typeof actual === 'object' && actual !== null ? (Reflect.get(actual, name) as unknown) : undefined
    const [is, should] = [JSON.stringify(found), JSON.stringify(value)]
    if (is !== should && !isSameInstant(found, value))
      return `${name} is ${is ?? 'missing'} instead of ${should ?? 'missing'}`
  }
  return undefined
}

/** `2031-02-28T23:30:00Z` and `2031-02-28T23:30:00.000Z` are the same. */
function isSameInstant(a: unknown, b: unknown): boolean {
  const isInstant = (value: unknown): value is string =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)
  return isInstant(a) && isInstant(b) && Date.parse(a) === Date.parse(b)
}

/** The version that the `ETag` of a response has. */
export function getVersion(response: ContractResponse): number {
  return Number(response.field('version'))
}
