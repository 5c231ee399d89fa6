import type { ConsumerStatus } from '../../events/start-event-processing.js'
import type { GaugeSource } from './service-metrics.js'

/** How far each consumer of the event log is. */
export function createConsumerGauges(
  readConsumers: () => Promise<readonly ConsumerStatus[]>,
): readonly GaugeSource[] {
  const read = (property: 'lag' | 'oldestSeconds' | 'retries' | 'waiting') => async () =>
    new Map((await readConsumers()).map((status) => [status.consumer, status[property]]))
  const label = 'consumer'
  return [
    { name: 'consumer_lag_events', help: 'Events that a consumer has not passed.', label, read: read('lag') },
    {
      name: 'consumer_oldest_event_seconds',
      help: 'Age of the first event that a consumer has not passed.',
      label,
      read: read('oldestSeconds'),
    },
    {
      name: 'consumer_waiting_events',
      help: 'Events that a consumer keeps in memory because they must wait.',
      label,
      read: read('waiting'),
    },
    {
      name: 'consumer_retries',
      help: 'Attempts after which an event had to wait, since the start of the process.',
      label,
      read: read('retries'),
    },
  ]
}
