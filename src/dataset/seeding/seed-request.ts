import { formatCommandLine } from '../../core/format-command-line.js'
import type { StoreName } from '../../core/store-name.js'
import type { SeedOptions } from './seed-options.js'

/** Which dataset is loaded, and where: what has to be repeated to resume an interrupted run. */
export interface SeedRequest {
  /** A shipped profile, or the path of a file. */
  readonly profile: string
  readonly seed?: number
  readonly families?: number
  readonly only?: StoreName
  readonly append?: boolean
  /** The datasets of before were being removed. */
  readonly reset?: boolean
}

/** A request that was begun and not finished. */
export interface UnfinishedSeed extends SeedRequest {
  /** The key of the dataset. */
  readonly dataset: string
}

/** A dataset that is incomplete because loading it was interrupted. Part of the status. */
export interface InterruptedSeed extends Omit<UnfinishedSeed, 'dataset'> {
  /** The command that completes the dataset. */
  readonly resume: string
}

/** What of these options has to be repeated. */
export function toSeedRequest({ profile = 'demo', seed, families, only, append }: SeedOptions): SeedRequest {
  return {
    profile,
    ...(seed === undefined ? {} : { seed }),
    ...(families === undefined ? {} : { families }),
    ...(only === undefined ? {} : { only }),
    ...(append === true ? { append } : {}),
  }
}

/** `homemanager seed load --families 500`. */
export function formatSeedCommand({ profile, seed, families, only, append, reset }: SeedRequest): string {
  return formatCommandLine(
    'homemanager',
    'seed',
    profile,
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...(families === undefined ? [] : ['--families', String(families)]),
    ...(only === undefined ? [] : ['--only', only]),
    ...(append === true ? ['--append'] : []),
    ...(reset === true ? ['--reset'] : []),
  )
}

export function describeInterruptedSeed({ profile, reset, resume }: InterruptedSeed): string {
  if (reset === true)
    return `Replacing the seeded data by the dataset "${profile}" was interrupted. Run ${resume} to resume.`
  return `The dataset "${profile}" is incomplete, because loading it was interrupted. Run ${resume} to resume.`
}
