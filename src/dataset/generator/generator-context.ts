import type { EntityRegistry } from '../../domain/entities/registry.js'
import type { Profile } from '../profiles/profile.js'
import { RandomStream } from './random-stream.js'
import { DatasetIds } from './dataset-ids.js'

/**
 * Version 2 adds to the records of version 1 and changes few of them, so it draws from the same streams: families and users
 * are the same, and `reset` removes what version 1 seeded.
 */
const FIRST_VERSION = 1

/** What all functions of the generator share. */
export interface GeneratorContext {
  readonly profile: Profile
  readonly seed: number
  /** Milliseconds since 1970. */
  readonly anchor: number
  /** Keyed by seed and profile. */
  readonly random: RandomStream
  /** Keyed by seed and profile only: ids stay the same in every version of the generator. */
  readonly idStream: RandomStream
  readonly ids: DatasetIds
  /** The domain of the dataset's email addresses. No two datasets share one. */
  readonly emailDomain: string
}

export function createGeneratorContext(
  profile: Profile,
  seed: number,
  entities: EntityRegistry,
): GeneratorContext {
  const idKey = RandomStream.fromKey('homemanager').derive(profile.name).derive(String(seed))
  const idNumbers = idKey.derive('ids')
  return {
    profile,
    seed,
    anchor: Date.parse(profile.anchor),
    random: idKey.derive('generator').derive(FIRST_VERSION),
    idStream: idKey,
    ids: new DatasetIds(entities, () => idNumbers.next()),
    emailDomain: `${profile.name}-${seed}.example`,
  }
}

/** Ordinals of fixture records start here, so that adding one does not change generated records. */
export const FIXTURE_ORDINAL_BASE = 0x8000
