import type { ChalkInstance } from 'chalk'
import { composeEventProcessing } from '../../../app/events/compose-event-processing.js'
import { retrySaga, sagaNotFoundError } from '../../../events/sagas/retry-saga.js'
import type { Saga, SagaState } from '../../../events/sagas/saga.js'
import { listRecentSagas, findSaga } from '../../../events/sagas/saga-records.js'
import type { CommandContext } from '../../command.js'
import { parseCount, parseUuid, withStores } from '../../with-stores.js'

/** `homemanager saga list`. */
export async function listSagas(context: CommandContext, limit: unknown): Promise<void> {
  const count = parseCount(limit, '--limit')
  await withStores(context, async ({ postgres }) => {
    const sagas = await listRecentSagas(postgres.pool, count)
    context.output.printResult({ items: sagas }, () =>
      sagas.length === 0
        ? 'No sagas.'
        : context.output.table(sagas, [
            { header: 'SAGA', cell: (saga) => saga.id },
            { header: 'KIND', cell: (saga) => saga.kind },
            { header: 'SUBJECT', cell: (saga) => saga.subject },
            { header: 'STATE', cell: (saga, style) => colorSagaState(saga.state, style) },
            { header: 'STEPS', cell: (saga) => formatSagaProgress(saga), align: 'right' },
            { header: 'SINCE', cell: (saga) => saga.createdAt },
          ]),
    )
  })
}

/** `homemanager saga show ID`. */
export async function showSaga(context: CommandContext, text: string | undefined): Promise<void> {
  const id = parseUuid(text, 'a saga')
  await withStores(context, async ({ postgres }) => {
    const saga = await findSaga(postgres.pool, id)
    if (saga === undefined) throw sagaNotFoundError(id)
    printSaga(context, saga)
  })
}

/** `homemanager saga retry ID`. */
export async function runSagaRetry(context: CommandContext, text: string | undefined): Promise<void> {
  const id = parseUuid(text, 'a saga')
  await withStores(context, async (stores) => {
    const saga = await retrySaga(stores.postgres.pool, composeEventProcessing(stores).sagas, id)
    printSaga(context, saga)
    context.output.note(`Saga ${saga.id} resumes while the services are running.`)
  })
}

function printSaga(context: CommandContext, saga: Saga): void {
  context.output.printResult(saga, (style) =>
    [
      `${style.bold(saga.kind)} ${saga.id}  ${colorSagaState(saga.state, style)}`,
      `subject ${saga.subject}, correlation ${saga.correlationId}`,
      `since ${saga.createdAt}, changed ${saga.updatedAt}`,
      ...(saga.error === undefined ? [] : [style.red(saga.error)]),
      '',
      context.output.table(saga.steps, [
        { header: 'STEP', cell: (step) => step.name },
        { header: 'STATE', cell: (step) => step.state },
        { header: 'ATTEMPTS', cell: (step) => String(step.attempts), align: 'right' },
        { header: 'ERROR', cell: (step, style) => style.red(step.error ?? '') },
      ]),
    ].join('\n'),
  )
}

function colorSagaState(state: SagaState, style: ChalkInstance): string {
  if (state === 'completed') return style.green(state)
  return state === 'failed' ? style.red(state) : style.yellow(state)
}

function formatSagaProgress(saga: Saga): string {
  return `${saga.steps.filter(({ state }) => state === 'done').length}/${saga.steps.length}`
}
