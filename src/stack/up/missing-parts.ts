import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { type OptionalPart, PART_PROGRAMS } from '../../core/optional-part.js'
import type { Provider } from '../providers/provider.js'
import { STACK_ERRORS } from '../stack-errors.js'
import type { StackState } from '../stack-state.js'
import { wantedParts } from '../wanted-parts.js'

/** The optional parts that are wanted and do not run. Throws `PART_NEEDS_DOCKER`. */
export function missingParts(
  config: ResolvedConfig,
  state: StackState,
  provider: Provider['name'],
): readonly OptionalPart[] {
  const running = new Set((state.parts ?? []).map(({ part }) => part))
  const missing = wantedParts(config, state).filter((part) => !running.has(part))
  const [first] = missing
  if (first === undefined || provider === 'docker') return missing
  const variable = first === 'cache' ? 'HOMEMANAGER_REDIS_URL' : 'HOMEMANAGER_POSTGRES_POOL_URL'
  throw new HomeError(STACK_ERRORS.PART_NEEDS_DOCKER, {
    message: `The optional part ${first} (${PART_PROGRAMS[first]}) runs in Docker only, and the provider is ${provider}.`,
    suggestion: `Run homemanager up --provider docker --with ${first}, or set ${variable} to one that runs.`,
  })
}
