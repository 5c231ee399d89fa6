import type { Finding } from '../../core/finding.js'
import { findInstalledPackage } from './find-installed-package.js'

/** The result of `doctor` for an engine that is an optional dependency. */
export function checkInstalledPackage(check: string, name: string): Finding {
  const found = findInstalledPackage(name)
  if (found !== undefined) return { check, status: 'ok', message: `${name} ${found.version}` }
  return {
    check,
    status: 'warning',
    message: `The optional package ${name} is not installed.`,
    fix: 'Run npm install with optional dependencies, or use homemanager up --provider docker.',
  }
}
