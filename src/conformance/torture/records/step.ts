import { describeClock } from '../clock-step.js'
import { describeDisturbance, type Disturbance, removeDisturbance } from '../disturbance.js'

export type Fields = Readonly<Record<string, unknown>>
export type Reader = 'owner' | 'member' | 'stranger'

/**
 * A step of an episode. `ref` names a record of the episode; a step whose record does not exist does nothing, so that any step can be
 * left out.
 */
export type Step =
  | {
      readonly kind: 'create'
      readonly ref: number
      readonly fields: Fields
      readonly repeat?: true
      readonly disturbance?: Disturbance
    }
  | { readonly kind: 'create-many'; readonly fields: readonly Fields[] }
  | { readonly kind: 'read'; readonly ref: number; readonly as: Reader }
  | {
      readonly kind: 'update'
      readonly ref: number
      readonly fields: Fields
      /** Which version the request requires; `stale`: an earlier one, which must fail. */
      readonly version: 'current' | 'stale'
      readonly disturbance?: Disturbance
    }
  | { readonly kind: 'race'; readonly ref: number; readonly fields: readonly Fields[] }
  | { readonly kind: 'remove'; readonly ref: number; readonly disturbance?: Disturbance }
  | { readonly kind: 'list'; readonly as: Reader }
  | { readonly kind: 'totals' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'missing'; readonly fields: Fields }
  | { readonly kind: 'redeliver' }
  | { readonly kind: 'clock'; readonly ref: number; readonly minutes: number }
  | { readonly kind: 'kill'; readonly target: 'service' | 'engine'; readonly fields: Fields }

/** A step for people. */
export function describeStep(step: Step): string {
  const descriptions: {
    readonly [Kind in Step['kind']]: (each: Extract<Step, { readonly kind: Kind }>) => string
  } = {
    create: ({ ref, repeat }) =>
      `create record ${ref}${repeat === true ? ' twice, with the same Idempotency-Key' : ''}`,
    'create-many': ({ fields }) => `create ${fields.length} records at the same time`,
    read: ({ ref, as }) => `read record ${ref} as ${READERS[as]}`,
    update: ({ ref, version }) =>
      `update record ${ref} with ${version === 'stale' ? 'an outdated' : 'the current'} If-Match`,
    race: ({ ref }) => `update record ${ref} twice at the same time, with the same If-Match`,
    remove: ({ ref }) => `delete record ${ref}`,
    list: ({ as }) => `list the records as ${READERS[as]}`,
    totals: () => 'compare days or months with the records',
    invalid: () => 'create an invalid record',
    missing: () => 'update a record that does not exist',
    redeliver: () => 'deliver the events about the records and their users again',
    clock: ({ ref, minutes }) => `read record ${ref} ${describeClock(minutes)}`,
    kill: ({ target }) =>
      `kill the ${target === 'engine' ? 'engine of the store' : 'service'} while records are created`,
  }
  const describe = descriptions[step.kind] as (each: Step) => string
  return `${describe(step)}${describeDisturbance(step)}`
}

/** Shorter forms of a step, the shortest first. */
export function simplifyStep(step: Step): readonly Step[] {
  if (step.kind === 'create-many')
    return [1, 2, 5, 10, 20].flatMap((count) =>
      count < step.fields.length ? [{ ...step, fields: step.fields.slice(0, count) }] : [],
    )
  if (step.kind === 'create' && step.repeat === true) {
    const { repeat: _, ...once } = step
    return [...removeDisturbance(once), once, ...removeDisturbance(step)]
  }
  if (step.kind === 'list' && step.as === 'member') return [{ ...step, as: 'owner' }]
  return removeDisturbance(step)
}

const READERS: Readonly<Record<Reader, string>> = {
  owner: 'the owner',
  member: 'another member',
  stranger: 'the member of another family',
}
