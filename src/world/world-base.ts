import type { Profile } from './profile.js'
import { GENERATOR_VERSION } from './generator-version.js'
import { RandomStream } from './random-stream.js'
import { WorldIds } from './world-ids.js'

/** What every part of the generator draws from. */
export interface WorldBase {
  readonly profile: Profile
  readonly seed: number
  /** Milliseconds since 1970. */
  readonly anchor: number
  /** Keyed by generator version, seed and profile. */
  readonly random: RandomStream
  /** Keyed by seed and profile only: ids outlive a version of the generator. */
  readonly idKey: RandomStream
  readonly ids: WorldIds
  /** The domain of the world's email addresses; no two worlds share one. */
  readonly domain: string
}

export function worldBase(profile: Profile, seed: number): WorldBase {
  const idKey = RandomStream.of('homemanager').at(profile.name).at(String(seed))
  const idNumbers = idKey.at('ids')
  return {
    profile,
    seed,
    anchor: Date.parse(profile.anchor),
    random: idKey.at('generator').at(GENERATOR_VERSION),
    idKey,
    ids: new WorldIds(() => idNumbers.next()),
    domain: `${profile.name}-${seed}.example`,
  }
}

/** Told records have ordinals from here on, so that telling one more moves no generated one. */
export const TOLD_ORDINAL = 0x8000
