import { ADDON_NAMES, type AddonName } from '../core/addon-name.js'
import { findClosestMatch } from '../core/closest-match.js'
import { HomeError } from '../core/home-error.js'
import { CONFIG_ERRORS } from './config-errors.js'
import { PROVIDER_NAMES, type ProviderName } from './provider-names.js'
import { PROJECT_NAME_PATTERN } from './schema.js'

export function parseProjectName(name: string): string {
  if (new RegExp(PROJECT_NAME_PATTERN).test(name)) return name
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `"${name}" is not a valid project name.`,
    detail: 'A name has 1 to 40 lower-case letters, digits and hyphens, and does not start with a hyphen.',
    suggestion: `Try --project ${slugify(name)}.`,
  })
}

export function parseProviderName(name: string): ProviderName {
  const known = PROVIDER_NAMES.find((provider) => provider === name)
  if (known !== undefined) return known
  throw toUnknownNameError('provider', name, PROVIDER_NAMES)
}

export function parseAddonName(name: string): AddonName {
  const known = ADDON_NAMES.find((addon) => addon === name)
  if (known !== undefined) return known
  throw toUnknownNameError('add-on', name, ADDON_NAMES)
}

function toUnknownNameError(kind: string, name: string, allowed: readonly string[]): HomeError {
  const guess = findClosestMatch(name, allowed)
  return new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: `Unknown ${kind} "${name}".`,
    detail: `Allowed values: ${allowed.join(', ')}.`,
    suggestion: `${guess === undefined ? '' : `Did you mean "${guess}"? `}Run homemanager up --help.`,
  })
}

/** Converts the name of a directory to a project name. */
export function slugify(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return plain.replace(/^-+/, '').slice(0, 40).replace(/-+$/, '') || 'homemanager'
}
