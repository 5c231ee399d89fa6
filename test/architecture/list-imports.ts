import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE_DIRECTORY = fileURLToPath(new URL('../../src', import.meta.url))

/** An import. Paths are relative to `src`, without extension. */
export interface Import {
  readonly from: string
  /** A file in `src`, or a package. */
  readonly to: string
  readonly internal: boolean
  /** Erased by the compiler. */
  readonly typeOnly: boolean
  /** By `import()`. */
  readonly dynamic: boolean
}

/** All imports in `src`, except in tests. */
export function listImports(): readonly Import[] {
  return readdirSync(SOURCE_DIRECTORY, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap(parseImports)
}

function parseImports(file: string): readonly Import[] {
  const text = readFileSync(path.join(SOURCE_DIRECTORY, file), 'utf8')
  const from = file.replace(/\.ts$/, '')
  const pattern =
    /^(?:import|export)\s+(type\s+)?(?:[^'"()]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm
  return [...text.matchAll(pattern)].map(([, type, fixed, dynamic]) => {
    const target = fixed ?? dynamic ?? ''
    const internal = target.startsWith('.')
    return {
      from,
      to: internal ? path.join(path.dirname(file), target).replace(/\.js$/, '') : toPackageName(target),
      internal,
      typeOnly: type !== undefined,
      dynamic: dynamic !== undefined,
    }
  })
}

function toPackageName(target: string): string {
  const [first = '', second = ''] = target.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
