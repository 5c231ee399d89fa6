import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE_DIRECTORY = fileURLToPath(new URL('../../src', import.meta.url))

/** One import of one file; paths relative to `src`, without extension. */
export interface Import {
  readonly from: string
  /** A file of ours, or a package. */
  readonly to: string
  readonly internal: boolean
  /** Only a type: gone after compilation. */
  readonly typeOnly: boolean
  /** By `import()`, when the code gets there. */
  readonly dynamic: boolean
}

/** Every import in `src`, tests left out. */
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
