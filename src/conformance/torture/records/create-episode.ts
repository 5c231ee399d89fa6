import type { RandomStream } from '../../../dataset/generator/random-stream.js'
import { CLOCK_MINUTES } from '../clock-step.js'
import { disturb, DISTURBANCES, SINGLE_DISTURBANCES } from '../disturbance.js'
import type { EpisodeKinds } from '../traffic.js'
import type { Step } from './step.js'
import type { TortureSubject } from './subject.js'

/** Records that are created at once, more than a page of a list has. */
const MANY = 30
const MIN_STEPS = 5
const MAX_STEPS = 14

/** The steps of an episode, which depend on the stream only. Each ends with a comparison of all its records. */
export function createEpisode(
  random: RandomStream,
  subject: TortureSubject,
  { kill }: EpisodeKinds = {},
): readonly Step[] {
  const end: readonly Step[] = [
    { kind: 'totals' },
    { kind: 'list', as: 'stranger' },
    { kind: 'list', as: 'owner' },
  ]
  const create = (ref: number): Step => ({ kind: 'create', ref, fields: subject.createFields(random) })
  if (kill !== undefined)
    return [
      create(1),
      create(2),
      { kind: 'kill', target: kill, fields: subject.createFields(random) },
      create(3),
      ...end,
    ]
  switch (random.next() % 5) {
    case 0: {
      const fields = Array.from({ length: MANY }, () => subject.createFields(random))
      return [{ kind: 'create-many', fields }, ...end]
    }
    case 1: {
      const edges = subject.createEdgeFields(random)
      return [...edges.map((fields, index): Step => ({ kind: 'create', ref: index + 1, fields })), ...end]
    }
    default:
      return [create(1), ...createMixedSteps(random, subject), ...end]
  }
}

function createMixedSteps(random: RandomStream, subject: TortureSubject): readonly Step[] {
  const count = MIN_STEPS + (random.next() % (MAX_STEPS - MIN_STEPS + 1))
  let refs = 1
  return Array.from({ length: count }, (): Step => {
    const ref = 1 + (random.next() % refs)
    const choice = random.next() % 23
    if (choice < 5)
      return {
        kind: 'create',
        ref: ++refs,
        fields: subject.createFields(random),
        ...disturb(random, DISTURBANCES),
        ...(random.next() % 3 === 0 ? { repeat: true } : {}),
      }
    if (choice < 9)
      return {
        kind: 'update',
        ref,
        fields: subject.changeFields(random),
        version: random.next() % 4 === 0 ? 'stale' : 'current',
        // A second update with the same version must fail, so it is not sent twice on the way.
        ...disturb(random, SINGLE_DISTURBANCES),
      }
    if (choice < 11)
      return { kind: 'race', ref, fields: [subject.changeFields(random), subject.changeFields(random)] }
    if (choice < 14) return { kind: 'read', ref, as: 'stranger' }
    if (choice < 16) return { kind: 'read', ref, as: 'member' }
    if (choice === 16) return { kind: 'remove', ref, ...disturb(random, SINGLE_DISTURBANCES) }
    if (choice === 17) return { kind: 'missing', fields: subject.changeFields(random) }
    if (choice === 18) return { kind: 'invalid' }
    if (choice === 19) return { kind: 'redeliver' }
    if (choice === 20 || choice === 21)
      return { kind: 'clock', ref, minutes: CLOCK_MINUTES[random.next() % CLOCK_MINUTES.length] ?? 0 }
    return { kind: 'list', as: random.next() % 2 === 0 ? 'owner' : 'member' }
  })
}
