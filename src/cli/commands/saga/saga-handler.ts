import { composeEventProcessing } from '../../../app/events/compose-event-processing.js'
import { retrySaga, sagaNotFoundError } from '../../../events/sagas/retry-saga.js'
import { findSaga, listRecentSagas } from '../../../events/sagas/saga-records.js'
import type { HandlerModule } from '../../command-handler.js'
import { withStores } from '../../with-stores.js'
import { renderSaga, renderSagas } from './render-saga.js'
import type { sagaCommand } from './saga.command.js'

export const subcommands: HandlerModule<typeof sagaCommand>['subcommands'] = {
  async list({ context, flags }) {
    const { output } = context
    const sagas = await withStores(context, async ({ postgres }) =>
      listRecentSagas(postgres.pool, flags.limit),
    )
    output.printResult({ items: sagas }, () => renderSagas(sagas, output))
  },
  async show({ context, args }) {
    const { output } = context
    const saga = await withStores(context, async ({ postgres }) => findSaga(postgres.pool, args.id))
    if (saga === undefined) throw sagaNotFoundError(args.id)
    output.printResult(saga, () => renderSaga(saga, output))
  },
  async retry({ context, args }) {
    const { output } = context
    const saga = await withStores(context, async (stores) =>
      retrySaga(stores.postgres.pool, composeEventProcessing(stores).sagas, args.id),
    )
    output.printResult(saga, () => renderSaga(saga, output))
    output.note(`Saga ${saga.id} resumes while the services are running.`)
  },
}
