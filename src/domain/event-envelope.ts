/**
 * A CloudEvents 1.0 envelope in JSON form, with this system's extension attributes. Without type arguments, it is an event
 * of any type, whose data is unknown; `TypedEvent` is an event of a type.
 */
export interface EventEnvelope<Type extends string = string, Data = Readonly<Record<string, unknown>>> {
  readonly specversion: '1.0'
  /** UUID v7. Consumers use it to handle an event once. */
  readonly id: string
  /** `/identity`, `/todo` or `/budget`; that of a custom service may be any URI. */
  readonly source: string
  /** For example `budget.expense.created`. */
  readonly type: Type
  /** The id of the aggregate, such as a user id or an expense id. */
  readonly subject: string
  /** ISO 8601 in UTC. */
  readonly time: string
  readonly datacontenttype: 'application/json'
  /** Version of the aggregate after the change. */
  readonly aggregateversion: number
  readonly correlationid: string
  readonly causationid?: string
  readonly familyid?: string
  readonly traceparent?: string
  /** The user whose request caused the event. Missing in events of earlier versions and of consumers. */
  readonly actorid?: string
  /** The id with which a custom service has published the event, if it was no UUID. */
  readonly originid?: string
  readonly data: Data
}
