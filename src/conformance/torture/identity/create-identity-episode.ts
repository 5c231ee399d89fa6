import type { RandomStream } from '../../../dataset/generator/random-stream.js'
import { CLOCK_MINUTES } from '../clock-step.js'
import { disturb, DISTURBANCES, SINGLE_DISTURBANCES } from '../disturbance.js'
import type { EpisodeKinds } from '../traffic.js'
import type { IdentityStep } from './identity-step.js'

const MIN_STEPS = 6
const MAX_STEPS = 16
const OWNER = 1
const GUEST = 2
const ROLES = ['adult', 'child'] as const
/** Two users: hashing a password takes long. */
const PEOPLE = [OWNER, GUEST]

/** The steps of an episode, which depend on the stream only. Each ends with a comparison of all its users and families. */
export function createIdentityEpisode(
  random: RandomStream,
  { kill }: EpisodeKinds = {},
): readonly IdentityStep[] {
  const repeat = (): { readonly repeat?: true } => (random.next() % 3 === 0 ? { repeat: true } : {})
  const start: readonly IdentityStep[] = [
    { kind: 'register', ref: OWNER, family: true, ...disturb(random, DISTURBANCES), ...repeat() },
    { kind: 'register', ref: GUEST, family: false, ...disturb(random, DISTURBANCES) },
  ]
  if (kill !== undefined)
    return [...start, { kind: 'kill', target: kill, ref: OWNER, guest: GUEST }, { kind: 'compare' }]
  const count = MIN_STEPS + (random.next() % (MAX_STEPS - MIN_STEPS + 1))
  return [...start, ...Array.from({ length: count }, () => createStep(random)), { kind: 'compare' }]
}

type CreateStep = (random: RandomStream) => IdentityStep

const person = (random: RandomStream): number => pick(random, PEOPLE)
const role = (random: RandomStream): (typeof ROLES)[number] => pick(random, ROLES)
const name = (random: RandomStream): string => `Name ${random.next()}`
const repeated = (random: RandomStream): { readonly repeat?: true } =>
  random.next() % 3 === 0 ? { repeat: true } : {}
const version = (random: RandomStream): 'current' | 'stale' => (random.next() % 3 === 0 ? 'stale' : 'current')
const single = (random: RandomStream): ReturnType<typeof disturb> => disturb(random, SINGLE_DISTURBANCES)
const any = (random: RandomStream): ReturnType<typeof disturb> => disturb(random, DISTURBANCES)

const invite: CreateStep = (random) => ({
  kind: 'invite',
  ref: OWNER,
  guest: GUEST,
  role: role(random),
  ...any(random),
  ...repeated(random),
})
const accept: CreateStep = (random) => ({ kind: 'accept', ref: GUEST, ...single(random) })

/** How often a kind of step occurs, and how it is made. */
const STEPS: readonly (readonly [weight: number, create: CreateStep])[] = [
  [6, invite],
  [6, accept],
  [1, (random) => ({ kind: 'decline', ref: GUEST, ...single(random) })],
  [1, (random) => ({ kind: 'revoke', ref: OWNER, guest: GUEST, ...single(random) })],
  [2, (random) => ({ kind: 'leave', ref: person(random), ...single(random) })],
  [1, (random) => ({ kind: 'remove', ref: OWNER, member: GUEST, ...single(random) })],
  [2, (random) => ({ kind: 'change-role', ref: OWNER, member: GUEST, role: role(random) })],
  [1, (random) => ({ kind: 'create-family', ref: GUEST, ...single(random), ...repeated(random) })],
  [
    2,
    (random) => ({
      kind: 'rename-family',
      ref: OWNER,
      name: name(random),
      version: version(random),
      ...single(random),
    }),
  ],
  [2, (random) => ({ kind: 'sign-in', ref: person(random), ...any(random) })],
  [1, (random) => ({ kind: 'wrong-password', ref: person(random) })],
  [3, (random) => ({ kind: 'refresh', ref: person(random), ...single(random) })],
  [2, (random) => ({ kind: 'reuse', ref: person(random) })],
  [3, (random) => ({ kind: 'sign-out', ref: person(random), ...any(random) })],
  [
    3,
    (random) => ({
      kind: 'rename',
      ref: person(random),
      name: name(random),
      version: version(random),
      ...single(random),
    }),
  ],
  [2, (random) => ({ kind: 'race', ref: person(random), names: [name(random), name(random)] })],
  [1, (random) => ({ kind: 'change-password', ref: person(random) })],
  [1, (random) => ({ kind: 'delete', ref: person(random), ...single(random) })],
  [3, (random) => ({ kind: 'stranger', ref: person(random) })],
  [1, (random) => ({ kind: 'taken', ref: person(random) })],
  [1, () => ({ kind: 'invalid' })],
  [1, (random) => ({ kind: 'missing', ref: person(random) })],
  [1, () => ({ kind: 'redeliver' })],
  [2, (random) => ({ kind: 'clock', ref: person(random), minutes: pick(random, CLOCK_MINUTES) })],
]
const TOTAL = STEPS.reduce((sum, [weight]) => sum + weight, 0)

function createStep(random: RandomStream): IdentityStep {
  let choice = random.next() % TOTAL
  for (const [weight, create] of STEPS) {
    if (choice < weight) return create(random)
    choice -= weight
  }
  return { kind: 'compare' }
}

function pick<Value>(random: RandomStream, values: readonly Value[]): Value {
  return values[random.next() % values.length] as Value
}
