/** How many verifications of this process are under way, by the state directory of the project. */
const RUNNING = new Map<string, number>()

/** Runs a verification. Meanwhile, `isVerifying` is true. */
export async function runVerification<T>(home: string, verify: () => Promise<T>): Promise<T> {
  const add = (count: number): unknown => RUNNING.set(home, (RUNNING.get(home) ?? 0) + count)
  add(1)
  try {
    return await verify()
  } finally {
    add(-1)
  }
}

export function isVerifying(home: string): boolean {
  return (RUNNING.get(home) ?? 0) > 0
}
