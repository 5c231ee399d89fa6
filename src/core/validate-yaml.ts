import type { Ajv, ValidateFunction } from 'ajv'
import { endSentence } from './end-sentence.js'
import type { Schema } from './schema.js'
import type { FindLine, YamlValidationError } from './yaml-validation-error.js'

/** A YAML file validated against a JSON Schema. */
export interface ValidatedYaml<T> {
  /** Conforms to the schema if there are no errors. */
  readonly value: T
  readonly errors: readonly YamlValidationError[]
  /** Returns the line of the value at a path. */
  readonly findLine: FindLine
}

/**
 * Annotation keywords of the schemas. `patternErrorMessage` describes what a `pattern` allows; editors show it too.
 * `renamedProperties` maps the former names of properties to their current names.
 */
const SCHEMA_ANNOTATIONS = ['patternErrorMessage', 'renamedProperties']

const compiledSchemas = new WeakMap<object, ValidateFunction>()

/**
 * Parses and validates YAML, and reports all errors. Loads the parser and the validator on the first call. `complete` may add
 * values to what the file has before it is validated.
 */
export async function validateYaml<T>(
  text: string,
  schema: Schema<T>,
  complete: (value: unknown) => Promise<unknown> = (value) => Promise.resolve(value),
): Promise<ValidatedYaml<T>> {
  const [
    { LineCounter, parseDocument },
    { Ajv },
    { dropConsequences, findLineInDocument, toYamlValidationError },
    { findParseProblems },
  ] = await Promise.all([
    import('yaml'),
    import('ajv'),
    import('./yaml-validation-error.js'),
    import('./yaml-parse-problems.js'),
  ])
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const parseProblems = findParseProblems(text, document, lines)
  const value = (parseProblems.length > 0 ? {} : await complete(document.toJS() ?? {})) as T
  const result = (problems: readonly YamlValidationError[]): ValidatedYaml<T> => ({
    value,
    errors: problems,
    findLine: (path) => findLineInDocument(path.map(String), document, lines, false),
  })
  if (parseProblems.length > 0) return result(parseProblems)
  const validate = compileSchema(schema, Ajv)
  if (validate(value)) return result([])
  const found = dropConsequences(validate.errors ?? [])
  const enums = new Set(
    found.flatMap(({ keyword, instancePath }) => (keyword === 'enum' ? instancePath : [])),
  )
  // The allowed values say more than the type.
  const errors = found
    // For `if`, the errors of its schema are reported.
    .filter(({ keyword }) => keyword !== 'if')
    .filter(({ keyword, instancePath }) => keyword !== 'type' || !enums.has(instancePath))
    .map((error) => toYamlValidationError(error, document, lines))
  return result(errors.toSorted((a, b) => a.line - b.line))
}

/** Compiling a schema takes longer than validating a file. A long-running process reads its configuration again and again. */
function compileSchema<T>(schema: Schema<T>, Validator: typeof Ajv): ValidateFunction {
  const known = compiledSchemas.get(schema)
  if (known !== undefined) return known
  // A URI is checked by its pattern; a MongoDB URL may have several hosts, which is not a valid URI.
  const ajv = new Validator({ allErrors: true, verbose: true, allowUnionTypes: true, formats: { uri: true } })
  ajv.addVocabulary(SCHEMA_ANNOTATIONS)
  const validate = ajv.compile(schema)
  compiledSchemas.set(schema, validate)
  return validate
}

/** Formats one error as `path:line message`, or `path:line:column message`, several as a summary with one line each. */
export function formatYamlErrors(
  path: string,
  problems: readonly YamlValidationError[],
): { readonly message: string; readonly detail?: string } {
  const [first] = problems
  if (problems.length === 1) {
    const { line = 1, column, message = '' } = first ?? {}
    return { message: endSentence(`${path}:${line}${column === undefined ? '' : `:${column}`}: ${message}`) }
  }
  return {
    message: `${path} has ${problems.length} errors.`,
    detail: problems.map(({ line, message }) => endSentence(`line ${line}: ${message}`)).join('\n'),
  }
}
