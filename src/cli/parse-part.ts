import { HomeError } from '../core/home-error.js'
import { PART_NAMES, type PartName } from '../core/part-name.js'
import { CLI_ERRORS } from './cli-errors.js'

/** The name of a part of the stack; a flag that takes one may be repeated. */
export function parsePart(text: string, previous: unknown): readonly PartName[] {
  return [...(Array.isArray(previous) ? (previous as PartName[]) : []), partNamed(text)]
}

/** Throws `USAGE` for a name that no part has. */
export function partNamed(text: string): PartName {
  const known = PART_NAMES.find((name) => name === text)
  if (known !== undefined) return known
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `There is no part "${text}".`,
    suggestion: `Parts: ${PART_NAMES.join(', ')}.`,
  })
}
