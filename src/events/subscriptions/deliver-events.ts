import { endSentence } from '../../core/end-sentence.js'
import { getCauseMessage } from '../../core/get-cause-message.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { isTransientError } from '../../stores/is-transient-error.js'
import { DeliveryFailed, type EventHandler, RetryLater } from '../event-handler.js'
import { signDelivery } from './sign-delivery.js'
import { type Subscription, toConsumerName } from './subscription.js'

/** Responses that are errors, and those that do not come in time; about 4 seconds with the delays between them. */
const MAX_ATTEMPTS = 8
/** In milliseconds. */
const RESPONSE_TIMEOUT_MS = 10_000
/** Characters of a response in the reason of a dead letter. */
const MAX_SHOWN_RESPONSE = 300

/**
 * Sends the events of a subscription to a service of the user, with POST. It has handled an event when it responds with a status from
 * 200 to 299. Other responses are repeated, and then the event is a dead letter; while nothing listens at the address, all events
 * wait, and no attempt is counted.
 */
export function deliverEvents(subscription: Subscription): EventHandler {
  const { service, types, url } = subscription
  const attempts = new Map<string, number>()
  return {
    consumer: toConsumerName(service),
    types,
    async handle(event) {
      try {
        await deliver(subscription, event)
      } catch (error) {
        // Nothing listens there, so an attempt for another event would fail, too.
        if (isUnreachable(error)) throw error
        const attempt = (attempts.get(event.id) ?? 0) + 1
        const message = `${url} ${getErrorMessage(error)}`
        if (attempt < MAX_ATTEMPTS) {
          attempts.set(event.id, attempt)
          throw new RetryLater(message, { cause: error })
        }
        attempts.delete(event.id)
        throw new DeliveryFailed(message, attempt, { cause: error })
      }
      attempts.delete(event.id)
    },
  }
}

async function deliver({ url, secret }: Subscription, event: EventEnvelope): Promise<void> {
  const body = JSON.stringify(event)
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        ...toEventHeaders(event),
        ...signDelivery(event.id, body, secret, Math.floor(Date.now() / 1000)),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
    })
  } catch (error) {
    if (isUnreachable(error)) throw error
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const cause = getCauseMessage(error)
    const reason = timedOut ? `did not respond within ${RESPONSE_TIMEOUT_MS / 1000} s` : `failed: ${cause}`
    throw new Error(endSentence(reason), { cause: error })
  }
  const text = await response.text().catch(() => '')
  if (!response.ok)
    throw new Error(`returned status ${response.status}: ${text.slice(0, MAX_SHOWN_RESPONSE)}`)
}

/** The structured mode of the HTTP binding of CloudEvents, with the headers of its binary mode besides. */
function toEventHeaders(event: EventEnvelope): Readonly<Record<string, string>> {
  const { data: _, datacontenttype: __, traceparent, ...attributes } = event
  const entries = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURI(String(value))])
  return {
    'content-type': 'application/cloudevents+json',
    ...(Object.fromEntries(entries) as Readonly<Record<string, string>>),
    ...(traceparent === undefined ? {} : { traceparent, 'ce-traceparent': traceparent }),
    'x-correlation-id': event.correlationid,
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && isTransientError(error) && !isReset(error.cause)
}

/** Something listens there: it has closed the connection. */
function isReset(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && ['ECONNRESET', 'EPIPE'].includes(String(cause.code))
}
