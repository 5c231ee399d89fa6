import { createHash } from 'node:crypto'
import { GENERATOR_VERSION } from '../world/generator-version.js'
import type { World } from '../world/create-world.js'

/**
 * What makes a world this one and no other: generator version, seed, and all that the profile says. How many families
 * there are is no part of it: family 7 is the same in a world of ten and of a million.
 */
export function worldKey(world: World): string {
  const { families: _, description: __, ...says } = world.profile
  const digest = createHash('sha256').update(JSON.stringify(says)).digest('hex').slice(0, 12)
  return `${world.profile.name}.${world.seed}.g${GENERATOR_VERSION}.${digest}`
}
