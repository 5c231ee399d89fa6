import { getErrorMessage } from '../../../core/get-error-message.js'
import { deriveId } from '../../../core/ids.js'
import { isRecord } from '../../../core/is-record.js'
import { SERVICE_NAMES } from '../../../core/service-name.js'
import { isUuid } from '../../../core/is-uuid.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { parseEvent } from '../../../domain/events/parse-event.js'
import { EVENT_DEFINITIONS } from '../../../domain/events/registry.js'
import type { RequestTrace } from '../../../services/http/requests/request-trace.js'
import { isStorableJson, STORABLE_JSON_MESSAGE } from '../../../services/http/server/storable-json.js'
import { invalidEvent, type SentEvent } from './read-cloud-events.js'

/** Ids that are not UUIDs become one of this namespace. */
const ID_NAMESPACE = '6f0f9f0a-3c55-5d0e-9a41-5b1d0c6b7a10'
const TYPE = /^[a-z][a-z0-9-]*(\.[a-z0-9_-]+)+$/
const MAX_LENGTH = 256
const TEXT = /^[^\p{Control}\p{Surrogate}]+$/u
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i

/**
 * The event that a custom service has sent, as the log stores it. Its type starts with the name of the service. An id that is no UUID
 * becomes one, always the same, and stays in `originid`. Throws `INVALID_REQUEST`.
 */
export function toEnvelope(service: string, sent: SentEvent, trace: RequestTrace): EventEnvelope {
  if (sent['specversion'] !== '1.0') throw invalidEvent('specversion must be "1.0".', '/specversion')
  const given = readText(sent, 'id')
  const source = readText(sent, 'source')
  assertOwnSource(service, source)
  const type = readText(sent, 'type')
  if (!TYPE.test(type) || !type.startsWith(`${service}.`))
    throw invalidEvent(`type must start with "${service}." and have lower case letters only.`, '/type')
  const contentType = readOptionalText(sent, 'datacontenttype') ?? 'application/json'
  if (contentType !== 'application/json')
    throw invalidEvent('datacontenttype must be application/json.', '/datacontenttype')
  const { data = {} } = sent
  if (!isRecord(data)) throw invalidEvent('data must be a JSON object.', '/data')
  if (!isStorableJson(data)) throw invalidEvent(`data ${STORABLE_JSON_MESSAGE}.`, '/data')
  const id = isUuid(given) ? given.toLowerCase() : deriveId(`${service}\n${given}`, ID_NAMESPACE)
  const optional = ['causationid', 'actorid', 'familyid'].flatMap((name) => {
    const value = readOptionalText(sent, name)
    return value === undefined ? [] : [[name, value]]
  })
  const event: EventEnvelope = {
    specversion: '1.0',
    id,
    source,
    type,
    subject: readOptionalText(sent, 'subject') ?? id,
    time: readTime(sent),
    datacontenttype: 'application/json',
    aggregateversion: readVersion(sent),
    correlationid: readOptionalText(sent, 'correlationid') ?? trace.correlationId,
    traceparent: readOptionalText(sent, 'traceparent') ?? trace.traceparent,
    ...(Object.fromEntries(optional) as Readonly<Record<string, string>>),
    ...(id === given.toLowerCase() ? {} : { originid: given }),
    data,
  }
  assertKnownData(event)
  return event
}

/** Events of the types that the stack knows cause work in other services. */
function assertKnownData(event: EventEnvelope): void {
  const known = EVENT_DEFINITIONS.find(({ type }) => type === event.type)
  if (known === undefined) return
  try {
    parseEvent(event, [known.type])
  } catch (error) {
    throw invalidEvent(getErrorMessage(error), '/data')
  }
}

/** A path is that of a service of the stack, as in the events of the bundled ones; other URIs are the user's. */
function assertOwnSource(service: string, source: string): void {
  const name = /^\/?([a-z][a-z0-9-]*)(?:[/?#]|$)/.exec(source)?.[1]
  if (name === service || (!source.startsWith('/') && !SERVICE_NAMES.some((each) => each === name))) return
  throw invalidEvent(`source must be "/${service}", a path below it, or a URI.`, '/source')
}

function readText(sent: SentEvent, name: string): string {
  const value = readOptionalText(sent, name)
  if (value !== undefined) return value
  throw invalidEvent(`${name} is missing.`, `/${name}`)
}

function readOptionalText(sent: SentEvent, name: string): string | undefined {
  const value = sent[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' && value.length <= MAX_LENGTH && TEXT.test(value)) return value
  throw invalidEvent(`${name} must be a string of 1 to ${MAX_LENGTH} printable characters.`, `/${name}`)
}

function readTime(sent: SentEvent): string {
  const time = readOptionalText(sent, 'time')
  if (time === undefined) return new Date().toISOString()
  if (TIME.test(time) && !Number.isNaN(Date.parse(time))) return new Date(time).toISOString()
  throw invalidEvent('time must be a timestamp such as 2026-01-31T09:30:00Z.', '/time')
}

/** In the binary mode, integers are text. */
function readVersion(sent: SentEvent): number {
  const value = sent['aggregateversion'] ?? 1
  const version = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  if (typeof version === 'number' && Number.isSafeInteger(version) && version >= 0) return version
  throw invalidEvent('aggregateversion must be an integer from 0.', '/aggregateversion')
}
