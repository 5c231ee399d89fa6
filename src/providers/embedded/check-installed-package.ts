import type { Finding } from '../../core/finding.js'
import { findInstalledPackage, type InstalledPackage } from './find-installed-package.js'

/** The result of `doctor` for an engine that is an optional dependency. */
export function checkInstalledPackage(
  check: string,
  name: string,
  found: InstalledPackage | undefined = findInstalledPackage(name),
): Finding {
  if (found !== undefined) return { check, status: 'ok', message: `${name} ${found.version}` }
  return {
    check,
    status: 'warning',
    message: `The optional package ${name} is not installed.`,
    fix: 'Run npm install with optional dependencies, or use homemanager up --provider docker.',
  }
}
