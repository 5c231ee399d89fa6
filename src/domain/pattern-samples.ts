/** Values that an access pattern is run with, from the current data, so that it returns something. Ids are bare. */
export interface PatternSamples {
  readonly user: string
  readonly email: string
  readonly family: string
  readonly assignee: string
  readonly todo: string
  /** A date on which a todo is due. */
  readonly dueDate: string
  readonly expense: string
  readonly category: string
  /** `YYYY-MM`. */
  readonly month: string
  /** The location of an expense; longitude first. */
  readonly coordinates: readonly [number, number]
  readonly event: string
  readonly correlationId: string
}

/** Used instead of values when a pattern is only displayed. The month is an example, because requests contain dates. */
export const PLACEHOLDERS: PatternSamples = {
  user: '<user>',
  email: '<email>',
  family: '<family>',
  assignee: '<user>',
  todo: '<todo>',
  dueDate: '<date>',
  expense: '<expense>',
  category: '<category>',
  month: '2024-10',
  coordinates: [-122.3328, 47.6061],
  event: '<event>',
  correlationId: '<correlation>',
}
