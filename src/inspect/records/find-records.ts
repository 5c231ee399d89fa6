import { HomeError } from '../../core/home-error.js'
import type { Entity } from '../../domain/entities/entity.js'
import {
  type EntityRegistry,
  type InspectableEntity,
  isBundledEntity,
} from '../../domain/entities/registry.js'
import { createNotFoundError } from './not-found-error.js'
import { completeId, DEFAULT_MATCHES } from './complete-id.js'
import { parsePartialRecordId, parseRecordId } from './parse-record-id.js'
import type { RecordSources, RecordView } from './record-view.js'
import { viewBudget, viewCategory } from './view-budget.js'
import { viewEvent } from './view-event.js'
import { viewExpense } from './view-expense.js'
import { listReferringSections, viewEntity } from './view-entity.js'
import { viewFamily } from './view-family.js'
import { viewTodo } from './view-todo.js'
import { viewUser } from './view-user.js'

type View = (stores: RecordSources, id: string) => Promise<RecordView | undefined>

/** Views with lists of their own. Other entities have the view that follows from their declaration. */
const VIEWS_WITH_LISTS: { readonly [Name in InspectableEntity]?: View } = {
  user: viewUser,
  family: viewFamily,
  todo: viewTodo,
  expense: viewExpense,
  budget: viewBudget,
  category: viewCategory,
  event: viewEvent,
}

/**
 * Finds all records with this id or email address: of one kind, or of all kinds that the id can belong to. Of an id, a part is
 * enough that no other id has. The stores are queried concurrently. Throws `NOT_FOUND`, and `AMBIGUOUS_ID` with at most `limit` matches.
 */
export async function findRecords(
  stores: RecordSources,
  text: string,
  kind?: InspectableEntity,
  limit = DEFAULT_MATCHES,
): Promise<readonly [RecordView, ...RecordView[]]> {
  const [first, ...others] = await tryFindRecords(stores, text, kind)
  if (first !== undefined) return [first, ...others]
  const partial = parsePartialRecordId(text, stores.entities)
  if (partial !== undefined) {
    const kinds = listPossibleKinds(stores.entities, partial.kinds, kind)
    const { id, unsearched } = await completeId(stores, text, partial.parts, kinds, limit)
    const [match, ...further] = id === undefined ? [] : await viewRecords(stores, kinds, id)
    if (match !== undefined) return [match, ...further]
    throw await createNotFoundError(stores, text, kind, {
      unsearched,
      others: await findOfOtherKinds(stores, text, kind),
    })
  }
  throw await createNotFoundError(stores, text, kind, { others: await findOfOtherKinds(stores, text, kind) })
}

/** The records of other entities with this id, or the only one with this part of an id. */
export async function findOfOtherKinds(
  stores: RecordSources,
  text: string,
  kind: InspectableEntity | undefined,
): Promise<readonly RecordView[]> {
  if (kind === undefined) return []
  try {
    return await findRecords(stores, text)
  } catch (error) {
    if (error instanceof HomeError) return []
    throw error
  }
}

/** Like `findRecords`, but returns an empty list if nothing is found, and does not complete ids. */
export async function tryFindRecords(
  stores: RecordSources,
  text: string,
  kind?: InspectableEntity,
): Promise<readonly RecordView[]> {
  const parsed = parseRecordId(text, stores.entities)
  const kinds = listPossibleKinds(stores.entities, parsed?.kinds ?? [], kind)
  const id = parsed?.id ?? text.trim()
  return viewRecords(stores, kinds, id)
}

async function viewRecords(
  stores: RecordSources,
  kinds: readonly InspectableEntity[],
  id: string,
): Promise<readonly RecordView[]> {
  const found = await Promise.all(kinds.map((each) => viewRecordOfKind(stores, each, id)))
  return found.filter((view) => view !== undefined)
}

function listPossibleKinds(
  entities: EntityRegistry,
  kinds: readonly InspectableEntity[],
  kind: InspectableEntity | undefined,
): readonly InspectableEntity[] {
  if (kind === undefined) return kinds
  return entities.get(kind).id.format === 'word' || kinds.includes(kind) ? [kind] : []
}

async function viewRecordOfKind(
  stores: RecordSources,
  kind: InspectableEntity,
  id: string,
): Promise<RecordView | undefined> {
  const view = VIEWS_WITH_LISTS[kind]
  const entity = stores.entities.get(kind) as Entity<InspectableEntity>
  if (view === undefined) return viewEntity(stores, entity, id)
  const found = await view(stores, id)
  if (found === undefined) return undefined
  // Views with lists of their own do not know the entities of extensions.
  const listed = found.sections.map(({ name }) => name)
  const bundled = stores.entities.all.filter(({ name }) => isBundledEntity(name))
  const own = listReferringSections(stores, entity, found.id, [
    ...listed,
    ...bundled.map(({ plural }) => plural),
  ])
  return own.length === 0 ? found : { ...found, sections: [...found.sections, ...own] }
}
