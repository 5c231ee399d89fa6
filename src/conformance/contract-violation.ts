/** What a contract promises does not hold. */
export class ContractViolation extends Error {
  override readonly name = 'ContractBroken'
}

/** Fails the check unless `holds`. */
export function assertContract(holds: boolean, broken: string): asserts holds {
  if (!holds) throw new ContractViolation(broken)
}

/** Fails the check unless a value is, as JSON, what was agreed. */
export function assertEqual(what: string, value: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(value), JSON.stringify(expected)]
  assertContract(is === should, `${what} is ${is}, not ${should}`)
}
