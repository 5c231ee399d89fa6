import type { Faker } from '@faker-js/faker'
import type { EntityPlural, RecordTypes } from '../../domain/entities/registry.js'
import type { Profile } from '../profiles/profile.js'
import type { FamilyPlan, PlannedFamily } from './family-plan.js'
import type { RandomStream } from './random-stream.js'

/** What a generator makes records from. The records must depend on nothing else: no clock, no global state. */
export interface GeneratorInput<Family extends PlannedFamily = FamilyPlan> {
  readonly family: Family
  readonly profile: Profile
  /**
   * The family's stream. Derive streams of your own from it, with labels that no other entity uses:
   * `random.derive('pet').derive(m)`. Labels must not change, because the records depend on them.
   */
  readonly random: RandomStream
  /** A faker in the family's language that draws from this stream until the next call. */
  readonly faker: (random: RandomStream) => Faker
  readonly time: GeneratorTime
  /**
   * The id of a record of this entity, created at `time` (milliseconds since 1970): a UUID. No two records of a family may
   * have the same member (0 to 31, default 0) and ordinal (0 to 32,767, default 0).
   */
  readonly createId: (
    position: {
      readonly member?: number
      readonly ordinal?: number
      /** The name of another entity, to refer to its record. */
      readonly entity?: string
    },
    time: number,
  ) => string
}

/** Times are in milliseconds since 1970. */
export interface GeneratorTime {
  /** The dataset's current time. No record is created after it. */
  readonly anchor: number
  /** Midnight of the first full day on which the family can have records. */
  readonly firstDay: number
}

/** Generates the records of an entity. */
export interface EntityGenerator<Plural extends EntityPlural = EntityPlural> {
  readonly plural: Plural
  /** The records of a family. Default: none. */
  generate?(input: GeneratorInput): readonly RecordTypes[Plural][]
  /** Reference data: records that belong to no family and are the same in every dataset. Default: none. */
  readonly shared?: readonly RecordTypes[Plural][]
}

/** Declares the generator of an entity. It is used if it is listed in `registry.ts`. */
export function defineGenerator<const Plural extends EntityPlural>(
  plural: Plural,
  generator: Omit<EntityGenerator<Plural>, 'plural'>,
): EntityGenerator<Plural> {
  return { plural, ...generator }
}
