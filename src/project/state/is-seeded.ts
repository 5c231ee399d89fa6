import { GENERATOR_VERSION } from '../../dataset/generator/generator-version.js'
import type { StackState } from './stack-state.js'

/** Whether the state records that the profile was seeded by this version of the generator. */
export function isSeeded({ seeded, generator }: StackState, profile: string): boolean {
  return seeded.includes(profile) && generator === GENERATOR_VERSION
}
