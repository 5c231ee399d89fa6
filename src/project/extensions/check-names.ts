import type { Extension } from '../../app/extensions/extension.js'
import type { Entity } from '../../domain/entities/entity.js'
import type { ExtensionFile } from './extension-file.js'

export interface CheckedExtension {
  readonly file: ExtensionFile
  readonly extension: Extension
}

/** Checks that names, places and codes are not used twice, and that what is referred to exists. Throws `EXTENSION_INVALID`. */
export function checkNames(extensions: readonly CheckedExtension[], bundled: readonly Entity[]): void {
  const owners = new Map<string, string>()
  const claim = (key: string, owner: string): string | undefined => {
    const known = owners.get(key)
    owners.set(key, known ?? owner)
    return known
  }
  for (const entity of bundled)
    for (const key of listKeys(entity)) claim(key, `the entity ${entity.name} of homemanager`)
  for (const { file, extension } of extensions) {
    for (const entity of extension.entities ?? []) {
      for (const key of listKeys(entity)) {
        const known = claim(key, `the entity ${entity.name} in ${file.formatPlace(1).replace(/:1$/, '')}`)
        if (known === undefined) continue
        const advice = key.startsWith('id.code ')
          ? ' Set id.code of one of them to another number from 16 to 31.'
          : ''
        throw file.createInvalidError(
          [`'${entity.name}'`],
          `entity ${entity.name}: its ${key} is already used by ${known}.${advice}`,
        )
      }
    }
  }
  const names = new Set(
    [...bundled, ...extensions.flatMap(({ extension }) => extension.entities ?? [])].map(({ name }) => name),
  )
  for (const { file, extension } of extensions) {
    const { entities = [], columns = [], invariants = [] } = extension
    for (const { owner, references = [] } of [
      ...entities.map((entity) => ({ ...entity, owner: entity.name })),
      ...columns.map((each) => ({ ...each, owner: each.of })),
    ]) {
      const unknown = references.find((each) => !names.has(each.entity))
      if (unknown !== undefined)
        throw file.createInvalidError(
          [`'${owner}'`, 'references', `'${unknown.entity}'`],
          `${owner}: ${unknown.field} refers to ${unknown.entity}, which is no entity. Entities: ${[...names].join(', ')}.`,
        )
    }
    for (const { of: name, fields } of columns) {
      const entity = bundled.find((each) => each.name === name)
      if (entity === undefined)
        throw file.createInvalidError(
          [`'${name}'`],
          `own columns are for entities of homemanager, not ${name}.`,
        )
      const taken = Object.keys(fields).find((each) => entity.fields[each] !== undefined)
      if (taken !== undefined)
        throw file.createInvalidError([`'${name}'`, taken], `${name}: it has the field ${taken} already.`)
    }
    for (const { name } of invariants) {
      if (/^[a-z][a-z0-9-]*$/.test(name) && claim(`invariant ${name}`, name) === undefined) continue
      throw file.createInvalidError(
        [`'${name}'`],
        `the name of the invariant ${name} must be unique and in kebab case.`,
      )
    }
  }
}

function listKeys({ name, plural, place, id, view }: Entity): readonly string[] {
  const { store } = place
  const where =
    place.store === 'postgres'
      ? place.table
      : place.store === 'mongo'
        ? place.collection
        : place.sortKeyPrefix
  return [
    `name ${name}`,
    ...(plural === name ? [] : [`name ${plural}`]),
    `place ${where} in ${store}`,
    ...(view?.name === undefined || view.name === plural ? [] : [`name ${view.name}`]),
    ...(id.code === undefined ? [] : [`id.code ${id.code}`]),
  ]
}
