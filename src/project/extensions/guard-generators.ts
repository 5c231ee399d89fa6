import type { ExtensionEntity, ExtensionInput, OwnColumns } from '../../app/extensions/extension.js'
import type { EntityGenerator, GeneratorInput } from '../../dataset/generator/entity-generator.js'
import type { FieldGenerator } from '../../dataset/generator/registry.js'
import type { ExtensionFile } from './extension-file.js'
import { callExtension } from './guard-entity.js'
import { toRecord } from './to-record.js'

/** The generator of an entity; undefined if its datasets have no records. Throws `EXTENSION_FAILED`. */
export function toGenerator(file: ExtensionFile, entity: ExtensionEntity): EntityGenerator | undefined {
  const { name, plural, fields, count = 1 } = entity
  if (entity.generate === undefined) return undefined
  const words = [`'${name}'`, 'generate']
  return {
    // Names of extensions are not known to the compiler.
    plural: plural as EntityGenerator['plural'],
    generate: (input) => {
      const given = toInput(input, input.profile.counts?.[plural] ?? count)
      return withoutGlobalState(() =>
        callExtension(file, words, `generate of ${name}`, () => {
          const records: unknown = entity.generate?.(given)
          if (!Array.isArray(records)) throw new TypeError('It must return a list of records.')
          return records.map((record: unknown) => toRecord(record, fields)) as never[]
        }),
      )
    },
  }
}

/** The generator of own fields; undefined if they are absent in datasets. Throws `EXTENSION_FAILED`. */
export function toFieldGenerator(
  file: ExtensionFile,
  columns: OwnColumns,
  plural: string,
): FieldGenerator | undefined {
  const { of: name, fields } = columns
  if (columns.generate === undefined) return undefined
  const words = ['columns', `'${name}'`, 'generate']
  return {
    plural,
    addFields: (records, input) =>
      withoutGlobalState(() =>
        callExtension(file, words, `generate of the columns of ${name}`, () =>
          records.map((record) => {
            const given = toInput(input, input.profile.counts?.[plural] ?? 1)
            return { ...record, ...toRecord(columns.generate?.(record, given), fields) }
          }),
        ),
      ),
  }
}

/** Each call gets streams of its own: no other record depends on what it draws. */
function toInput(input: GeneratorInput, count: unknown): ExtensionInput {
  const random = input.random.derive('extension')
  return {
    ...input,
    // Its properties that are computed on first use stay so.
    family: Object.create(input.family, {
      random: { value: random.derive('family'), enumerable: true },
    }) as typeof input.family,
    random,
    count: typeof count === 'number' ? count : 1,
  }
}

/** Records that depend on the clock or on chance would differ on every machine. The process is restored also if `run` is stopped. */
function withoutGlobalState<T>(run: () => T): T {
  const { random } = Math
  const { now } = Date
  const forbid = (call: string, advice: string) => () => {
    throw new TypeError(`${call} gives another result each time. Use ${advice}.`)
  }
  Math.random = forbid('Math.random()', 'random')
  Date.now = forbid('Date.now()', 'time.anchor')
  try {
    return run()
  } finally {
    Math.random = random
    Date.now = now
  }
}
