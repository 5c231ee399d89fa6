import type { Extension, ExtensionInvariant } from '../../app/extensions/extension.js'
import { registerEventHandlers } from '../../app/extensions/event-handlers.js'
import { registerAccessPatterns } from '../../app/access-patterns/registry.js'
import { registerGenerators } from '../../dataset/generator/registry.js'
import {
  getEntity,
  listBundledEntities,
  listEntities,
  registerEntities,
} from '../../domain/entities/registry.js'
import { type OwnInvariant, registerInvariants } from '../../verify/extension-invariants.js'
import { checkExtension } from './check-extension.js'
import { checkNames } from './check-names.js'
import type { ExtensionFile } from './extension-file.js'
import { guardAccessPattern, guardHandlers } from './guard-consumers.js'
import { callExtension, guardEntity, guardReferences, toCode } from './guard-entity.js'
import { toFieldGenerator, toGenerator } from './guard-generators.js'
import { loadExtensionFile } from './load-extension-file.js'

interface Registered {
  readonly file: ExtensionFile
  readonly extension: Extension
}

/** Loads these files and adds what they declare to the registries. Throws `EXTENSION_INVALID`. */
export async function registerExtensions(root: string, paths: readonly string[]): Promise<void> {
  const extensions: Registered[] = []
  const digests: string[] = []
  for (const each of paths) {
    const loaded = await loadExtensionFile(each, root)
    extensions.push({ file: loaded.file, extension: withCodes(checkExtension(loaded)) })
    digests.push(loaded.digest)
  }
  checkNames(extensions, listBundledEntities())
  registerEntities(
    extensions.flatMap(({ file, extension }) =>
      (extension.entities ?? []).map((each) => guardEntity(file, each)),
    ),
    extensions.flatMap(({ file, extension }) =>
      (extension.columns ?? []).map(({ of: entity, fields, references = [] }) => ({
        entity,
        fields,
        references: guardReferences(file, entity, references),
      })),
    ),
  )
  registerDatasets(extensions, digests.join('').slice(0, 24))
  registerInvariants(extensions.flatMap(listInvariants))
  registerAccessPatterns(
    extensions.flatMap(({ file, extension }) =>
      (extension.accessPatterns ?? []).map((pattern) => guardAccessPattern(file, pattern)),
    ),
  )
  registerEventHandlers(extensions.map(({ file, extension }) => guardHandlers(file, extension.eventHandlers)))
}

function withCodes(extension: Extension): Extension {
  const { entities = [] } = extension
  return {
    ...extension,
    entities: entities.map((entity) => ({
      ...entity,
      id: { ...entity.id, code: entity.id.code ?? toCode(entity.name) },
    })),
  }
}

/** The code of extensions that generate nothing is not part of a dataset. */
function registerDatasets(extensions: readonly Registered[], digest: string): void {
  const generators = extensions.flatMap(({ file, extension }) =>
    (extension.entities ?? []).flatMap((entity) => toGenerator(file, entity) ?? []),
  )
  const fields = extensions.flatMap(({ file, extension }) =>
    (extension.columns ?? []).flatMap(
      (each) => toFieldGenerator(file, each, getEntity(each.of).plural) ?? [],
    ),
  )
  const generates = generators.length + fields.length > 0
  registerGenerators({ generators, fields, ...(generates ? { digest } : {}) })
}

/** Those that it declares, and that the records exist which its entities refer to. */
function listInvariants({ file, extension }: Registered): readonly OwnInvariant[] {
  const { entities = [], columns = [], invariants = [] } = extension
  const references = [
    ...entities.map(({ name, references: own = [] }) => ({ name, own })),
    ...columns.map(({ of: name, references: own = [] }) => ({ name, own })),
  ].filter(({ own }) => own.length > 0)
  return [
    ...references.map(({ name, own }) => ({
      name: `${name.replaceAll('_', '-')}-references`,
      statement: `what a ${name.replaceAll('_', ' ')} refers to exists`,
      references: [
        {
          of: getEntity(name),
          to: own.map(({ entity }) => entity),
          fields: own.map(({ field }) => field),
        },
      ],
    })),
    ...invariants.map((invariant) => toInvariant(file, invariant)),
  ]
}

function toInvariant(file: ExtensionFile, { name, statement, records }: ExtensionInvariant): OwnInvariant {
  const checks = Object.entries(records).map(([plural, check]) => {
    const entity = listEntities().find((each) => each.plural === plural)
    if (entity === undefined || typeof check !== 'function')
      throw file.createInvalidError(
        [`'${name}'`, plural],
        `the invariant ${name} checks ${plural}, which are no records. Records: ${listEntities()
          .map((each) => each.plural)
          .join(', ')}.`,
      )
    return [
      plural,
      (record, _context, report) =>
        callExtension(file, [`'${name}'`, plural], `the invariant ${name}`, () =>
          check(record.fields, (message) => report({ store: entity.place.store, id: record.id, message })),
        ),
    ] satisfies [string, NonNullable<OwnInvariant['records']>[string]]
  })
  return { name, statement, records: Object.fromEntries(checks) }
}
