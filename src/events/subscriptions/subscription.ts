/** The events that a custom service gets. */
export interface Subscription {
  /** The name of the service. */
  readonly service: string
  /** Types of events, or prefixes with `*`, such as `budget.expense.*`. */
  readonly types: readonly string[]
  /** Where they are sent with POST. */
  readonly url: string
  /** Signs them; see `getEventSecret`. */
  readonly secret: string
}

const PREFIX = 'subscription:'

/** The name of the consumer under which the offset and the dead letters of a subscription are stored. */
export function toConsumerName(service: string): string {
  return `${PREFIX}${service}`
}
