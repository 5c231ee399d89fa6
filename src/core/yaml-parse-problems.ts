import { type Document, isCollection, isScalar, type LineCounter, visit, type YAMLError } from 'yaml'
import { isExactNumber } from './is-exact-number.js'
import type { YamlValidationError } from './yaml-validation-error.js'

/** What the parser rejects, warns about, or reads as another value than the file has. */
export function findParseProblems(
  text: string,
  document: Document.Parsed,
  lines: LineCounter,
): readonly YamlValidationError[] {
  const located = [...document.errors, ...document.warnings].map((error) => {
    const unclosed = findUnclosed(text, document, error)
    const { line, col } = lines.linePos(unclosed ?? error.pos[0])
    return { line, column: col, message: describeYamlError(text, error, unclosed) }
  })
  // What follows an error in a line is a consequence of it.
  const problems = located.filter(
    ({ line }, index) => located.findIndex((each) => each.line === line) === index,
  )
  return problems.length > 0 ? problems : findUnusable(document, lines)
}

/** Where a bracket or quote opens that the parser misses at the end of the file, or where it has found something else. */
function findUnclosed(
  text: string,
  document: Document.Parsed,
  { message, pos }: YAMLError,
): number | undefined {
  const isMissing = /^(?:Flow|Missing closing)/.test(message)
  let found: number | undefined
  visit(document, {
    Node(_, node) {
      const isOpened = isCollection(node) ? node.flow : isScalar(node) && node.type?.startsWith('QUOTE')
      const [start, end] = node.range ?? [pos[0], pos[0]]
      const isBefore = start < pos[0] && (isMissing || pos[0] <= end)
      if (isOpened === true && isBefore && !isClosed(text.slice(start, end))) found = start
    },
  })
  return found
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}' }

function isClosed(written: string): boolean {
  const closing = CLOSING[written[0] ?? ''] ?? written[0] ?? ''
  return written.length > 1 && written.endsWith(closing)
}

/** In the words of users, who need not know the grammar of YAML. */
function describeYamlError(text: string, { code, message, pos }: YAMLError, unclosed?: number): string {
  const [start] = pos
  const written = /^\S*/.exec(text.slice(start))?.[0] ?? ''
  if (unclosed !== undefined) {
    const opening = text[unclosed] ?? ''
    return `The ${opening} that opens here is not closed: a ${CLOSING[opening] ?? opening} is missing.`
  }
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'A value that contains a colon and a space must be in quotes, and the fields of a mapping must be on lines of their own.'
    case 'TAB_AS_INDENT':
      return 'The line is indented with a tab. Use spaces.'
    case 'DUPLICATE_KEY':
      return `${written.replace(/:$/, '')} is set twice.`
    case 'BAD_SCALAR_START':
      return `A value that starts with ${written.slice(0, 1)} must be in quotes.`
    case 'MULTIPLE_DOCS':
      return 'The file has several documents, separated by ---. Only one is allowed.'
    case 'TAG_RESOLVE_FAILED':
      return `The tag ${written} is unknown.`
    case 'MULTILINE_IMPLICIT_KEY':
      return NO_COLON
    case 'UNEXPECTED_TOKEN':
      return written === '' ? 'Something is missing here.' : `${written} is not expected here.`
    default:
      return message.startsWith('Implicit map keys') ? NO_COLON : toSentence(message)
  }
}

const NO_COLON = 'A colon and a space are missing after the name of a field: "name: value".'

/** The line is named before it, and a sample of the file follows. */
function toSentence(message: string): string {
  return message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '.') ?? message
}

/** Numbers that JavaScript would round, and references to nothing. */
function findUnusable(document: Document, lines: LineCounter): readonly YamlValidationError[] {
  const problems: YamlValidationError[] = []
  const add = (range: readonly number[] | null | undefined, message: string): void => {
    problems.push({ line: lines.linePos(range?.[0] ?? 0).line, message })
  }
  visit(document, {
    Scalar(_, { value, source, range }) {
      if (typeof value !== 'number' || source === undefined || isExact(source)) return
      add(range, `The number ${source} cannot be represented exactly. Quote it if a string is meant.`)
    },
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return
      add(alias.range, `*${alias.source} refers to nothing. A value that starts with * must be in quotes.`)
    },
  })
  return problems
}

function isExact(source: string): boolean {
  const digits = source.replace(/^[+-]/, '')
  return digits.startsWith('0o') ? Number.isSafeInteger(Number(digits)) : isExactNumber(digits)
}
