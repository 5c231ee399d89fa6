import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url))

/** One import of one file; paths relative to `src`, without extension. */
export interface Import {
  readonly from: string
  /** A file of ours, or a package. */
  readonly to: string
  readonly ours: boolean
  /** Only a type: gone after compilation. */
  readonly typeOnly: boolean
  /** By `import()`, when the code gets there. */
  readonly lazy: boolean
}

/** Every import in `src`, tests left out. */
export function allImports(): readonly Import[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap(importsOf)
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(path.join(SOURCES, file), 'utf8')
  const from = file.replace(/\.ts$/, '')
  const pattern =
    /^(?:import|export)\s+(type\s+)?(?:[^'"()]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm
  return [...text.matchAll(pattern)].map(([, type, fixed, lazy]) => {
    const target = fixed ?? lazy ?? ''
    const ours = target.startsWith('.')
    return {
      from,
      to: ours ? path.join(path.dirname(file), target).replace(/\.js$/, '') : packageName(target),
      ours,
      typeOnly: type !== undefined,
      lazy: lazy !== undefined,
    }
  })
}

function packageName(target: string): string {
  const [first = '', second = ''] = target.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
