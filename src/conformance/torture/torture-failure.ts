/** What the service did wrong. */
export const CHECKS = [
  'no response',
  'error',
  'contract',
  'acknowledged write lost',
  'idempotency',
  'lost update',
  'outdated read',
  'wrong field',
  'duplicate record',
  'access',
  'ignored condition',
  'totals',
  'invariants',
] as const
export type TortureCheck = (typeof CHECKS)[number]

/** The service violated what it must do. */
export class TortureFailure extends Error {
  override readonly name = 'TortureFailure'

  constructor(
    readonly check: TortureCheck,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
