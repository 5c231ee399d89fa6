import { CONFIG_ERRORS } from '../../../config/config-errors.js'
import { HomeError } from '../../../core/home-error.js'
import { isRecord } from '../../../core/is-record.js'
import { getPackageVersion } from '../../../core/package-version.js'
import type { InitValues } from './init-values.js'

/** What `npm init` writes, which fails when it is run. */
const NO_TEST = 'echo "Error: no test specified" && exit 1'

/**
 * Adds `homemanager` as a dev dependency and the scripts `stack:up`, `stack:down` and, if there are no tests yet, `test`. What the
 * file has is kept, with its indentation.
 */
export function extendPackageJson(present: string | undefined, { project, seed }: InitValues): string {
  const manifest = present === undefined ? { name: project, private: true, type: 'module' } : parse(present)
  const scripts = toRecord(manifest['scripts'])
  const extended = {
    ...manifest,
    scripts: {
      'stack:up': `homemanager up --seed ${seed}`,
      'stack:down': 'homemanager down',
      ...scripts,
      ...(scripts['test'] === undefined || scripts['test'] === NO_TEST ? { test: 'homemanager verify' } : {}),
    },
    ...(isDependency(manifest)
      ? {}
      : {
          devDependencies: {
            ...toRecord(manifest['devDependencies']),
            homemanager: `^${getPackageVersion()}`,
          },
        }),
  }
  const indentation = /^[ \t]+(?=")/m.exec(present ?? '')?.[0] ?? '  '
  const text = `${JSON.stringify(extended, null, indentation)}\n`
  const isSame = present !== undefined && JSON.stringify(extended) === JSON.stringify(manifest)
  return isSame ? present : text
}

/** `scripts stack:up, stack:down; test instead of npm's placeholder; dev dependency homemanager`. */
export function describePackageJson(present: string | undefined, text: string): string {
  const before = present === undefined ? {} : parse(present)
  const after = parse(text)
  const had = toRecord(before['scripts'])
  const added = Object.keys(toRecord(after['scripts'])).filter((name) => had[name] === undefined)
  return [
    ...(added.length === 0 ? [] : [`scripts ${added.join(', ')}`]),
    ...(had['test'] === NO_TEST ? ["script test instead of npm's placeholder"] : []),
    ...(isDependency(before) ? [] : ['dev dependency homemanager']),
  ].join('; ')
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let found: unknown
  let cause: unknown
  try {
    found = JSON.parse(text)
  } catch (error) {
    cause = error
  }
  if (isRecord(found)) return found
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: 'package.json is not a JSON object; nothing was written.',
    suggestion: 'Correct package.json, or name the files to write: homemanager init config.',
    cause,
  })
}

function isDependency(manifest: Readonly<Record<string, unknown>>): boolean {
  return (
    manifest['name'] === 'homemanager' ||
    ['dependencies', 'devDependencies'].some((kind) => 'homemanager' in toRecord(manifest[kind]))
  )
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {}
}
