import { createHash } from 'node:crypto'
import { GENERATOR_VERSION } from './generator/generator-version.js'
import type { SeedCheckpoint } from '../stores/contracts/data-store.js'
import type { Dataset } from './generator/create-dataset.js'
import { serializeProfile } from './profiles/stored-profile.js'

/**
 * Identifies a dataset: profile name, random seed, generator version, a hash of the profile, and the code of extensions. The number of families is
 * left out, because family 7 is the same in a dataset of ten families and of a million.
 */
export function getDatasetKey(dataset: Dataset): string {
  const { families: _, description: __, ...content } = dataset.profile
  const digest = createHash('sha256').update(serializeProfile(content)).digest('hex').slice(0, 12)
  const extensions = dataset.generators.extensionDigest
  const key = `${dataset.profile.name}.${dataset.seed}.g${GENERATOR_VERSION}.${digest}`
  return extensions === undefined ? key : `${key}.x${extensions}`
}

/** Identifies the extensions that generated records of the dataset with this key; undefined without any. */
export function findExtensionDigest(key: string): string | undefined {
  return /\.x([0-9a-f]+)$/.exec(key)?.[1]
}

/** The key of the dataset that a checkpoint is about. */
export function getCheckpointKey({ world }: Pick<SeedCheckpoint, 'world'>): string {
  return world
}
