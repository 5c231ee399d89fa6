import type { HomeError } from '../../core/home-error.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { callUserCode } from '../../core/user-code/run-user-code.js'
import type { ExtensionEntity } from '../../app/extensions/extension.js'
import type { Entity, ReferenceDeclaration } from '../../domain/entities/entity.js'
import type { ExtensionFile } from './extension-file.js'

/** Codes of ids of extensions; those of homemanager are lower. */
const FIRST_CODE = 16

/** Calls a function of the extension. Its error, or that it does not return, is reported with the file and line. */
export function callExtension<T>(
  file: ExtensionFile,
  words: readonly string[],
  what: string,
  call: () => T,
): T {
  const stopped = file.stopped.get(what)
  if (stopped !== undefined) throw stopped
  const toFailure = (error: unknown): HomeError => file.createFailure(error, words, what)
  const toStopped = (error: unknown): HomeError => {
    const failure = toFailure(error)
    file.stopped.set(what, failure)
    return failure
  }
  try {
    return callUserCode(call, toStopped)
  } catch (error) {
    throw toFailure(error)
  }
}

/** The entity with functions that cannot end a command: what a title or a column throws is shown in its place. */
export function guardEntity(file: ExtensionFile, entity: ExtensionEntity): Entity {
  const { name, columns, references, keys } = entity
  const show = (what: string, call: () => unknown): string => {
    try {
      return callExtension(file, [`'${name}'`, what], `${what} of ${name}`, () => toText(call()))
    } catch (error) {
      return `(${getErrorMessage(error)})`
    }
  }
  return {
    ...entity,
    title: (record) => show('title', () => entity.title(record)),
    ...(entity.heading === undefined
      ? {}
      : { heading: (record) => show('heading', () => entity.heading?.(record) ?? '') }),
    ...(columns === undefined
      ? {}
      : {
          columns: columns.map((column) => ({
            ...column,
            value: (record) => show(`column ${column.name}`, () => column.value(record)),
          })),
        }),
    ...(references === undefined ? {} : { references: guardReferences(file, name, references) }),
    ...(keys === undefined
      ? {}
      : {
          keys: {
            ...keys,
            derive: (record) =>
              callExtension(file, [`'${name}'`, 'derive'], `keys of ${name}`, () => keys.derive(record)),
          },
        }),
  }
}

/** References whose functions report the file and line of an error. */
export function guardReferences(
  file: ExtensionFile,
  owner: string,
  references: readonly ReferenceDeclaration[],
): readonly ReferenceDeclaration[] {
  return references.map((each) => {
    const call = <T>(what: string, run: () => T): T =>
      callExtension(file, [`'${owner}'`, what], `${what} of a reference of ${owner}`, run)
    return {
      ...each,
      ...(each.when === undefined
        ? {}
        : { when: (record) => call('when', () => each.when?.(record) !== false) }),
      ...(each.mayBeDeleted === undefined
        ? {}
        : { mayBeDeleted: (record) => call('mayBeDeleted', () => each.mayBeDeleted?.(record) === true) }),
      ...(each.getAlternativeId === undefined
        ? {}
        : {
            getAlternativeId: (record) => call('getAlternativeId', () => each.getAlternativeId?.(record)),
          }),
    }
  })
}

/** Depends on the name only, so that the ids stay the same when other entities are added. */
export function toCode(name: string): number {
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) >>> 0
  return FIRST_CODE + (hash % 16)
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}
