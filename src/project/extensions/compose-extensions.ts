import type { Extension, ExtensionInvariant } from '../../app/extensions/extension.js'
import type { DatasetExtensions } from '../../dataset/generator/registry.js'
import { BUNDLED_ENTITIES, type EntityRegistry, extendEntities } from '../../domain/entities/registry.js'
import type { OwnInvariant } from '../../verify/extension-invariants.js'
import { checkExtension } from './check-extension.js'
import { type CheckedExtension, checkNames } from './check-names.js'
import type { ExtensionFile } from './extension-file.js'
import { ExtensionModules } from './extension-modules.js'
import { guardAccessPattern, guardHandlers } from './guard-consumers.js'
import { callExtension, guardEntity, guardReferences, toCode } from './guard-entity.js'
import { toFieldGenerator, toGenerator } from './guard-generators.js'
import { loadExtensionFile } from './load-extension-file.js'
import type { ProjectExtensions } from './project-extensions.js'

/** Loads these files and combines what they declare with homemanager's own. Throws `EXTENSION_INVALID`. */
export async function composeExtensions(root: string, paths: readonly string[]): Promise<ProjectExtensions> {
  const extensions: CheckedExtension[] = []
  const digests: string[] = []
  const modules = new ExtensionModules()
  for (const each of paths) {
    const loaded = await loadExtensionFile(each, root, modules)
    extensions.push({ file: loaded.file, extension: withCodes(checkExtension(loaded)) })
    digests.push(loaded.digest)
  }
  checkNames(extensions, BUNDLED_ENTITIES.all)
  const entities = composeEntities(extensions)
  const createHandlers = extensions.map(({ file, extension }) => guardHandlers(file, extension.eventHandlers))
  return {
    ...composeDatasets(entities, extensions, digests.join('').slice(0, 24)),
    invariants: extensions.flatMap((each) => listInvariants(entities, each)),
    accessPatterns: extensions.flatMap(({ file, extension }) =>
      (extension.accessPatterns ?? []).map((pattern) => guardAccessPattern(file, pattern)),
    ),
    createEventHandlers: (stores) => createHandlers.flatMap((create) => create(stores)),
  }
}

function composeEntities(extensions: readonly CheckedExtension[]): EntityRegistry {
  return extendEntities(
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
function composeDatasets(
  entities: EntityRegistry,
  extensions: readonly CheckedExtension[],
  digest: string,
): DatasetExtensions {
  const generators = extensions.flatMap(({ file, extension }) =>
    (extension.entities ?? []).flatMap((entity) => toGenerator(file, entity) ?? []),
  )
  const fields = extensions.flatMap(({ file, extension }) =>
    (extension.columns ?? []).flatMap(
      (each) => toFieldGenerator(file, each, entities.get(each.of).plural) ?? [],
    ),
  )
  const generates = generators.length + fields.length > 0
  return { entities, generators, fields, ...(generates ? { digest } : {}) }
}

/** Those that it declares, and that the records exist which its entities refer to. */
function listInvariants(
  registry: EntityRegistry,
  { file, extension }: CheckedExtension,
): readonly OwnInvariant[] {
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
          of: registry.get(name),
          to: own.map(({ entity }) => entity),
          fields: own.map(({ field }) => field),
        },
      ],
    })),
    ...invariants.map((invariant) => toInvariant(registry, file, invariant)),
  ]
}

function toInvariant(
  registry: EntityRegistry,
  file: ExtensionFile,
  { name, statement, records }: ExtensionInvariant,
): OwnInvariant {
  const checks = Object.entries(records).map(([plural, check]) => {
    const entity = registry.all.find((each) => each.plural === plural)
    if (entity === undefined || typeof check !== 'function')
      throw file.createInvalidError(
        [`'${name}'`, plural],
        `the invariant ${name} checks ${plural}, which are no records. Records: ${registry.all
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
