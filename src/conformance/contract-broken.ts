/** What a contract promises does not hold. */
export class ContractBroken extends Error {
  override readonly name = 'ContractBroken'
}

/** Fails the check unless `holds`. */
export function agreed(holds: boolean, broken: string): asserts holds {
  if (!holds) throw new ContractBroken(broken)
}

/** Fails the check unless a value is, as JSON, what was agreed. */
export function agreedSame(what: string, value: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(value), JSON.stringify(expected)]
  agreed(is === should, `${what} is ${is}, not ${should}`)
}
