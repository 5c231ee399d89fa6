import { HomeError } from '../../core/home-error.js'
import type { SeedCheckpoint } from '../../stores/contracts/data-store.js'
import { findExtensionDigest, getCheckpointKey } from '../dataset-key.js'
import type { GeneratorRegistry } from '../generator/registry.js'
import { GENERATOR_VERSION } from '../generator/generator-version.js'
import { isShippedProfile } from '../profiles/profile-names.js'
import { SEEDING_ERRORS } from './seeding-errors.js'

/**
 * Throws `DATASET_OUTDATED` if another version of the generator created one of the datasets. Its records have the ids of this
 * version's but other contents, so the two cannot be mixed or compared.
 */
export function assertCurrentGenerator(
  generators: GeneratorRegistry,
  checkpoints: readonly SeedCheckpoint[],
  /** The dataset to be loaded. Default: the outdated one. */
  requested: { readonly profile?: string; readonly seed?: number } = {},
): void {
  const outdated = checkpoints.find(({ generator }) => generator !== GENERATOR_VERSION)
  if (outdated === undefined) {
    assertSameExtensions(generators, checkpoints, requested)
    return
  }
  const { profile, seed, generator } = outdated
  const isNewer = generator > GENERATOR_VERSION
  throw new HomeError(SEEDING_ERRORS.DATASET_OUTDATED, {
    message: `The dataset "${profile}" (seed ${seed}) was created by generator version ${generator}; this is generator version ${GENERATOR_VERSION}.`,
    detail: `The records of the two versions differ, so they are not mixed or compared. The data ${isNewer ? 'is' : 'keeps working and is'} not changed.`,
    suggestion: `To replace it, run homemanager ${formatSeedCommand(requested.profile ?? profile, requested.seed ?? seed)}.`,
  })
}

/** What extensions generate depends on their code. */
function assertSameExtensions(
  { extensionDigest: current }: GeneratorRegistry,
  checkpoints: readonly SeedCheckpoint[],
  requested: { readonly profile?: string; readonly seed?: number },
): void {
  const outdated = checkpoints.find(
    (checkpoint) => findExtensionDigest(getCheckpointKey(checkpoint)) !== current,
  )
  if (outdated === undefined) return
  const { profile, seed } = outdated
  throw new HomeError(SEEDING_ERRORS.DATASET_OUTDATED, {
    message: `The dataset "${profile}" (seed ${seed}) was created with other extensions, or with another version of them.`,
    detail:
      'Their records may differ, so they are not mixed or compared. The data keeps working and is not changed.',
    suggestion: `To replace it, run homemanager ${formatSeedCommand(requested.profile ?? profile, requested.seed ?? seed)}.`,
  })
}

function formatSeedCommand(profile: string, seed: number): string {
  const isShipped = isShippedProfile(profile) || /[./\\]/.test(profile)
  return `seed ${isShipped ? profile : 'PROFILE.yaml'}${seed === 1 ? '' : ` --seed ${seed}`} --reset`
}
