import { HomeError } from '../core/home-error.js'
import { COMPONENT_NAMES, type ComponentName } from '../core/component-name.js'
import { CLI_ERRORS } from './cli-errors.js'

/** The name of a part of the stack; a flag that takes one may be repeated. */
export function collectComponentNames(text: string, previous: unknown): readonly ComponentName[] {
  return [...(Array.isArray(previous) ? (previous as ComponentName[]) : []), parseComponentName(text)]
}

/** Throws `USAGE` for a name that no part has. */
export function parseComponentName(text: string): ComponentName {
  const known = COMPONENT_NAMES.find((name) => name === text)
  if (known !== undefined) return known
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `There is no part "${text}".`,
    suggestion: `Parts: ${COMPONENT_NAMES.join(', ')}.`,
  })
}
