import { HomeError } from '../../core/home-error.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { parseRecordId } from './parse-record-id.js'
import type { InspectableEntity, RecordSources, RecordView } from './record-view.js'
import { viewBudget, viewCategory } from './view-budget.js'
import { viewEvent } from './view-event.js'
import { viewExpense } from './view-expense.js'
import { viewFamily } from './view-family.js'
import { viewTodo } from './view-todo.js'
import { viewUser } from './view-user.js'

const VIEWS_BY_ENTITY: Readonly<
  Record<InspectableEntity, (stores: RecordSources, id: string) => Promise<RecordView | undefined>>
> = {
  user: viewUser,
  family: viewFamily,
  todo: viewTodo,
  expense: viewExpense,
  budget: viewBudget,
  category: viewCategory,
  event: viewEvent,
}

/**
 * Every record that the text names: of one kind, or of whichever kinds the id can be of, asked all at once.
 * Throws `NOT_FOUND`.
 */
export async function findRecords(
  stores: RecordSources,
  text: string,
  kind?: InspectableEntity,
): Promise<readonly [RecordView, ...RecordView[]]> {
  const named = parseRecordId(text)
  const kinds =
    kind === undefined
      ? (named?.kinds ?? [])
      : kind === 'category' || named?.kinds.includes(kind)
        ? [kind]
        : []
  const id = named?.id ?? text.trim()
  const found = await Promise.all(kinds.map((each) => VIEWS_BY_ENTITY[each](stores, id)))
  const [first, ...others] = found.filter((view) => view !== undefined)
  if (first !== undefined) return [first, ...others]
  throw new HomeError(INSPECT_ERRORS.NOT_FOUND, {
    message: kind === undefined ? `Nothing is called "${text}".` : `There is no ${kind} "${text}".`,
    detail:
      kinds.length === 0
        ? `This is not the form of ${kind === undefined ? 'any id' : `the id of a ${kind}`}, nor an email.`
        : `Asked ${kinds.length === 1 ? 'the store' : 'all three stores'} by index.`,
    suggestion:
      'Search by name or text with homemanager inspect on a terminal, or list some with homemanager query.',
  })
}

/** The same; none is no error. */
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
