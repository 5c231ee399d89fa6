import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'rolldown/parseAst'

const ROOT: string = fileURLToPath(new URL('../..', import.meta.url))

/** A string or an identifier of a file. Comments are not listed. */
export interface Word {
  /** Relative to the root of the project. */
  readonly file: string
  readonly line: number
  readonly kind: 'text' | 'identifier'
  readonly value: string
}

/** Lists the file names, identifiers and strings of all TypeScript files in a directory of `src`, without tests. */
export function listSourceWords(directory: string): readonly Word[] {
  const files = listFiles(path.join('src', directory), '.ts').filter((file) => !file.endsWith('.test.ts'))
  return files.flatMap((file) => [
    { file, line: 1, kind: 'identifier' as const, value: path.basename(file, '.ts') },
    ...parseWords(file, readFileSync(path.join(ROOT, file), 'utf8')),
  ])
}

/** Lists the lines of a Markdown file, or of all Markdown files in a directory. */
export function listDocumentWords(fileOrDirectory: string): readonly Word[] {
  const files = fileOrDirectory.endsWith('.md') ? [fileOrDirectory] : listFiles(fileOrDirectory, '.md')
  return files.flatMap((file) =>
    readFileSync(path.join(ROOT, file), 'utf8')
      .split('\n')
      .map((value, index) => ({ file, line: index + 1, kind: 'text' as const, value })),
  )
}

/** Lists the identifiers and strings of a TypeScript source. */
export function parseWords(file: string, source: string): readonly Word[] {
  const words: Word[] = []
  const lineEnds = [...source.matchAll(/\n/g)].map(({ index }) => index)
  const getLine = ({ start }: Node): number => {
    const index = lineEnds.findIndex((end) => end >= start)
    return (index === -1 ? lineEnds.length : index) + 1
  }
  visit(parseAst(source, { lang: 'ts' }), (node) => {
    if ((node.type === 'Identifier' || node.type === 'PrivateIdentifier') && typeof node.name === 'string') {
      words.push({ file, line: getLine(node), kind: 'identifier', value: node.name })
    }
    for (const [index, value] of (getText(node)?.split('\n') ?? []).entries()) {
      words.push({ file, line: getLine(node) + index, kind: 'text', value })
    }
  })
  return words
}

interface Node {
  readonly type: string
  readonly start: number
  readonly name?: unknown
  readonly value?: unknown
  readonly source?: unknown
}

function visit(value: unknown, onNode: (node: Node) => void): void {
  if (Array.isArray(value)) return value.forEach((each) => visit(each, onNode))
  if (typeof value !== 'object' || value === null) return
  if (isNode(value)) onNode(value)
  for (const [key, child] of Object.entries(value)) {
    // The source of an import or export is a file name, which is checked itself.
    if (key !== 'source') visit(child, onNode)
  }
}

function isNode(value: object): value is Node {
  return 'type' in value && typeof value.type === 'string' && 'start' in value
}

function getText({ type, value }: Node): string | undefined {
  if (type === 'Literal') return typeof value === 'string' ? value : undefined
  if (type !== 'TemplateElement' || typeof value !== 'object' || value === null) return undefined
  return 'raw' in value && typeof value.raw === 'string' ? value.raw : undefined
}

function listFiles(directory: string, extension: string): readonly string[] {
  return readdirSync(path.join(ROOT, directory), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => path.join(directory, file))
}
