import type { RandomStream } from '../../dataset/generator/random-stream.js'

/** What happens to a request on its way: see `startUnreliableProxy`. */
export const DISTURBANCES = ['stall', 'cut-before', 'cut-after', 'duplicate'] as const
export type Disturbance = (typeof DISTURBANCES)[number]

/** For requests that may not arrive twice: the second one must fail. */
export const SINGLE_DISTURBANCES: readonly Disturbance[] = ['stall', 'cut-before', 'cut-after']

/** A step whose request can be disturbed. */
export interface Disturbed {
  readonly disturbance?: Disturbance
}

const DESCRIPTIONS: Readonly<Record<Disturbance, string>> = {
  stall: 'delayed on the way',
  'cut-before': 'connection closed before the service gets it',
  'cut-after': 'connection closed before the response',
  duplicate: 'sent twice on the way',
}

/** One of three requests is disturbed. */
export function disturb(random: RandomStream, among: readonly Disturbance[]): Disturbed {
  if (random.next() % 3 !== 0) return {}
  const disturbance = among[random.next() % among.length]
  return disturbance === undefined ? {} : { disturbance }
}

/** `, delayed on the way`; empty if the step is not disturbed. */
export function describeDisturbance(step: object): string {
  const { disturbance }: Disturbed = step
  return disturbance === undefined ? '' : `, ${DESCRIPTIONS[disturbance]}`
}

/** The step without its disturbance, if it has one. */
export function removeDisturbance<Step extends object>(step: Step): readonly Step[] {
  const { disturbance, ...rest }: Step & Disturbed = step
  return disturbance === undefined ? [] : [rest as Step]
}
