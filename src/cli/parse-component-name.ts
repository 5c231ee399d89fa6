import { COMPONENT_NAMES } from '../core/component-name.js'
import { invalidValueError } from './usage-error.js'

/** Returns the name of a component of the project. It may be a custom service, so the project has to be known. */
export function parseComponentName(
  subject: string,
  name: string,
  project: { readonly otherServices: readonly string[] },
  further: readonly string[] = [],
): string {
  const names = [...COMPONENT_NAMES, ...project.otherServices, ...further]
  if (names.includes(name)) return name
  throw invalidValueError(subject, name, names)
}
