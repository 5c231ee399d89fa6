import path from 'node:path'
import { isShippedProfile } from '../../dataset/profiles/profile-names.js'
import {
  formatSeedCommand,
  type InterruptedSeed,
  type UnfinishedSeed,
} from '../../dataset/seeding/seed-request.js'
import { readJsonFile } from '../../core/read-json-file.js'
import { getProcessIdentity, isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { deleteOptionalFile, saveOptionalFile } from './optional-file.js'
import type { ProjectLocation } from './project-location.js'

/** The command that loads the dataset is recorded while it runs. */
interface RecordedSeed extends UnfinishedSeed {
  readonly process?: ProcessIdentity
}

/** A file of its own: the command that loads a dataset does not hold the stack lock, with which the state is written. */
const FILE = 'unfinished-seeds.json'

/** Recorded before the first record of a dataset is written. A path is relative to the project's directory. */
export function beginSeed(home: string, seed: UnfinishedSeed): void {
  const process = getProcessIdentity(globalThis.process.pid)
  const others = read(home).filter(({ dataset }) => dataset !== seed.dataset)
  write(home, [...others, { ...seed, ...(process === undefined ? {} : { process }) }])
}

/** The datasets that a command has begun to load, and that are not known to be complete. */
export function readUnfinishedSeeds(home: string): readonly UnfinishedSeed[] {
  return read(home).map(withoutProcess)
}

/** Those of them that no command is loading, oldest first. */
export function readInterruptedSeeds(home: string): readonly UnfinishedSeed[] {
  return read(home)
    .filter((seed) => !isLoading(seed))
    .map(withoutProcess)
}

/** Replaces what is recorded: the data is that of a snapshot, or was deleted. */
export function replaceUnfinishedSeeds(home: string, seeds: readonly UnfinishedSeed[] = []): void {
  write(home, seeds)
}

/** Keeps those that are incomplete, and those that other processes are loading. This process loads none any more. */
export function keepUnfinishedSeeds(home: string, isIncomplete: (seed: UnfinishedSeed) => boolean): void {
  const kept = read(home).flatMap((seed) => {
    if (isLoading(seed) && seed.process?.pid !== process.pid) return [seed]
    return isIncomplete(seed) ? [withoutProcess(seed)] : []
  })
  write(home, kept)
}

/** For the status. Absent if there is none. */
export function toInterruptedSeeds(location: Pick<ProjectLocation, 'home' | 'root'>): {
  readonly interruptedSeeds?: readonly InterruptedSeed[]
} {
  const seeds = readInterruptedSeeds(location.home).map((unfinished) => {
    const { dataset: _, ...seed } = unfinished
    return { ...seed, resume: formatResumeCommand(seed, location) }
  })
  return seeds.length === 0 ? {} : { interruptedSeeds: seeds }
}

/** A path is absolute unless the project's directory is the working directory. */
export function formatResumeCommand(
  seed: Omit<UnfinishedSeed, 'dataset'>,
  { root }: Pick<ProjectLocation, 'root'>,
): string {
  const isAsRecorded = isShippedProfile(seed.profile) || root === process.cwd()
  const profile = isAsRecorded ? seed.profile : path.resolve(root, seed.profile)
  return formatSeedCommand({ ...seed, profile })
}

/** The profile of a command as it is recorded; `cwd` is the base directory of a path. */
export function toRecordedProfile(profile: string, cwd: string, root: string): string {
  if (isShippedProfile(profile)) return profile
  const file = path.resolve(cwd, profile)
  const relative = path.relative(root, file)
  return relative.startsWith('..') ? file : `./${relative}`
}

function isLoading({ process }: RecordedSeed): boolean {
  return process !== undefined && isAlive(process)
}

function withoutProcess(recorded: RecordedSeed): UnfinishedSeed {
  const { process: _, ...seed } = recorded
  return seed
}

function read(home: string): readonly RecordedSeed[] {
  const value = readJsonFile(path.join(home, FILE))
  return Array.isArray(value) ? (value as readonly RecordedSeed[]) : []
}

function write(home: string, seeds: readonly RecordedSeed[]): void {
  const file = path.join(home, FILE)
  if (seeds.length === 0) deleteOptionalFile(file)
  else saveOptionalFile(file, seeds)
}
