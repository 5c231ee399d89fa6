import type { HandlerModule } from '../../command-handler.js'
import { withEvents } from '../../with-events.js'
import { renderSaga, renderSagas } from './render-saga.js'
import type { sagaCommand } from './saga.command.js'

export const subcommands: HandlerModule<typeof sagaCommand>['subcommands'] = {
  async list({ context, flags }) {
    const { output } = context
    const sagas = await withEvents(context, async (events) => events.listSagas(flags.limit))
    output.printResult({ items: sagas }, () => renderSagas(sagas, output))
  },
  async show({ context, args }) {
    const { output } = context
    const saga = await withEvents(context, async (events) => events.getSaga(args.id))
    output.printResult(saga, () => renderSaga(saga, output))
  },
  async retry({ context, args }) {
    const { output } = context
    const saga = await withEvents(context, async (events) => events.retrySaga(args.id))
    output.printResult(saga, () => renderSaga(saga, output))
    output.note(`Saga ${saga.id} resumes while the services are running.`)
  },
}
