import type { LineOf, YamlFault } from './yaml-fault.js'

/** A YAML file that was held against a JSON Schema. */
export interface CheckedYaml<T> {
  /** Follows the schema if there are no faults. */
  readonly value: T
  readonly faults: readonly YamlFault[]
  /** On which line the value at a path stands. */
  readonly lineOf: LineOf
}

/** Parses and checks a YAML text; names every fault at once. Loads parser and validator only now. */
export async function checkYaml<T>(text: string, schema: object): Promise<CheckedYaml<T>> {
  const [{ LineCounter, parseDocument }, { Ajv }, { lineOf, yamlFault }] = await Promise.all([
    import('yaml'),
    import('ajv'),
    import('./yaml-fault.js'),
  ])
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const value = (document.errors.length > 0 ? {} : (document.toJS() ?? {})) as T
  const result = (faults: readonly YamlFault[]): CheckedYaml<T> => ({
    value,
    faults,
    lineOf: (path) => lineOf(path.map(String), document, lines, false),
  })
  if (document.errors.length > 0) {
    return result(
      document.errors.map((error) => ({
        line: error.linePos?.[0].line ?? 1,
        text: error.message.split('\n')[0] ?? error.message,
      })),
    )
  }
  const validate = new Ajv({ allErrors: true, verbose: true }).compile<T>(schema)
  if (validate(value)) return result([])
  return result((validate.errors ?? []).map((error) => yamlFault(error, document, lines)))
}

/** The faults as `path:line text`, or the lines of many. */
export function faultsText(
  path: string,
  faults: readonly YamlFault[],
): { readonly message: string; readonly detail?: string } {
  const [first] = faults
  if (faults.length === 1) return { message: `${path}:${first?.line ?? 1} ${first?.text ?? ''}` }
  return {
    message: `${path} has ${faults.length} faults.`,
    detail: faults.map(({ line, text }) => `line ${line}: ${text}`).join('\n'),
  }
}
