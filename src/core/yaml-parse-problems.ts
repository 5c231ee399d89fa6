import { type Document, type LineCounter, visit } from 'yaml'
import { isExactNumber } from './is-exact-number.js'
import type { YamlValidationError } from './yaml-validation-error.js'

/** What the parser rejects, warns about, or reads as another value than the file has. */
export function findParseProblems(
  document: Document.Parsed,
  lines: LineCounter,
): readonly YamlValidationError[] {
  const problems = [...document.errors, ...document.warnings].map(({ linePos, message }) => ({
    line: linePos?.[0].line ?? 1,
    // The position is followed by an excerpt of the file. The line is shown in front of the message.
    message: (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, ''),
  }))
  return problems.length > 0 ? problems : findInexactNumbers(document, lines)
}

/** JavaScript would round them. */
function findInexactNumbers(document: Document, lines: LineCounter): readonly YamlValidationError[] {
  const problems: YamlValidationError[] = []
  visit(document, {
    Scalar(_, { value, source, range }) {
      if (typeof value !== 'number' || source === undefined || isExact(source)) return
      problems.push({
        line: lines.linePos(range?.[0] ?? 0).line,
        message: `The number ${source} cannot be represented exactly. Quote it if a string is meant.`,
      })
    },
  })
  return problems
}

function isExact(source: string): boolean {
  const digits = source.replace(/^[+-]/, '')
  return digits.startsWith('0o') ? Number.isSafeInteger(Number(digits)) : isExactNumber(digits)
}
