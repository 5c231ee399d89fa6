import type { Saga, SagaState } from '../../../events/sagas/saga.js'
import type { Column, Output } from '../../../output/output.js'

/** A table of sagas. */
export function renderSagas(sagas: readonly Saga[], output: Output): string {
  return sagas.length === 0 ? 'No sagas.' : output.table(sagas, SAGA_COLUMNS)
}

/** One saga with a table of its steps. */
export function renderSaga(saga: Saga, output: Output): string {
  const { style } = output
  return [
    `${style.bold(saga.kind)} ${saga.id}  ${colorSagaState(saga.state, style)}`,
    `subject ${saga.subject}, correlation ${saga.correlationId}`,
    `since ${saga.createdAt}, changed ${saga.updatedAt}`,
    ...(saga.error === undefined ? [] : [style.red(saga.error)]),
    '',
    output.table(saga.steps, STEP_COLUMNS),
  ].join('\n')
}

const SAGA_COLUMNS: readonly Column<Saga>[] = [
  { header: 'SAGA', cell: (saga) => saga.id },
  { header: 'KIND', cell: (saga) => saga.kind },
  { header: 'SUBJECT', canBeBelow: true, cell: (saga) => saga.subject },
  { header: 'STATE', importance: 1, cell: (saga, style) => colorSagaState(saga.state, style) },
  { header: 'STEPS', cell: formatSagaProgress, align: 'right' },
  { header: 'SINCE', cell: (saga) => saga.createdAt },
  { header: 'ERROR', canBeBelow: true, cell: (saga, style) => style.red(saga.error ?? '') },
]

const STEP_COLUMNS: readonly Column<Saga['steps'][number]>[] = [
  { header: 'STEP', cell: (step) => step.name },
  { header: 'STATE', cell: (step) => step.state },
  { header: 'ATTEMPTS', cell: (step) => String(step.attempts), align: 'right' },
  { header: 'ERROR', canBeBelow: true, cell: (step, style) => style.red(step.error ?? '') },
]

function colorSagaState(state: SagaState, style: Output['style']): string {
  if (state === 'completed') return style.green(state)
  return state === 'failed' ? style.red(state) : style.yellow(state)
}

function formatSagaProgress(saga: Saga): string {
  return `${saga.steps.filter(({ state }) => state === 'done').length}/${saga.steps.length}`
}
