/** Where the time comes from. Injected, so that nothing under test depends on the wall clock. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }
