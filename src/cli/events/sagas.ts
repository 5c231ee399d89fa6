import type { ChalkInstance } from 'chalk'
import { sagaDefinitions } from '../../events/event-handlers.js'
import { retrySaga, sagaNotFound } from '../../events/sagas/retry-saga.js'
import type { Saga, SagaState } from '../../events/sagas/saga.js'
import { recentSagas, sagaById } from '../../events/sagas/saga-records.js'
import type { CommandContext } from '../command.js'
import { countOf, uuidOf, withStores } from './platform.js'

/** `homemanager saga list`. */
export async function listSagas(context: CommandContext, limit: unknown): Promise<void> {
  const count = countOf(limit, '--limit')
  await withStores(context, async ({ postgres }) => {
    const sagas = await recentSagas(postgres.pool, count)
    context.output.answer(sagas, () =>
      sagas.length === 0
        ? 'No sagas.'
        : context.output.table(sagas, [
            { heading: 'SAGA', cell: (saga) => saga.id },
            { heading: 'KIND', cell: (saga) => saga.kind },
            { heading: 'SUBJECT', cell: (saga) => saga.subject },
            { heading: 'STATE', cell: (saga, style) => colored(saga.state, style) },
            { heading: 'STEPS', cell: (saga) => progress(saga), align: 'right' },
            { heading: 'SINCE', cell: (saga) => saga.createdAt },
          ]),
    )
  })
}

/** `homemanager saga show ID`. */
export async function showSaga(context: CommandContext, text: string | undefined): Promise<void> {
  const id = uuidOf(text, 'a saga')
  await withStores(context, async ({ postgres }) => {
    const saga = await sagaById(postgres.pool, id)
    if (saga === undefined) throw sagaNotFound(id)
    answerSaga(context, saga)
  })
}

/** `homemanager saga retry ID`. */
export async function retry(context: CommandContext, text: string | undefined): Promise<void> {
  const id = uuidOf(text, 'a saga')
  await withStores(context, async (stores) => {
    const saga = await retrySaga(stores.postgres.pool, sagaDefinitions(stores), id)
    answerSaga(context, saga)
    context.output.note(`It goes on as saga ${saga.id} while the services run.`)
  })
}

function answerSaga(context: CommandContext, saga: Saga): void {
  context.output.answer(saga, (style) =>
    [
      `${style.bold(saga.kind)} ${saga.id}  ${colored(saga.state, style)}`,
      `subject ${saga.subject}, correlation ${saga.correlationId}`,
      `since ${saga.createdAt}, changed ${saga.updatedAt}`,
      ...(saga.error === undefined ? [] : [style.red(saga.error)]),
      '',
      context.output.table(saga.steps, [
        { heading: 'STEP', cell: (step) => step.name },
        { heading: 'STATE', cell: (step) => step.state },
        { heading: 'ATTEMPTS', cell: (step) => String(step.attempts), align: 'right' },
        { heading: 'ERROR', cell: (step, style) => style.red(step.error ?? '') },
      ]),
    ].join('\n'),
  )
}

function colored(state: SagaState, style: ChalkInstance): string {
  if (state === 'completed') return style.green(state)
  return state === 'failed' ? style.red(state) : style.yellow(state)
}

function progress(saga: Saga): string {
  return `${saga.steps.filter(({ state }) => state === 'done').length}/${saga.steps.length}`
}
