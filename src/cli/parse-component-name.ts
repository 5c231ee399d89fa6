import { COMPONENT_NAMES, type ComponentName } from '../core/component-name.js'
import { invalidValueError } from './usage-error.js'

/** Parses the value of an option that can be repeated, and appends it to the previous values. */
export function collectComponentNames(text: string, previous: unknown): readonly ComponentName[] {
  return [
    ...(Array.isArray(previous) ? (previous as ComponentName[]) : []),
    parseComponentName(text, '--wait-for'),
  ]
}

/** Throws `USAGE` if no component has that name. */
export function parseComponentName(text: string, subject = '[name]'): ComponentName {
  const known = COMPONENT_NAMES.find((name) => name === text)
  if (known !== undefined) return known
  throw invalidValueError(subject, text, COMPONENT_NAMES)
}
