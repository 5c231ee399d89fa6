import { findClosestMatch } from '../../core/closest-match.js'
import { HomeError } from '../../core/home-error.js'
import type { Entity } from '../../domain/entities/entity.js'
import {
  type EntityRegistry,
  type InspectableEntity,
  isBundledEntity,
} from '../../domain/entities/registry.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { parseRecordId } from './parse-record-id.js'
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
 * Finds all records with this id or email address: of one kind, or of all kinds that the id can belong to. The stores are
 * queried concurrently. Throws `NOT_FOUND`.
 */
export async function findRecords(
  stores: RecordSources,
  text: string,
  kind?: InspectableEntity,
): Promise<readonly [RecordView, ...RecordView[]]> {
  const parsed = parseRecordId(text, stores.entities)
  const kinds =
    kind === undefined
      ? (parsed?.kinds ?? [])
      : stores.entities.get(kind).id.format === 'word' || parsed?.kinds.includes(kind)
        ? [kind]
        : []
  const id = parsed?.id ?? text.trim()
  const found = await Promise.all(kinds.map((each) => viewRecordOfKind(stores, each, id)))
  const [first, ...others] = found.filter((view) => view !== undefined)
  if (first !== undefined) return [first, ...others]
  throw new HomeError(INSPECT_ERRORS.NOT_FOUND, {
    message: `No ${kind ?? 'record'} found for "${text}".`,
    ...(kinds.length > 0 ? {} : { detail: formatInvalidId(stores.entities, kind) }),
    suggestion: `${kind === undefined ? suggestEntity(stores.entities, text) : ''}Search by name or text with homemanager inspect --search TEXT, or list records with homemanager query.`,
  })
}

/** A question, followed by a space, if what was given as an ID is rather the name of an entity; else empty. */
export function suggestEntity(entities: EntityRegistry, text: string): string {
  const similar = findClosestMatch(text, entities.listInspectable())
  return similar === undefined ? '' : `Did you mean homemanager inspect ${similar} ID? `
}

function formatInvalidId(entities: EntityRegistry, kind: InspectableEntity | undefined): string {
  if (kind === undefined) return 'It is not a valid id or email address.'
  const hasEmail = entities.get(kind).id.emailField !== undefined
  return `It is not a valid ${kind} id${hasEmail ? ' or email address' : ''}.`
}

/** Like `findRecords`, but returns an empty list if nothing is found. */
export async function tryFindRecords(
  stores: RecordSources,
  text: string,
  kind?: InspectableEntity,
): Promise<readonly RecordView[]> {
  try {
    return await findRecords(stores, text, kind)
  } catch (error) {
    if (error instanceof HomeError && error.code === INSPECT_ERRORS.NOT_FOUND.code) return []
    throw error
  }
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
