import { toSeedRequest } from '../../dataset/seeding/seed-request.js'
import type { SeedOptions } from '../../dataset/seeding/seed-options.js'
import type { SeedStoresOptions } from '../../dataset/seeding/seed-stores.js'
import type { ProjectLocation } from '../state/project-location.js'
import {
  beginSeed,
  formatResumeCommand,
  readInterruptedSeeds,
  readUnfinishedSeeds,
  replaceUnfinishedSeeds,
  toRecordedProfile,
} from '../state/unfinished-seeds.js'

/** Records that a dataset is being loaded, so that an interrupted or killed command can be noticed and resumed. */
export function recordSeeding(
  location: ProjectLocation,
  options: SeedOptions,
): Pick<SeedStoresOptions, 'onBegin' | 'findResumeCommand'> {
  const { home, root } = location
  const request = toSeedRequest(options)
  const profile = toRecordedProfile(request.profile, options.cwd ?? root, root)
  return {
    onBegin(dataset, phase) {
      const seed = { ...request, profile, dataset }
      if (phase === 'remove') return beginSeed(home, { ...seed, reset: true })
      // Nothing is left of what was loaded before.
      if (options.reset === true && options.only === undefined) replaceUnfinishedSeeds(home)
      beginSeed(home, seed)
    },
    findResumeCommand: (dataset) => {
      const found = readUnfinishedSeeds(home).find((each) => each.dataset === dataset)
      return found === undefined ? undefined : formatResumeCommand(found, location)
    },
  }
}

/** What is requested; if it is nothing in particular, the dataset whose loading was interrupted last, or else `demo`. */
export function resumeInterrupted<T extends SeedOptions>({ home, root }: ProjectLocation, options: T): T {
  const { profile, seed, families, only, reset, append, repair } = options
  const isDefault = [profile, seed, families, only].every((value) => value === undefined)
  if (!isDefault || reset === true || append === true || repair === true) return options
  const last = readInterruptedSeeds(home).at(-1)
  if (last === undefined) return options
  const { dataset: _, ...request } = last
  return { ...options, ...request, cwd: root }
}
