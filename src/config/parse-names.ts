import { ADDON_NAMES, type AddonName } from '../core/addon-name.js'
import { findClosestMatch } from '../core/closest-match.js'
import { HomeError } from '../core/home-error.js'
import { CONFIG_ERRORS } from './config-errors.js'
import { PROVIDER_NAMES, type ProviderName } from './provider-names.js'
import { PROJECT_NAME_PATTERN } from './schema.js'

export function isProjectName(name: string): boolean {
  return new RegExp(PROJECT_NAME_PATTERN).test(name)
}

export const PROJECT_NAME_RULE =
  'A name has 1 to 40 lower-case letters, digits and hyphens, and does not start with a hyphen.'

export function parseProjectName(name: string): string {
  if (isProjectName(name)) return name
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" is not a valid project name.`,
    detail: PROJECT_NAME_RULE,
    suggestion:
      name === '' ? 'Give the project a name, or leave --project out.' : `Try --project ${slugify(name)}.`,
  })
}

/** `variable` is the environment variable that has the name, if one does. */
export function parseProviderName(name: string, variable?: string): ProviderName {
  const known = PROVIDER_NAMES.find((provider) => provider === name)
  if (known !== undefined) return known
  throw toUnknownNameError(
    variable === undefined ? `Unknown provider "${name}".` : `${variable} is "${name}", an unknown provider.`,
    name,
    PROVIDER_NAMES,
  )
}

export function parseAddonName(name: string): AddonName {
  const known = ADDON_NAMES.find((addon) => addon === name)
  if (known !== undefined) return known
  throw toUnknownNameError(`Unknown add-on "${name}".`, name, ADDON_NAMES)
}

function toUnknownNameError(message: string, name: string, allowed: readonly string[]): HomeError {
  const guess = findClosestMatch(name, allowed)
  return new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message,
    detail: `Allowed values: ${allowed.join(', ')}.`,
    suggestion: guess === undefined ? 'Use one of these values.' : `Did you mean "${guess}"?`,
  })
}

/** Converts the name of a directory to a project name. */
export function slugify(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return plain.replace(/^-+/, '').slice(0, 40).replace(/-+$/, '') || 'homemanager'
}
