/** The source of the current time. Injected so that tests do not depend on the system clock. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }
