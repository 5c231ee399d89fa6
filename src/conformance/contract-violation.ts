/** A violation of the contract. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation'
}

/** Fails the check unless `condition` is true. */
export function assertContract(holds: boolean, broken: string): asserts holds {
  if (!holds) throw new ContractViolation(broken)
}

/** Fails the check unless a value equals the expected one as JSON. */
export function assertEqual(what: string, value: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(value), JSON.stringify(expected)]
  assertContract(is === should, `${what}: expected ${should}, got ${is}`)
}
