import type { ResolvedConfig } from '../config/resolved-config.js'
import { PART_PROGRAMS, type OptionalPart } from '../core/optional-part.js'
import { isLoopback } from './is-loopback.js'
import type { StackState } from './stack-state.js'

/** The optional parts that are to be started: asked for, and not given from outside by a URL. */
export function wantedParts(config: ResolvedConfig, state: StackState): readonly OptionalPart[] {
  return config.with.filter((part) => givenUrl(part, config, state) === undefined)
}

/** Where an optional part is reached: what the user gave, else what was started. */
export function partUrl(part: OptionalPart, config: ResolvedConfig, state: StackState): string | undefined {
  return givenUrl(part, config, state) ?? state.parts?.find((record) => record.part === part)?.url
}

/** A URL that the user set, unless it is our own part's (`eval "$(homemanager env)"` sets those). */
function givenUrl(part: OptionalPart, config: ResolvedConfig, state: StackState): string | undefined {
  const url = part === 'cache' ? config.redis.url : config.postgres.poolUrl
  if (url === undefined || !URL.canParse(url)) return url
  const { hostname, port } = new URL(url)
  return isLoopback(hostname) && Number(port) === state.ports[PART_PROGRAMS[part]] ? undefined : url
}
