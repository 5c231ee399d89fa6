import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'rolldown/parseAst'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../src', import.meta.url))
/** Of the words of a suggestion, how many may be in the message. */
const MAX_REPEATED = 0.6
const STOP_WORDS = new Set(
  'a an and are as be by for from has have homemanager in is it its no not of on or run that the this to with'.split(
    ' ',
  ),
)

test('the suggestion of an error says more than its message', () => {
  const errors = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => listErrors(readFileSync(path.join(ROOT, file), 'utf8')))
  expect(errors.length).toBeGreaterThan(150)
  expect(errors.filter(({ message, suggestion }) => isRepeated(message, suggestion))).toEqual([])
})

test('a suggestion that repeats the message is found', () => {
  const source = `({ message: '--template is for init service.', hint: 'Run homemanager init service.' })`
  const [error] = listErrors(source)
  expect(error !== undefined && isRepeated(error.message, error.suggestion)).toBe(true)
})

function isRepeated(message: string, suggestion: string): boolean {
  const known = listWords(message)
  const words = [...listWords(suggestion)]
  return words.length > 1 && words.filter((word) => known.has(word)).length / words.length > MAX_REPEATED
}

function listWords(text: string): ReadonlySet<string> {
  return new Set((text.toLowerCase().match(/[a-z][a-z-]+/g) ?? []).filter((word) => !STOP_WORDS.has(word)))
}

interface ErrorTexts {
  readonly message: string
  readonly suggestion: string
}

/** The texts of object literals with a message and a suggestion. Values in templates are left out. */
function listErrors(source: string): readonly ErrorTexts[] {
  // Parsing takes most of the time.
  if (!/\b(?:suggestion|hint)\b/.test(source)) return []
  const found: ErrorTexts[] = []
  visit(parseAst(source, { lang: 'ts' }), (node) => {
    if (node['type'] !== 'ObjectExpression' || !Array.isArray(node['properties'])) return
    const texts = new Map(node['properties'].map(({ key, value }) => [key?.name, getText(value)]))
    const message = texts.get('message')
    const suggestion = texts.get('suggestion') ?? texts.get('hint')
    if (message !== undefined && suggestion !== undefined) found.push({ message, suggestion })
  })
  return found
}

type Node = Readonly<Record<string, unknown>>

function visit(value: unknown, onNode: (node: Node) => void): void {
  if (Array.isArray(value)) return value.forEach((each) => visit(each, onNode))
  if (typeof value !== 'object' || value === null) return
  onNode(value as Node)
  for (const child of Object.values(value)) visit(child, onNode)
}

function getText(node: Node | undefined): string | undefined {
  if (node?.['type'] === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node?.['type'] !== 'TemplateLiteral') return undefined
  return (node['quasis'] as readonly { readonly value: { readonly raw: string } }[])
    .map(({ value }) => value.raw)
    .join(' ')
}
