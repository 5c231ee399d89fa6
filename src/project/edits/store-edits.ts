import { createTraceparent, getTraceId } from '../../core/tracing.js'
import type { Entity, ReferenceDeclaration } from '../../domain/entities/entity.js'
import type { InspectableEntity } from '../../domain/entities/registry.js'
import type { EditField } from '../../inspect/editing/edit-field.js'
import { checkReferences } from '../../inspect/records/check-references.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import type { EditableRecord, RawChange, RecordEditor } from '../../stores/contracts/record-editor.js'
import type { Store } from '../../stores/contracts/store.js'
import { openStore } from '../../stores/open-stores.js'
import { getStoreDriver } from '../../stores/registry.js'
import { toStoreError } from '../../stores/to-store-error.js'
import { resolveEndpoints } from '../environment/resolve-endpoints.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { recordEdit } from './record-edit-span.js'
import { type Edit, type EditPreview, listChanges, listChangesSince, type Values } from './edit.js'
import type { EditFace } from './correlation-id.js'
import { conflictError, invalidError } from '../../inspect/editing/edit-errors.js'
import { listStoreFields } from './store-fields.js'

const WARNING = 'No service checks its rules, and no event says so.'

/** How a saved edit is taken back: the values as they were stored, and the revision that they replace. */
export interface StoreUndo {
  readonly entity: Entity<InspectableEntity>
  readonly id: string
  readonly revision: string
  readonly change: RawChange<unknown>
}

/** Edits fields that no service changes, straight in the store. */
export class StoreEdits {
  readonly #face: EditFace
  readonly #project: () => RecordedProject
  readonly #sources: () => Promise<RecordSources>

  constructor(face: EditFace, project: () => RecordedProject, sources: () => Promise<RecordSources>) {
    this.#face = face
    this.#project = project
    this.#sources = sources
  }

  /** The fields that can be changed, and the revision. Undefined if the record does not exist. */
  async open(
    entity: Entity<InspectableEntity>,
    id: string,
  ): Promise<{ readonly fields: readonly EditField[]; readonly revision: string } | undefined> {
    return this.#use(entity, async (editor) => {
      const record = await editor.read(entity, id)
      return record && { fields: listStoreFields(record), revision: record.revision }
    })
  }

  async preview(entity: Entity<InspectableEntity>, id: string, edit: Edit): Promise<EditPreview> {
    const { record, statement } = await this.#use(entity, async (editor) => {
      const current = await readExisting(editor, entity, id)
      const change = toRawChange(editor, current, edit.change)
      return { record: current, statement: describe(editor, current, change) }
    })
    const after = { ...record.record, ...edit.change }
    const isChanged = ({ field }: ReferenceDeclaration): boolean => (field.split('.')[0] ?? '') in edit.change
    const changed: Entity = { ...entity, references: (entity.references ?? []).filter(isChanged) }
    const values = toValues(record)
    return {
      statement,
      warning: `Straight to ${entity.place.store}. ${WARNING}`,
      changes: listChanges(values, edit.change),
      references: await checkReferences(await this.#sources(), changed, after),
      ...(record.revision === edit.revision
        ? {}
        : { conflict: { revision: record.revision, changes: listChangesSince(edit.seen ?? {}, values) } }),
    }
  }

  /** Throws `EDIT_CONFLICT` if the record has another revision. */
  async save(
    entity: Entity<InspectableEntity>,
    id: string,
    { revision, change }: Edit,
  ): Promise<{ readonly undo: StoreUndo; readonly traceId: string }> {
    return this.#write(entity, id, revision, (editor, record) => toRawChange(editor, record, change))
  }

  /** Restores the values. Throws `EDIT_CONFLICT` if the record was changed since. */
  async undo({
    entity,
    id,
    revision,
    change,
  }: StoreUndo): Promise<{ readonly undo: StoreUndo; readonly traceId: string }> {
    return this.#write(entity, id, revision, () => change)
  }

  async #write(
    entity: Entity<InspectableEntity>,
    id: string,
    revision: string | undefined,
    createChange: (editor: RecordEditor, record: EditableRecord) => RawChange<unknown>,
  ): Promise<{ readonly undo: StoreUndo; readonly traceId: string }> {
    return this.#use(entity, async (editor) => {
      const record = await readExisting(editor, entity, id)
      if (record.revision !== revision) throw conflictError()
      const change = createChange(editor, record)
      const traceparent = createTraceparent(undefined)
      const after = await recordEdit(
        { home: this.#project().config.home, face: this.#face, traceparent },
        record,
        [...change.keys()],
        () => editor.write(record, change),
      )
      if (after === undefined) throw conflictError()
      const before = [...change.keys()].map((name) => [name, record.fields.get(name)?.raw] as const)
      return {
        undo: { entity, id, revision: after.revision, change: new Map(before) },
        traceId: getTraceId(traceparent),
      }
    })
  }

  async #use<T>(entity: Entity, work: (editor: RecordEditor) => Promise<T>): Promise<T> {
    const { store } = entity.place
    const endpoints = resolveEndpoints(this.#project())
    await using opened: Store & AsyncDisposable = await openStore(store, endpoints[store])
    try {
      const create = (await getStoreDriver(store).loadRecordEditor()) as (store: Store) => RecordEditor
      return await work(create(opened))
    } catch (error) {
      throw toStoreError(error)
    }
  }
}

async function readExisting(editor: RecordEditor, entity: Entity, id: string): Promise<EditableRecord> {
  const record = await editor.read(entity, id)
  // It was shown before.
  if (record === undefined) throw conflictError()
  return record
}

/** Throws `EDIT_INVALID`. */
function toRawChange(editor: RecordEditor, record: EditableRecord, change: Values): RawChange<unknown> {
  return new Map(
    Object.entries(change).map(([name, value]) => {
      const { fields } = record.entity
      const current = record.fields.get(name)
      // Without a value, an optional field is left out.
      if (value === null && fields[name]?.nullable !== true && record.entity.place.store !== 'postgres')
        return [name, undefined]
      try {
        return [name, editor.toRaw(current?.type ?? fields[name]?.type ?? 'json', value, current?.raw)]
      } catch (error) {
        throw error instanceof Error ? invalidError(name, error) : error
      }
    }),
  )
}

/** Throws `EDIT_INVALID`. */
function describe(editor: RecordEditor, record: EditableRecord, change: RawChange<unknown>): string {
  try {
    return editor.describe(record, change)
  } catch (error) {
    throw error instanceof RangeError ? invalidError([...change.keys()].join(', '), error) : error
  }
}

function toValues({ fields }: EditableRecord): Values {
  return Object.fromEntries([...fields].map(([name, { value }]) => [name, value]))
}
