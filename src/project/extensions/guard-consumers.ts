import type { Extension } from '../../app/extensions/extension.js'
import { type EventHandler, RetryLater } from '../../events/event-handler.js'
import type { PatternSamples } from '../../domain/pattern-samples.js'
import type { AccessPattern } from '../../stores/contracts/access-pattern.js'
import type { Stores } from '../../stores/stores.js'
import type { ExtensionFile } from './extension-file.js'
import { EventHandlerThread } from './event-handler-thread.js'
import { callExtension } from './guard-entity.js'

export function guardAccessPattern(file: ExtensionFile, pattern: AccessPattern): AccessPattern {
  return {
    ...pattern,
    toSampleRequest: (samples: PatternSamples) =>
      callExtension(file, [`'${pattern.name}'`], `the access pattern ${pattern.name}`, () =>
        pattern.toSampleRequest(samples),
      ),
  } as AccessPattern
}

/** The consumers of an extension. What one throws becomes a dead letter with the file and line. */
export function guardHandlers(
  file: ExtensionFile,
  create: Extension['eventHandlers'],
): (stores: Stores) => readonly EventHandler[] {
  if (create === undefined) return () => []
  return (stores) => {
    const handlers: unknown = callExtension(file, ['eventHandlers'], 'eventHandlers', () => create(stores))
    if (!Array.isArray(handlers))
      throw file.createInvalidError(['eventHandlers'], 'eventHandlers must return a list.')
    return (handlers as readonly EventHandler[]).map(({ consumer, types }) => {
      const thread = new EventHandlerThread(file, stores, consumer)
      return {
        consumer,
        types,
        async handle(event) {
          try {
            await thread.handle(event)
          } catch (error) {
            if (error instanceof RetryLater) throw error
            throw file.createFailure(error, [`'${consumer}'`], `the consumer ${consumer}`)
          }
        },
      }
    })
  }
}
