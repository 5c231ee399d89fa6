import { HomeError } from '../core/home-error.js'
import type { AddonProgram } from '../providers/embedded/embedded-addon-recipe.js'
import { findProgram } from '../providers/embedded/find-program.js'
import { runProgram } from '../providers/embedded/run-program.js'
import { PROVIDER_ERRORS } from '../providers/provider-errors.js'

interface Installation {
  /** The name of the add-on, and that of its program. */
  readonly addon: string
  readonly program: string
  /** The environment variable with the URL of a running one. */
  readonly variable: string
  /** Commands that install it, by system. */
  readonly install: { readonly debian: string; readonly homebrew: string }
}

/** Finds the program of an add-on in PATH and where Debian and Homebrew install it. Throws `ADDON_UNAVAILABLE`. */
export async function findAddonProgram(installation: Installation): Promise<AddonProgram> {
  const { addon, program, variable, install } = installation
  const file = findProgram(program)
  if (file === undefined) {
    throw new HomeError(PROVIDER_ERRORS.ADDON_UNAVAILABLE, {
      message: `The add-on ${addon} requires the program ${program}, which is not installed.`,
      detail: `Debian and Ubuntu: ${install.debian}. macOS: ${install.homebrew}.`,
      suggestion: `Install it, run homemanager up --provider docker --with ${addon}, or set ${variable} to the URL of a running one.`,
    })
  }
  const { output } = await runProgram(file, ['--version'])
  return { file, version: /\d+\.\d+(?:\.\d+)?/.exec(output)?.[0] ?? 'unknown' }
}
