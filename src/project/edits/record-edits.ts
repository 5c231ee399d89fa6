import { hasErrorCode, HomeError } from '../../core/home-error.js'
import { isRecord } from '../../core/is-record.js'
import type { StoreName } from '../../core/store-name.js'
import type { Entity } from '../../domain/entities/entity.js'
import { BUNDLED_ENTITIES, type InspectableEntity, isBundledEntity } from '../../domain/entities/registry.js'
import { findRecords } from '../../inspect/records/find-records.js'
import type { RecordSources, RecordView } from '../../inspect/records/record-view.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { assertLocalRecord } from './assert-local-record.js'
import type { EditFace } from './correlation-id.js'
import type { Edit, EditForm, EditPreview, EditResult, Values } from './edit.js'
import { EDIT_ERRORS, mixedError, undoConflictError } from '../../inspect/editing/edit-errors.js'
import { listEditFields } from './edit-fields.js'
import { EDITABLE_ENTITIES, type EditableEntity } from './editable-entities.js'
import { ServiceEdits } from './service-edits.js'
import { StoreEdits } from './store-edits.js'
import { isOwnField } from './store-fields.js'
import { suggestReferences } from './suggest-references.js'

/** A record, and how it can be changed. */
interface Target {
  readonly entity: Entity<InspectableEntity>
  readonly view: RecordView
  /** Undefined for an entity of the project's own. */
  readonly editable: EditableEntity | undefined
}

/** How the last edit of a record is undone. */
interface LastEdit {
  /** Throws `EDIT_CONFLICT` if the record was changed since. */
  readonly undo: () => Promise<EditResult>
  /** Whether each change of the record has a version: a service has made the edit. */
  readonly countsVersions: boolean
}

/**
 * Edits records: through the services that own them, and the project's own fields straight in the store. Remembers how to undo the
 * last edit of each record.
 */
export class RecordEdits {
  readonly #project: () => RecordedProject
  readonly #sources: () => Promise<RecordSources>
  readonly #services: ServiceEdits
  readonly #stores: StoreEdits
  readonly #undo = new Map<string, LastEdit>()
  /** The check of each store, once. */
  readonly #local = new Map<StoreName, Promise<void>>()

  constructor(face: EditFace, project: () => RecordedProject, sources: () => Promise<RecordSources>) {
    this.#project = project
    this.#sources = sources
    this.#services = new ServiceEdits(face, project, sources)
    this.#stores = new StoreEdits(face, project, sources)
  }

  /** Throws `NOT_EDITABLE`, `NOT_FOUND`, and `REMOTE_TARGET_NOT_ALLOWED` if the store is on another machine. */
  async open(kind: string, id: string): Promise<EditForm> {
    const { entity, view, editable } = await this.#find(kind, id)
    const hasOwn = editable === undefined || hasOwnFields(entity, view)
    const [service, stored] = await Promise.all([
      editable && this.#services.read(editable, view),
      hasOwn ? this.#stores.open(entity, view.id) : undefined,
    ])
    const fields = [
      ...(service === undefined
        ? []
        : await suggestReferences(
            await this.#sources(),
            service.editable.findActor(view.record),
            listEditFields(service.editable, orderAsShown(service.record, view.record)),
          )),
      ...(stored?.fields ?? []),
    ]
    if (fields.length === 0) throw notEditableError(kind)
    return {
      kind,
      id: view.id,
      fields,
      canUndo: this.#undo.has(toKey(view)),
      ...(service === undefined
        ? {}
        : { service: service.editable.service, version: Number(service.record['version']) }),
      ...(stored === undefined ? {} : { revision: stored.revision, store: entity.place.store }),
    }
  }

  /** What the edit would do, without doing it. Throws `EDIT_MIXED` and `EDIT_INVALID`. */
  async preview(edit: Edit): Promise<EditPreview> {
    const { entity, view, editable } = await this.#find(edit.kind, edit.id)
    const isStored = isStoreEdit(entity, edit)
    const seen = Object.entries(edit.seen ?? {}).filter(([name]) => isStoreField(entity, name) === isStored)
    const known = { ...edit, seen: Object.fromEntries(seen) }
    if (isStored) return this.#stores.preview(entity, view.id, known)
    if (editable === undefined) throw notEditableError(edit.kind)
    return this.#services.preview(await this.#services.read(editable, view), known)
  }

  /** Throws `EDIT_CONFLICT` if the record was changed since it was read, and what the service or the store responds. */
  async save(edit: Edit): Promise<EditResult> {
    const { entity, view, editable } = await this.#find(edit.kind, edit.id)
    const key = toKey(view)
    if (isStoreEdit(entity, edit)) {
      const { undo, traceId } = await this.#stores.save(entity, view.id, edit)
      const restore = async (): Promise<EditResult> => {
        const undone = await this.#stores.undo(undo)
        return { revision: undone.undo.revision, traceId: undone.traceId }
      }
      this.#undo.set(key, { undo: restore, countsVersions: false })
      return { revision: undo.revision, traceId }
    }
    if (editable === undefined) throw notEditableError(edit.kind)
    const service = await this.#services.read(editable, view)
    const result = await this.#services.save(service, edit)
    const change = Object.fromEntries(
      Object.keys(edit.change).map((name) => [name, service.record[name] ?? null]),
    )
    const { version } = result
    const restore = async (): Promise<EditResult> =>
      // With another token.
      this.#services.save(await this.#services.read(editable, view), { ...edit, version, change })
    this.#undo.set(key, { undo: restore, countsVersions: true })
    return result
  }

  /**
   * Restores the values before the last edit. Throws `NOTHING_TO_UNDO`, and `EDIT_CONFLICT` if the record was changed since: then
   * the edit can no longer be undone.
   */
  async undo(kind: string, id: string): Promise<EditResult> {
    const { view } = await this.#find(kind, id)
    const last = this.#undo.get(toKey(view))
    if (last === undefined)
      throw new HomeError(EDIT_ERRORS.NOTHING_TO_UNDO, { message: 'There is no edit to undo.' })
    const result = await last.undo().catch(async (error: unknown) => {
      if (!hasErrorCode(error, EDIT_ERRORS.EDIT_CONFLICT)) throw error
      this.#undo.delete(toKey(view))
      throw undoConflictError(last.countsVersions ? await this.#readVersion(kind, id) : undefined, error)
    })
    this.#undo.delete(toKey(view))
    return result
  }

  async #readVersion(kind: string, id: string): Promise<number | undefined> {
    const { version } = (await this.#find(kind, id)).view.record
    return typeof version === 'number' ? version : undefined
  }

  async #find(kind: string, id: string): Promise<Target> {
    const sources = await this.#sources()
    if (!sources.entities.isInspectable(kind)) throw notEditableError(kind)
    const entity = sources.entities.get(kind) as Entity<InspectableEntity>
    const editable = EDITABLE_ENTITIES.find((each) => each.entity === kind)
    // A service owns its records, also those that it does not change.
    if (editable === undefined && isBundledEntity(kind)) throw notEditableError(kind)
    await this.#assertLocal(entity.place.store)
    const [view] = await findRecords(sources, id, kind)
    return { entity, view, editable }
  }

  async #assertLocal(store: StoreName): Promise<void> {
    const check = this.#local.get(store) ?? assertLocalRecord(this.#project(), store)
    this.#local.set(store, check)
    return check
  }
}

/** DynamoDB returns the keys of an object in any order: here they have the order of the page. */
export function orderAsShown(record: Values, shown: Values): Values {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, orderKeys(value, shown[name])]),
  )
}

function orderKeys(value: unknown, shown: unknown): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = Array.isArray(shown) ? shown : []
    return value.map((each, i) => orderKeys(each, items[i]))
  }
  if (!isRecord(value)) return value
  const names = new Set([...(isRecord(shown) ? Object.keys(shown) : []), ...Object.keys(value)])
  return Object.fromEntries(
    [...names]
      .filter((name) => name in value)
      .map((name) => [name, orderKeys(value[name], isRecord(shown) ? shown[name] : undefined)]),
  )
}

function hasOwnFields(entity: Entity, { record }: RecordView): boolean {
  return [...Object.keys(entity.fields), ...Object.keys(record)].some((name) => isOwnField(entity, name))
}

/** Whether the edit is written straight to the store. Throws `EDIT_MIXED`. */
function isStoreEdit(entity: Entity, { change }: Edit): boolean {
  const names = Object.keys(change)
  const own = names.filter((name) => isStoreField(entity, name))
  if (own.length > 0 && own.length < names.length) throw mixedError(entity.place.store)
  return own.length > 0
}

/** The API of a service may name a field otherwise than the store. */
function isStoreField(entity: Entity, name: string): boolean {
  const editable = EDITABLE_ENTITIES.find((each) => each.entity === entity.name)
  const { properties = {} } = (editable?.change.body ?? {}) as { readonly properties?: object }
  return !(name in properties) && isOwnField(entity, name)
}

function toKey({ kind, id }: RecordView): string {
  return `${kind} ${id}`
}

function notEditableError(kind: string): HomeError {
  const entities = EDITABLE_ENTITIES.map(({ entity }) => BUNDLED_ENTITIES.get(entity).plural).join(', ')
  return new HomeError(EDIT_ERRORS.NOT_EDITABLE, {
    message: `No service changes ${BUNDLED_ENTITIES.all.find(({ name }) => name === kind)?.plural ?? kind}.`,
    suggestion: `These can be edited: ${entities}, and the records of the project's own entities.`,
  })
}
