import type { Limiter } from '../../core/limiter.js'
import type { GaugeSource } from './service-metrics.js'

/** A queue with a maximum length. */
export interface ObservedQueue {
  readonly name: string
  /** Tasks that run or wait. */
  readonly length: number
  /** Tasks that were discarded or rejected because the queue was full. */
  readonly rejected: number
}

/** The load of all bounded queues, as two gauges. The queues are listed for every scrape. */
export function createQueueGauges(listQueues: () => readonly ObservedQueue[]): readonly GaugeSource[] {
  const read = (property: 'length' | 'rejected') => () =>
    new Map(listQueues().map((queue) => [queue.name, queue[property]]))
  return [
    {
      name: 'queue_length',
      help: 'Tasks that are running or waiting in a bounded queue.',
      label: 'queue',
      read: read('length'),
    },
    {
      name: 'queue_rejected',
      help: 'Tasks that were rejected because the queue was full, since the start of the process.',
      label: 'queue',
      read: read('rejected'),
    },
  ]
}

export function observeLimiter(name: string, limiter: Limiter): ObservedQueue {
  return { name, length: limiter.running + limiter.waiting, rejected: limiter.rejected }
}
